// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import java.util.List;
import java.util.Set;

/// The names under which logging libraries write what has a place of its own in a log record. A
/// name with points is found as it stands and as objects in one another. The first that is there
/// and fits wins.
///
/// Known are the reference runtime, Elastic's common schema, logstash-encoder, log4j2, bunyan,
/// pino, winston, python-json-logger, structlog, zap, zerolog, logrus, Serilog's compact form, GELF
/// and Google Cloud's log entries. One file may hold lines of several.
final class LineNames {
  static final List<String> TIME =
      List.of(
          "ts",
          "timestamp",
          "@timestamp",
          "time",
          "@t",
          "asctime",
          "datetime",
          "timeMillis",
          "instant",
          "timestampSeconds");

  static final List<String> LEVEL =
      List.of(
          "level",
          "severity",
          "log.level",
          "levelname",
          "level_name",
          "log_level",
          "loglevel",
          "lvl",
          "@l");

  static final List<String> LOGGER =
      List.of("logger", "logger_name", "loggerName", "log.logger", "SourceContext");

  /// What bunyan, pino and Python call the logger, and others anything: only beside a level of
  /// theirs.
  static final String LOGGER_OF_SOME = "name";

  /// Python's name of the level.
  static final String LEVEL_OF_PYTHON = "levelname";

  static final List<String> MESSAGE =
      List.of(
          "msg",
          "message",
          "textPayload",
          "jsonPayload.message",
          "jsonPayload.msg",
          "fields.message",
          "short_message",
          "@m",
          "@mt",
          "event"); // structlog's; of the others it is no message

  static final List<String> TRACE =
      List.of(
          "trace_id",
          "traceId",
          "traceid",
          "trace.id",
          "otelTraceID",
          "logging.googleapis.com/trace",
          "trace",
          "@tr");

  static final List<String> SPAN =
      List.of(
          "span_id",
          "spanId",
          "spanid",
          "span.id",
          "otelSpanID",
          "logging.googleapis.com/spanId",
          "@sp");

  static final List<String> EXCEPTION_TYPE =
      List.of(
          "exception.type",
          "exception.class",
          "exception.exception_class",
          "error.type",
          "err.type",
          "err.name",
          "thrown.name");

  static final List<String> EXCEPTION_MESSAGE =
      List.of(
          "exception.message",
          "exception.exception_message",
          "error.message",
          "err.message",
          "thrown.message",
          "error",
          "err");

  static final List<String> STACK_TRACE =
      List.of(
          "exception.trace",
          "exception.stacktrace",
          "error.stack_trace",
          "error.stack",
          "err.stack",
          "stack_trace",
          "stacktrace",
          "stack",
          "errorVerbose",
          "exc_info",
          "exc_text",
          "exception",
          "thrown.extendedStackTrace",
          "@x");

  /// What a line says under several names.
  ///
  /// @param attribute what the record calls it
  record Told(String attribute, List<String> names) {}

  /// What a line says of the chat it belongs to.
  static final List<Told> SUBJECT =
      List.of(
          new Told("mozaiks.chat_id", List.of("chat_id", "chatId", "mozaiks.chat_id")),
          new Told(
              "mozaiks.app_id",
              List.of("app_id", "appId", "AppId", "enterprise_id", "mozaiks.app_id")),
          new Told(
              "mozaiks.workflow_name",
              List.of("workflow", "workflow_name", "workflowName", "mozaiks.workflow_name")),
          new Told(
              "gen_ai.agent.name",
              List.of("agent_name", "agentName", "agent", "gen_ai.agent.name", "agent.name")),
          new Told("mozaiks.user_id", List.of("user_id", "userId", "mozaiks.user_id")));

  /// Of these, what means it only in a line that names a chat: `agent` is the browser in logs of
  /// web servers.
  static final Set<String> ONLY_WITH_CHAT = Set.of("workflow", "agent");

  /// What a line says of the program that wrote it; attributes of the resource.
  static final List<Told> RESOURCE =
      List.of(
          new Told(
              "service.name",
              List.of(
                  "service.name",
                  "serviceName",
                  "service_name",
                  "serviceContext.service",
                  "service")),
          new Told("service.version", List.of("service.version", "serviceContext.version")),
          new Told("service.namespace", List.of("service.namespace")),
          new Told("deployment.environment.name", List.of("service.environment")),
          new Told("host.name", List.of("host.name", "hostname")));

  /// Objects that hold more of the line's own fields; the later ones may stand in the earlier.
  static final List<String> CONTAINERS =
      List.of("extra", "context", "ctx", "mdc", "contextMap", "fields", "jsonPayload");

  /// The topic of the reference runtime's logger, which some of its lines have in place of the
  /// workflow.
  static final String TOPIC = "performance";

  private LineNames() {}
}
