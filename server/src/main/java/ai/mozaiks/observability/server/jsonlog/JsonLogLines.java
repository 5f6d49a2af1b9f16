// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import com.google.common.io.BaseEncoding;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes log records of the lines of one log. Immutable.
///
/// Log records are known by all they say. So that a line is one record however often it is read,
/// and two lines that say the same are two, each record says where it stood. In a file:
/// `log.file.generation` names the content by its beginning, which neither a rotation nor another
/// name changes, `log.file.record_offset` is the byte where the line begins. In this process:
/// `service.instance.id`, and `log.record.sequence`, the number of the line.
public final class JsonLogLines {
  private static final Set<String> OTLP =
      Set.of(
          "resourceSpans",
          "resource_spans",
          "resourceLogs",
          "resource_logs",
          "resourceMetrics",
          "resource_metrics");
  private static final Pattern TRACE =
      Pattern.compile("(?:projects/[^/]{1,200}/traces/)?([0-9a-fA-F]{32})");
  private static final Pattern SPAN = Pattern.compile("[0-9a-fA-F]{16}");
  private static final Pattern ZEROS = Pattern.compile("0+");

  private final List<KeyValue> given;
  private final String generation;
  private final String offset;

  private JsonLogLines(Map<String, String> given, String generation, String offset) {
    this.generation = generation;
    this.offset = offset;
    this.given =
        given.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> LineValues.attribute(each.getKey(), LineValues.of(each.getValue())))
            .toList();
  }

  /// Those of a file.
  ///
  /// @param given attributes of the resource: what is known of all of the log
  public static JsonLogLines ofFile(Map<String, String> given) {
    return new JsonLogLines(given, "log.file.generation", "log.file.record_offset");
  }

  /// Those of this process.
  ///
  /// @param given attributes of the resource
  public static JsonLogLines ofProcess(Map<String, String> given) {
    return new JsonLogLines(given, "service.instance.id", "log.record.sequence");
  }

  /// Where a line stood.
  ///
  /// @param generation names the content of the file, or the run of the process
  /// @param offset of its first byte, or its number
  public record Place(String generation, long offset) {}

  /// Whether an object is a line of a log: a message, and a level, a logger or a time. It is not if
  /// it is anything else that can be imported.
  public static boolean isLogLine(JsonNode json) {
    if (!(json instanceof ObjectNode object) || isSomethingElse(object)) {
      return false;
    }
    LineFields fields = new LineFields(object.deepCopy());
    return fields.takeOwn(LineNames.MESSAGE, JsonLogLines::text) != null
        && (fields.takeOwn(LineNames.LEVEL, LineLevel::read) != null
            || fields.takeOwn(LineNames.TIME, JsonLogLines::time) != null
            || fields.takeOwn(LineNames.LOGGER, JsonLogLines::text) != null);
  }

  /// Direct events, requests of OTLP, AG2's runtime log.
  private static boolean isSomethingElse(ObjectNode json) {
    return json.has("event_id")
        || json.has("invocation_id")
        || (json.has("type") && json.has("chat_id"))
        || json.propertyNames().stream().anyMatch(OTLP::contains);
  }

  /// When a line says it was written; nanoseconds since 1970, 0 if it does not.
  public static long timeOf(ObjectNode json) {
    Long time = new LineFields(json.deepCopy()).takeOwn(LineNames.TIME, JsonLogLines::time);
    return time == null ? 0 : time;
  }

  /// The record of a line that is a JSON object.
  ///
  /// @param json is taken apart
  /// @param otherwise its time if it tells none; nanoseconds since 1970, 0 if there is none either
  /// @return null if it has no time
  public @Nullable LineRecord record(ObjectNode json, Place place, long otherwise) {
    LineFields fields = new LineFields(json);
    Long told = fields.takeOwn(LineNames.TIME, JsonLogLines::time);
    long time = told == null ? otherwise : told;
    if (time == 0) {
      return null;
    }
    LogRecord.Builder record = LogRecord.newBuilder().setTimeUnixNano(time);
    boolean python = fields.has(LineNames.LEVEL_OF_PYTHON);
    LineLevel level = fields.takeOwn(LineNames.LEVEL, LineLevel::read);
    if (level != null) {
      record
          .setSeverityText(level.text())
          .setSeverityNumber(SeverityNumber.forNumber(level.severity()));
    }
    String message = fields.takeOwn(LineNames.MESSAGE, JsonLogLines::text);
    if (message != null) {
      record.setBody(LineValues.of(message));
    }
    String logger = fields.takeOwn(LineNames.LOGGER, JsonLogLines::text);
    if (logger == null && (python || (level != null && level.numeric()))) {
      logger = fields.takeOwn(List.of(LineNames.LOGGER_OF_SOME), JsonLogLines::text);
    }
    addIds(fields, record);
    List<KeyValue> attributes = new ArrayList<>();
    addException(fields, attributes);
    addSubject(fields, attributes);
    Resource resource = resource(fields, place);
    for (Map.Entry<String, JsonNode> each : fields.rest()) {
      attributes.add(LineValues.attribute(each.getKey(), LineValues.of(each.getValue())));
    }
    attributes.add(offset(place));
    return new LineRecord(
        resource,
        InstrumentationScope.newBuilder().setName(logger == null ? "" : paired(logger)).build(),
        record.addAllAttributes(attributes).build());
  }

  /// The record of a line that is no JSON: a stack trace, what a runtime says before it dies.
  ///
  /// @param time of the line before it; nanoseconds since 1970
  public LineRecord record(String text, Place place, long time) {
    return new LineRecord(
        resource(new LineFields(JsonNodeFactory.instance.objectNode()), place),
        InstrumentationScope.getDefaultInstance(),
        LogRecord.newBuilder()
            .setTimeUnixNano(time)
            .setBody(LineValues.of(text))
            .addAttributes(offset(place))
            .build());
  }

  private KeyValue offset(Place place) {
    return LineValues.attribute(offset, AnyValue.newBuilder().setIntValue(place.offset()).build());
  }

  private Resource resource(LineFields fields, Place place) {
    Resource.Builder resource =
        Resource.newBuilder()
            .addAllAttributes(given)
            .addAttributes(LineValues.attribute(generation, LineValues.of(place.generation())));
    for (LineNames.Told told : LineNames.RESOURCE) {
      String value = fields.takeOwn(told.names(), JsonLogLines::text);
      if (value != null) {
        resource.addAttributes(LineValues.attribute(told.attribute(), LineValues.of(value)));
      }
    }
    return resource.build();
  }

  /// Ids that are none of OTLP's stay among the attributes.
  private static void addIds(LineFields fields, LogRecord.Builder record) {
    ByteString trace =
        fields.take(
            LineNames.TRACE,
            value -> {
              Matcher id = TRACE.matcher(value.isString() ? value.asString() : "");
              return id.matches() ? bytes(id.group(1)) : null;
            });
    if (trace != null) {
      record.setTraceId(trace);
    }
    ByteString span =
        fields.take(
            LineNames.SPAN,
            value ->
                value.isString() && SPAN.matcher(value.asString()).matches()
                    ? bytes(value.asString())
                    : null);
    if (span != null) {
      record.setSpanId(span);
    }
  }

  private static @Nullable ByteString bytes(String hex) {
    return ZEROS.matcher(hex).matches()
        ? null
        : ByteString.copyFrom(
            BaseEncoding.base16().lowerCase().decode(hex.toLowerCase(Locale.ROOT)));
  }

  private static void addException(LineFields fields, List<KeyValue> attributes) {
    String type = fields.take(LineNames.EXCEPTION_TYPE, JsonLogLines::text);
    String message = fields.take(LineNames.EXCEPTION_MESSAGE, JsonLogLines::text);
    String trace = fields.take(LineNames.STACK_TRACE, JsonLogLines::textOrLines);
    add(attributes, "exception.type", type);
    add(attributes, "exception.message", message);
    add(attributes, "exception.stacktrace", trace);
  }

  private static void addSubject(LineFields fields, List<KeyValue> attributes) {
    boolean chat = false;
    for (LineNames.Told told : LineNames.SUBJECT) {
      String value = subject(fields, told.names(), chat);
      add(attributes, told.attribute(), value);
      chat |= value != null && told.equals(LineNames.SUBJECT.getFirst());
    }
  }

  /// What the containers say goes before what the line says, where the reference runtime has the
  /// names of its loggers.
  private static @Nullable String subject(LineFields fields, List<String> names, boolean chat) {
    for (String name : names) {
      if (!chat && LineNames.ONLY_WITH_CHAT.contains(name)) {
        continue;
      }
      String value =
          fields.takeInner(
              List.of(name),
              each -> {
                String text = textOrNumber(each);
                return name.startsWith("workflow") && LineNames.TOPIC.equals(text) ? null : text;
              });
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static void add(List<KeyValue> attributes, String key, @Nullable String value) {
    if (value != null) {
      attributes.add(LineValues.attribute(key, LineValues.of(value)));
    }
  }

  private static String paired(String text) {
    return LineValues.of(text).getStringValue();
  }

  private static @Nullable Long time(JsonNode value) {
    long time = LineTimes.read(value);
    return time == 0 ? null : (Long) time;
  }

  private static @Nullable String text(JsonNode value) {
    return value.isString() ? value.asString() : null;
  }

  private static @Nullable String textOrNumber(JsonNode value) {
    boolean fits = value.isString() || value.isIntegralNumber();
    return fits && !value.asString().isBlank() ? value.asString() : null;
  }

  /// A text, or one a line.
  private static @Nullable String textOrLines(JsonNode value) {
    if (value.isArray() && !value.isEmpty()) {
      List<String> lines = new ArrayList<>();
      for (JsonNode each : value.values()) {
        if (!each.isString()) {
          return null;
        }
        lines.add(each.asString());
      }
      return String.join("\n", lines);
    }
    return text(value);
  }
}
