// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The forms of files that can be imported.
public enum FileForm {
  OTLP_JSON,
  OTLP_PROTOBUF,
  EVENTS;

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
    String text = new String(start, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    char first = text.charAt(0);
    if (first != '{' && first != '[') {
      return Optional.of(OTLP_PROTOBUF);
    }
    return Optional.of(text.contains("\"resourceSpans\"") ? OTLP_JSON : EVENTS);
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
