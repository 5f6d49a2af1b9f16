// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.server.ag2log.ApplicationLog;
import ai.mozaiks.observability.server.ag2log.JsonLog;
import ai.mozaiks.observability.server.ag2log.RuntimeLog;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The forms of files that can be imported.
public enum FileForm {
  OTLP_JSON,
  OTLP_PROTOBUF,
  EVENTS,
  /// AG2's runtime log as a file.
  AG2_FILE,
  /// AG2's runtime log as an SQLite database.
  AG2_SQLITE,
  /// The log of an application of agents in JSON lines: log records, and what it tells of turns,
  /// tools and usage.
  APPLICATION_LOG,
  /// Any log in JSON lines: log records.
  JSON_LOG;

  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /// A field that only requests of OTLP have, as in
  /// [ai.mozaiks.observability.server.otlp.OtlpKind].
  private static final Pattern OTLP_FIELD =
      Pattern.compile("\"resource(Spans|Logs|Metrics|_spans|_logs|_metrics)\"\\s*:");

  /// How many lines the recognition looks at.
  private static final int LOOKED_AT = 20;

  /// The names on the command line, for people.
  public static String words() {
    return Arrays.stream(values()).map(FileForm::word).collect(Collectors.joining(", "));
  }

  /// The form with a name as on the command line, for example `otlp-json`.
  public static Optional<FileForm> named(String name) {
    return Arrays.stream(values()).filter(form -> form.word().equals(name)).findFirst();
  }

  /// The name on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// How much of a file the recognition looks at; bytes.
  static final int LOOK = 1 << 20;

  /// Recognises the form by the beginning of the (decompressed) content.
  ///
  /// @param start the first [#LOOK] bytes, or the whole content if it is shorter
  /// @return empty if there is no content
  public static Optional<FileForm> recognise(byte[] start) {
    if (Arrays.equals(start, 0, Math.min(start.length, SQLITE.length), SQLITE, 0, SQLITE.length)) {
      return Optional.of(AG2_SQLITE);
    }
    String text = new String(start, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<byte[]> lines =
        text.lines().limit(LOOKED_AT).map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    if (RuntimeLog.recognises(lines)) {
      return Optional.of(AG2_FILE);
    }
    if (ApplicationLog.recognises(lines)) {
      return Optional.of(APPLICATION_LOG);
    }
    if (JsonLog.recognises(lines)) {
      return Optional.of(JSON_LOG);
    }
    char first = text.charAt(0);
    if (first != '{' && first != '[') {
      return Optional.of(OTLP_PROTOBUF);
    }
    return Optional.of(OTLP_FIELD.matcher(text).find() ? OTLP_JSON : EVENTS);
  }

  /// Whether a text holds one JSON value per line: true if its first line is a whole value.
  static boolean isLines(byte[] start) {
    String text = new String(start, StandardCharsets.UTF_8).replace("\uFEFF", "").stripLeading();
    int end = text.indexOf('\n');
    if (end < 0) {
      return false;
    }
    String line = text.substring(0, end).strip();
    return line.startsWith("{") && line.endsWith("}");
  }
}
