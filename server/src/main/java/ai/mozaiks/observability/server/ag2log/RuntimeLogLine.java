// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.server.entry.JsonMistake;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// One line of the file form: JSON without a type, told by its keys, or one of two plain texts. Of
/// what can hold secrets and messages (`args`, `request`) only names are read; the rest is passed
/// over and exists nowhere. What a function was called with becomes a hash, see [Sessions].
final class RuntimeLogLine {
  static final String STARTED = "Started new session with Session ID: ";
  static final String FAILED = "[file_logger] Failed to ";

  /// The longest text in a line; characters.
  private static final int MOST_TEXT = 64 << 20;

  private static final int MOST_DEPTH = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MOST_TEXT)
                  .maxNestingDepth(MOST_DEPTH)
                  .build())
          .build();

  private final String id;
  private final Map<String, String> values = new HashMap<>();
  private @Nullable String requestModel;
  private boolean streaming;

  private RuntimeLogLine(String id) {
    this.id = id;
  }

  /// Reads a line.
  ///
  /// @param line without its end
  /// @return empty for a line that AG2 writes and that tells nothing
  /// @throws UnreadableLineException if it is no line of the log
  static Optional<Ag2Record> read(byte[] line) throws UnreadableLineException {
    int length = line.length;
    while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' ')) {
      length--;
    }
    String text = utf8(line, length);
    if (text.isBlank() || text.startsWith(FAILED)) {
      return Optional.empty();
    }
    if (text.startsWith(STARTED)) {
      String session = text.substring(STARTED.length()).strip();
      if (session.isEmpty()) {
        throw new UnreadableLineException("a session without an id");
      }
      return Optional.of(new Ag2Record.SessionStarted(session));
    }
    if (!text.startsWith("{")) {
      throw new UnreadableLineException(
          "neither JSON nor a text that AG2 writes (expected: a record, or \"" + STARTED + "…\")");
    }
    RuntimeLogLine record = new RuntimeLogLine(Digest.of(line, 0, length));
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      record.fields(in);
    } catch (JacksonException e) {
      throw new UnreadableLineException(JsonMistake.of(e));
    }
    return Optional.of(record.record());
  }

  private static String utf8(byte[] line, int length) throws UnreadableLineException {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
      return text.toString().replace("\uFEFF", "");
    } catch (CharacterCodingException e) {
      throw new UnreadableLineException("bytes that are not UTF-8");
    }
  }

  private void fields(JsonParser in) throws UnreadableLineException {
    in.nextToken();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      JsonToken token = in.nextToken();
      if (token == JsonToken.START_OBJECT && name.equals("request")) {
        request(in);
      } else if (token.isStructStart()) {
        in.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        values.put(name, in.getString());
      }
    }
    if (in.nextToken() != null) {
      throw new UnreadableLineException("not valid JSON: more than one value in a line");
    }
  }

  private void request(JsonParser in) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      JsonToken token = in.nextToken();
      if (token.isStructStart()) {
        in.skipChildren();
      } else if (name.equals("model") && token == JsonToken.VALUE_STRING) {
        requestModel = in.getString();
      } else if (name.equals("stream")) {
        streaming = token == JsonToken.VALUE_TRUE;
      }
    }
  }

  private @Nullable String text(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private String required(String name) throws UnreadableLineException {
    String value = text(name);
    if (value == null) {
      throw new UnreadableLineException(name + ": absent or empty");
    }
    return value;
  }

  private Instant time(String name) throws UnreadableLineException {
    Instant at = LogTimes.read(text(name));
    if (at == null) {
      throw new UnreadableLineException(
          name + ": absent or no time (expected: 2026-05-06 15:20:20.100000)");
    }
    return at;
  }

  private Ag2Record record() throws UnreadableLineException {
    if (values.containsKey("invocation_id") && values.containsKey("wrapper_id")) {
      return completion();
    }
    if (values.containsKey("event_name")) {
      return ReplyState.read(
          id, time("timestamp"), source(), required("event_name"), text("json_state"));
    }
    if (values.containsKey("input_args")) {
      return new Ag2Record.FunctionUse(
          id,
          time("timestamp"),
          source(),
          null,
          text("input_args"),
          ReplyState.returned(text("returns")));
    }
    if (values.containsKey("agent_name")) {
      return made("current_time", text("id"), null, null);
    }
    if (values.containsKey("client_id") && values.containsKey("class")) {
      String provider = ClientClass.provider(text("class"));
      return made("timestamp", null, text("client_id"), provider);
    }
    if (values.containsKey("wrapper_id") && values.containsKey("json_state")) {
      return made("timestamp", null, null, null);
    }
    throw new UnreadableLineException(
        "no record of AG2's runtime log (expected: one with invocation_id, event_name, input_args,"
            + " agent_name or wrapper_id)");
  }

  private Ag2Record made(
      String time, @Nullable String agent, @Nullable String client, @Nullable String provider)
      throws UnreadableLineException {
    return new Ag2Record.Made(
        time(time),
        required("session_id"),
        agent,
        text("wrapper_id"),
        client,
        provider,
        text("thread_id"));
  }

  private Ag2Record.Source source() {
    return new Ag2Record.Source(text("source_id"), text("source_name"), text("thread_id"));
  }

  private Ag2Record completion() throws UnreadableLineException {
    Instant start = LogTimes.read(text("start_time"));
    Instant at = start == null ? time("end_time") : start;
    return new Ag2Record.Completion(
        id,
        null,
        text("client_id"),
        text("wrapper_id"),
        text("thread_id"),
        at,
        length(start, LogTimes.read(text("end_time"))),
        text("source_name"),
        requestModel,
        streaming,
        isTrue(text("is_cached")),
        dollars(text("cost")),
        ModelAnswer.ofRepr(values.getOrDefault("response", "")));
  }

  /// Null when one of the times is not known; a call that runs backwards took no time.
  static @Nullable Duration length(@Nullable Instant start, @Nullable Instant end) {
    if (start == null || end == null) {
      return null;
    }
    Duration length = Duration.between(start, end);
    return length.isNegative() ? Duration.ZERO : length;
  }

  static boolean isTrue(@Nullable String flag) {
    return flag != null && !flag.equals("0") && !flag.equals("0.0") && !flag.equals("false");
  }

  /// Null when it is no amount.
  static @Nullable BigDecimal dollars(@Nullable String text) {
    if (text == null || text.length() > 64) {
      return null;
    }
    try {
      BigDecimal dollars = new BigDecimal(text);
      return dollars.signum() < 0 ? null : dollars;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
