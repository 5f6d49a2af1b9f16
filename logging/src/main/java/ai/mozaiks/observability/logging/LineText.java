// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// What both forms of a line have in common: its message, masked and cut, its pairs, its exception.
/// Thread-safe.
final class LineText {
  static final String TRUNCATED = "...<truncated>";

  /// Of one exception with its causes; the first and so the outermost ones.
  private static final int MOST_TRACE_LINES = 400;

  private static final int MOST_CAUSES = 30;

  private final Masking masking;
  private final int truncateLimit;

  /// @param truncateLimit the longest message in characters; 0 for any length
  LineText(Masking masking, int truncateLimit) {
    this.masking = masking;
    this.truncateLimit = truncateLimit;
  }

  /// Masked before it is cut, since half a secret is not recognised.
  String message(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    if (message == null) {
      return "null";
    }
    String masked = masking.text(message);
    if (truncateLimit == 0 || masked.length() <= truncateLimit) {
      return masked;
    }
    int end = truncateLimit;
    if (Character.isHighSurrogate(masked.charAt(end - 1))) {
      end--;
    }
    return masked.substring(0, end) + TRUNCATED;
  }

  /// Takes one pair.
  interface Pairs {
    void take(String key, @Nullable Object value);
  }

  /// Gives the pairs of a line: of the context first, then its own. A key comes once: a line's own
  /// pair goes before the context's, a later one before an earlier.
  static void pairs(ILoggingEvent event, Pairs taker) {
    List<KeyValuePair> own = event.getKeyValuePairs();
    List<KeyValuePair> pairs = own == null ? List.of() : FrozenValues.of(own);
    Map<String, String> context = event.getMDCPropertyMap();
    if (context != null && !context.isEmpty()) {
      context.forEach((key, value) -> {
        if (!has(pairs, 0, key)) {
          taker.take(key, value);
        }
      });
    }
    for (int i = 0; i < pairs.size(); i++) {
      KeyValuePair pair = pairs.get(i);
      if (!has(pairs, i + 1, pair.key)) {
        taker.take(String.valueOf(pair.key), pair.value);
      }
    }
  }

  private static boolean has(List<KeyValuePair> pairs, int from, @Nullable String key) {
    for (int i = from; i < pairs.size(); i++) {
      if (String.valueOf(pairs.get(i).key).equals(String.valueOf(key))) {
        return true;
      }
    }
    return false;
  }

  /// The message of an exception, masked; null if it has none.
  @Nullable String message(IThrowableProxy thrown) {
    String message = thrown.getMessage();
    return message == null ? null : masking.text(message);
  }

  /// The lines of a stack trace as Java prints it, messages masked, at most a few hundred.
  List<String> trace(IThrowableProxy thrown) {
    List<String> lines = new ArrayList<>();
    trace(lines, "", "", thrown, 0);
    return lines;
  }

  private void trace(
      List<String> lines, String indent, String caption, IThrowableProxy thrown, int depth) {
    String message = message(thrown);
    String head = indent + caption + thrown.getClassName();
    if (!add(lines, message == null ? head : head + ": " + message)
        || thrown.isCyclic()
        || depth == MOST_CAUSES) {
      return;
    }
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int own = frames == null ? 0 : frames.length - thrown.getCommonFrames();
    for (int i = 0; i < own; i++) {
      if (!add(lines, indent + "\t" + frames[i].getSTEAsString())) {
        return;
      }
    }
    if (thrown.getCommonFrames() > 0) {
      add(lines, indent + "\t... " + thrown.getCommonFrames() + " more");
    }
    IThrowableProxy[] suppressed = thrown.getSuppressed();
    if (suppressed != null) {
      for (IThrowableProxy each : suppressed) {
        trace(lines, indent + "\t", "Suppressed: ", each, depth + 1);
      }
    }
    IThrowableProxy cause = thrown.getCause();
    if (cause != null) {
      trace(lines, indent, "Caused by: ", cause, depth + 1);
    }
  }

  private static boolean add(List<String> lines, String line) {
    if (lines.size() > MOST_TRACE_LINES) {
      return false;
    }
    lines.add(lines.size() == MOST_TRACE_LINES ? "... (cut)" : line);
    return lines.size() <= MOST_TRACE_LINES;
  }
}
