// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/// What is asked besides what the description itself gives, so that all kinds of answers are seen.
final class DescribedQuestions {

  /// A part of what is asked for that there is not; the answer is a 404.
  static final String NOBODY = "nobody-s";

  private DescribedQuestions() {}

  /// A request with a body.
  ///
  /// @param query with `?`; may be empty
  /// @param status of the answer
  record Sent(String route, String query, String type, String body, int status) {
    static Sent json(String route, String query, String body, int status) {
      return new Sent(route, query, "application/json", body, status);
    }
  }

  /// Further questions to a path: queries with `?`, or other paths of its form.
  static List<String> of(String path) {
    return switch (path) {
      case "/metrics/perf/chats/{chat_id}" ->
          List.of("/metrics/perf/chats/both", "/metrics/perf/chats/" + NOBODY);
      case "/api/chats" ->
          List.of(
              "?limit=1&sort=cost&order=asc",
              "?contains=run&errors=true&status=running,failed",
              "?flag=looping&min_cost=0.000001");
      case "/api/chats/{chat_id}/timeline" ->
          List.of("?limit=1", "/api/chats/both/timeline", "/api/chats/chat-of-now/timeline");
      case "/api/chats/{chat_id}/graph" ->
          List.of("?tools=true", "/api/chats/both/graph", "/api/chats/ended/graph");
      case "/api/chats/{chat_id}/cost" -> List.of("?limit=1", "/api/chats/both/cost");
      case "/api/chats/{chat_id}/content" ->
          List.of("?limit=1&order=desc", "/api/chats/both/content");
      case "/api/archive/chats/{chat_id}" ->
          List.of("/api/archive/chats/" + DescribedServer.ARCHIVED_EVENTS, "?limit=1");
      case "/api/slos/{name}/history" ->
          List.of("/api/slos/cost/history", "/api/slos/" + NOBODY + "/history");
      case "/api/series" ->
          List.of("?group_by=app,workflow,user,agent,model,provider,tool", "?app=shop&step=3600");
      case "/api/cost" ->
          List.of("?group_by=app,workflow,user,agent,model,provider,tool&step=3600", "?app=shop");
      case "/api/percentiles" ->
          Stream.of(
                  "turn_duration", "llm_call_duration", "time_to_first_token", "tool_call_duration")
              .map(each -> "?group_by=agent,model,app&quantiles=0,0.5,1&step=60&measure=" + each)
              .toList();
      case "/api/logs" ->
          List.of(
              "?limit=1",
              "?limit=10000",
              "?field.order=7&text=order",
              "?min_severity=error&contains=refuse&contains=me",
              "?chat_id=chat-of-now");
      case "/api/logs/histogram" -> List.of("?app=shop", "?step=3600");
      case "/api/logs/{id}/context" -> List.of("?of=app&after=3&before=3");
      case "/api/metrics/points" ->
          Stream.of("queue", "orders", "took", "sizes", "share")
              .map(each -> "?metric=" + each)
              .toList();
      case "/api/report/week" ->
          List.of("?format=html", "?format=text", "?zone=Europe/Berlin&week=" + thisWeek());
      case "/api/alerts" -> List.of("?state=firing", "?state=pending", "?limit=1");
      case "/api/alerts/history" -> List.of("?limit=1", "?rule=AnyTurn");
      case "/api/audit" -> List.of("?limit=1");
      case "/api/notifications" -> List.of("?channel=ops", "?channel=" + NOBODY);
      case "/api/notifications/deliveries" -> List.of("?channel=ops&limit=1", "?channel=" + NOBODY);
      case "/api/silences",
          "/api/deletions",
          "/api/redaction/scans",
          "/api/metrics",
          "/api/archive",
          "/api/shipping/{name}/dead-letters" ->
          List.of("?limit=1");
      case "/api/uptime" -> List.of("?check=nobody&limit=1", "?check=" + NOBODY);
      case "/api/checklist" -> List.of("?section=troubleshooting");
      case "/api/archive/logs" -> List.of("?limit=1");
      default -> List.of();
    };
  }

  private static String thisWeek() {
    return DateTimeFormatter.ISO_WEEK_DATE
        .format(Instant.now().atZone(ZoneOffset.UTC))
        .substring(0, "2026-W10".length());
  }

  /// Requests besides the examples of the description.
  static List<Sent> sent() {
    Instant now = Instant.now();
    return List.of(
        Sent.json(
            "POST /v1/traces",
            "?wait=folded",
            "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"00\"}]}]}]}",
            200),
        Sent.json(
            "POST /v1/logs",
            "",
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"traceId\":\"no hex\"},{}]}]}]}",
            200),
        Sent.json(
            "POST /v1/metrics",
            "",
            """
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[
              {},{"timeUnixNano":"1760000000000000000","asDouble":1}]}}]}]}]}
            """,
            200),
        Sent.json("POST /v1/traces", "", "no json", 400),
        Sent.json(
            "POST /api/events",
            "?wait=folded",
            "[{\"type\":\"agent_turn\",\"chat_id\":\"x\"},{}]",
            200),
        Sent.json("POST /api/events", "", "[{}]", 400),
        new Sent(
            "POST /api/events",
            "",
            "application/x-ndjson",
            "{\"type\":\"agent_turn\",\"chat_id\":\"y\"}\n{}\n",
            200),
        new Sent(
            "POST /api/explain",
            "",
            "application/x-ndjson",
            DescribedTelemetry.trace("chat-of-now", DescribedServer.TRACE, now)
                + DescribedTelemetry.FAILED_CALL
                + DescribedTelemetry.logs(DescribedServer.TRACE, now)
                + DescribedTelemetry.metrics(now),
            200),
        Sent.json("POST /api/rules/backtest", "", "{\"from\":\"" + aWhileAgo(now) + "\"}", 200),
        Sent.json(
            "POST /api/rules/backtest",
            "",
            """
            {"from":"%s","rules":[{"text":"rules: [{name: AnyTurn, kind: threshold, of: turns, window: 1h, above: 1000000}]"}]}
            """
                .formatted(aWhileAgo(now)),
            200),
        Sent.json("POST /api/deletions", "?dry_run=true", "{\"app_id\":\"bank\"}", 200),
        Sent.json("DELETE /api/chats/{chat_id}", "?dry_run=true", "", 200),
        Sent.json("DELETE /api/chats/{chat_id}", "", "", 200),
        Sent.json("DELETE /api/silences/{id}", "?asked_by=ann", "", 200));
  }

  private static Instant aWhileAgo(Instant now) {
    return now.minus(Duration.ofMinutes(30));
  }
}
