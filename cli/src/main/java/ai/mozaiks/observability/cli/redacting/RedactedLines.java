// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.redacting;

import ai.mozaiks.observability.cli.redacting.RedactedLine.Finding;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads a text line by line and masks its secrets: field by field where a line is JSON, else as it
/// stands. A private key that goes over several lines is taken as one. For one thread.
public final class RedactedLines {
  private static final int MOST_KEY_LINES = 500;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final BufferedReader in;
  private final Redactor redactor;
  private long read;

  public RedactedLines(BufferedReader in, Redactor redactor) {
    this.in = in;
    this.redactor = redactor;
  }

  /// The next line; empty at the end.
  public Optional<RedactedLine> next() throws IOException {
    String line = in.readLine();
    if (line == null) {
      return Optional.empty();
    }
    long number = ++read;
    String text = line.contains("-----BEGIN ") ? withKey(line) : line;
    List<Finding> findings = new ArrayList<>();
    String clean = cleaned(text, findings);
    return Optional.of(new RedactedLine(number, (int) (read - number) + 1, clean, findings));
  }

  /// Number of lines read so far.
  public long read() {
    return read;
  }

  private String withKey(String first) throws IOException {
    int begin = first.lastIndexOf("-----BEGIN ");
    if (first.indexOf("PRIVATE KEY", begin) < 0
        || first.indexOf("-----END ", begin) >= 0
        || first.indexOf("\\n", begin) >= 0) {
      return first;
    }
    StringBuilder text = new StringBuilder(first);
    for (int i = 0; i < MOST_KEY_LINES; i++) {
      String line = in.readLine();
      if (line == null) {
        break;
      }
      read++;
      text.append('\n').append(line);
      if (line.contains("-----END ")) {
        break;
      }
    }
    return text.toString();
  }

  private String cleaned(String text, List<Finding> findings) {
    Object tree = tree(text);
    if (tree == null) {
      return redactor.redact(text, rule -> findings.add(new Finding("", rule)));
    }
    Object clean =
        redactor.redactTree(tree, (place, rule) -> findings.add(new Finding(place, rule)));
    return findings.isEmpty() ? text : JSON.writeValueAsString(clean);
  }

  /// The line as an object or a list; null if it is no JSON.
  private static @Nullable Object tree(String text) {
    String line = text.strip();
    if (!line.startsWith("{") && !line.startsWith("[")) {
      return null;
    }
    try {
      return JSON.readValue(line, Object.class);
    } catch (JacksonException notJson) {
      return null;
    }
  }
}
