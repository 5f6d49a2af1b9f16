// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.server.entry.JsonMistake;
import ai.mozaiks.observability.server.jsonlog.JsonLogLines;
import ai.mozaiks.observability.server.jsonlog.LineRecord;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a log of JSON lines, of whatever library, as log records. For one thread.
///
/// Between them may stand what is no JSON: a stack trace on standard error, the last words of a
/// runtime. It is kept as plain text, since it is mostly what is looked for when it is there. It
/// has the time of the line before it in the same content and a nanosecond, so that it is the same
/// record whenever the file is read, and the lines of a stack trace stay in their order; before the
/// first line with a time, a moment before that of the line the content is named by. A line that
/// begins like an object and is none is half a line: it is rejected, since its secrets could not be
/// told by their names.
///
/// The reference runtime's log has the records of AG2's runtime log once more, as messages of AG2's
/// logger. They hold what people and models said, and are passed over; that log is read for itself.
public final class JsonLog implements LogReader {
  /// The longest line that becomes a record; bytes.
  private static final int LONGEST_LINE = 4 << 20;

  private static final int MOST_CONTENTS = 200;

  /// The logger of AG2's runtime log.
  private static final String RUNTIME_LOGGER = "autogen.logger.file_logger";

  /// How long before the line that names a content the lines before that are; nanoseconds, more
  /// than there can be lines.
  private static final long MOMENT = 2L * LogContent.START_BYTES;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(200).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final JsonLogLines lines;

  /// The time of the latest line of each content; nanoseconds since 1970, 0 for none yet.
  private final Map<String, Long> times = Bounded.map(MOST_CONTENTS);

  /// Reads with names that the operator gave for the whole log, for what its lines leave out.
  public JsonLog(LogNames.Name given) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (given.app() != null) {
      attributes.put("mozaiks.app_id", given.app());
    }
    if (given.chat() != null) {
      attributes.put("mozaiks.chat_id", given.chat());
    }
    if (given.workflow() != null) {
      attributes.put("mozaiks.workflow_name", given.workflow());
    }
    lines = JsonLogLines.ofFile(attributes);
  }

  @Override
  public Result read(byte[] line, Place place) {
    if (line.length > LONGEST_LINE) {
      return Result.rejected("longer than 4 MiB (expected: one record a line)");
    }
    String text = textOf(line);
    if (text.isEmpty()) {
      return Result.NOTHING;
    }
    String content = place.content().name();
    long before = times.computeIfAbsent(content, _ -> beginningOf(place.content()));
    long next = before == 0 ? 0 : before + 1;
    JsonLogLines.Place where = new JsonLogLines.Place(content, place.offset());
    LineRecord record;
    if (text.stripLeading().startsWith("{")) {
      JsonNode json;
      try {
        json = JSON.readTree(text);
      } catch (JacksonException e) {
        return Result.rejected(JsonMistake.of(e));
      }
      if (isRuntimeRecord(json)) {
        return Result.NOTHING;
      }
      record = lines.record((ObjectNode) json, where, next);
    } else {
      record = next == 0 ? null : lines.record(text, where, next);
    }
    if (record == null) {
      return Result.rejected(
          "no time, and none in the lines before it (expected: ts, timestamp, @timestamp or time)");
    }
    times.put(content, record.record().getTimeUnixNano());
    return Result.of(record);
  }

  /// Whether a line repeats a record of AG2's runtime log; what that could not write is a line like
  /// any other.
  private static boolean isRuntimeRecord(JsonNode line) {
    return RUNTIME_LOGGER.equals(line.path("logger").asString(""))
        && line.path("msg").asString("").startsWith("{");
  }

  /// Whether a line is meant to be a JSON object.
  static boolean isObject(byte[] line) {
    return textOf(line).stripLeading().startsWith("{");
  }

  /// Without the NULs that a truncation under a writer leaves, a byte order mark, and blanks.
  private static String textOf(byte[] line) {
    return new String(line, StandardCharsets.UTF_8)
        .replace("\uFEFF", "")
        .replace("\0", "")
        .stripTrailing();
  }

  private static long beginningOf(LogContent content) {
    try {
      long time =
          JSON.readTree(textOf(content.line())) instanceof ObjectNode json
              ? JsonLogLines.timeOf(json)
              : 0;
      return Math.max(0, time - MOMENT);
    } catch (JacksonException e) {
      return 0;
    }
  }

  @Override
  public long unbound() {
    return 0;
  }

  @Override
  public String state() {
    return JSON.writeValueAsString(new State(times));
  }

  @Override
  public void restore(String state) {
    times.putAll(JSON.readValue(state, State.class).times());
  }

  private record State(Map<String, Long> times) {}

  /// Whether a beginning of a file is one of such a log: its first JSON object is a line of one.
  public static boolean recognises(List<byte[]> lines) {
    for (byte[] line : lines) {
      String text = textOf(line);
      if (text.stripLeading().startsWith("{")) {
        try {
          return JsonLogLines.isLogLine(JSON.readTree(text));
        } catch (JacksonException e) {
          // half a line: perhaps the next one
        }
      }
    }
    return false;
  }
}
