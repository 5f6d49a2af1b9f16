// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What tells one content of a log file from every other, under whatever name the file goes: its
/// beginning, up to the first line that no other log begins with.
public final class LogContent {
  /// How much of a file is looked through for the line that names its content; bytes.
  static final int START_BYTES = 64 << 10;

  private static final byte[] STARTED = RuntimeLogLine.STARTED.getBytes(StandardCharsets.UTF_8);

  private final String name;
  private final byte[] line;

  private LogContent(String name, byte[] line) {
    this.name = name;
    this.line = line;
  }

  /// Names a content by its beginning, up to the first record or session's start, not a complaint
  /// of the logger, which many begin with.
  ///
  /// @param start the first [#START_BYTES], or all
  /// @return null while that line is not whole
  static @Nullable LogContent of(byte[] start) {
    int begin = 0;
    for (int i = 0; i < start.length; i++) {
      if (start[i] == '\n') {
        if (start[begin] == '{' || startsWith(start, begin)) {
          return new LogContent(Digest.of(start, 0, i + 1), Arrays.copyOfRange(start, begin, i));
        }
        begin = i + 1;
      }
    }
    return start.length < START_BYTES
        ? null
        : new LogContent(Digest.of(start, 0, START_BYTES), new byte[0]);
  }

  /// The same for a file that nobody writes to any more.
  ///
  /// @param start the first [#START_BYTES] or more, or all
  public static LogContent ofWhole(byte[] start) {
    byte[] looked = Arrays.copyOf(start, Math.min(start.length, START_BYTES));
    LogContent content = of(looked);
    if (content == null) {
      byte[] ended = Arrays.copyOf(looked, looked.length + 1);
      ended[looked.length] = '\n'; // as it is named when its last line is whole
      content = of(ended);
    }
    return content == null
        ? new LogContent(Digest.of(looked, 0, looked.length), new byte[0])
        : content;
  }

  private static boolean startsWith(byte[] bytes, int at) {
    return at + STARTED.length <= bytes.length
        && Arrays.equals(bytes, at, at + STARTED.length, STARTED, 0, STARTED.length);
  }

  /// The name, the same for the same content; 32 hex digits.
  String name() {
    return name;
  }

  /// The line that it is named by; empty if there is none.
  byte[] line() {
    return line.clone();
  }
}
