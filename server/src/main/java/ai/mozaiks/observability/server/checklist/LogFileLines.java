// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.checklist.LogFolder.Form;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the first and the last whole line of a log file tell.
///
/// @param form of the last one that is not blank: a file may begin with older lines in another form
/// @param begins the time of the first; null where it is no JSON with one
record LogFileLines(Form form, @Nullable Instant begins) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> TIMES = List.of("ts", "timestamp", "@timestamp", "time");

  /// So much is read at each end; a longer line is not judged.
  private static final int LONGEST_LINE = 1 << 20;

  /// Reads at most a MiB at each end of the file. What stands behind the last end of a line is
  /// being written, and is no line yet.
  static LogFileLines of(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      String begin = text(channel, 0, Math.min(size, LONGEST_LINE));
      String end = size <= LONGEST_LINE ? begin : text(channel, size - LONGEST_LINE, LONGEST_LINE);
      if (size > LONGEST_LINE) {
        end = end.substring(end.indexOf('\n') + 1); // the first one may be the end of a line
      }
      int first = begin.indexOf('\n');
      return new LogFileLines(
          form(end.substring(0, end.lastIndexOf('\n') + 1)),
          first < 0 ? null : time(begin.substring(0, first)));
    }
  }

  private static String text(SeekableByteChannel channel, long from, long length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    channel.position(from);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static Form form(String wholeLines) {
    String text = wholeLines.stripTrailing();
    if (text.isEmpty()) {
      return Form.NONE;
    }
    JsonNode tree = json(text.substring(text.lastIndexOf('\n') + 1));
    return tree != null && tree.isObject() ? Form.JSON : Form.TEXT;
  }

  private static @Nullable Instant time(String line) {
    JsonNode tree = json(line);
    for (String each : TIMES) {
      if (tree != null && tree.path(each).isString()) {
        try {
          return OffsetDateTime.parse(tree.path(each).asString()).toInstant();
        } catch (DateTimeException _) {
          return null;
        }
      }
    }
    return null;
  }

  private static @Nullable JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException _) {
      return null;
    }
  }
}
