// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A folder of log files, as it is on disk. Reads little of each file, and changes nothing but one
/// empty file that it makes and deletes to see whether it may.
public final class LogFolder {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_FILES = 1_000;
  private static final int LONGEST_LINE = 1 << 20;

  private LogFolder() {}

  /// A log file.
  ///
  /// @param bytes its size
  /// @param form of its last whole line
  public record File(Path path, long bytes, Instant changedAt, Form form) {}

  /// What a line is.
  public enum Form {
    JSON,
    TEXT,
    /// There is none.
    NONE
  }

  /// The log files in the folder and in `combined` in it, those that were rotated not included; at
  /// most a thousand, in the order of their names.
  ///
  /// @throws IOException if the folder cannot be read; the message names it
  public static List<File> files(Path folder) throws IOException {
    List<File> files = new ArrayList<>();
    add(folder, files);
    Path combined = folder.resolve("combined");
    if (Files.isDirectory(combined)) {
      add(combined, files);
    }
    files.sort((one, other) -> one.path().compareTo(other.path()));
    return files;
  }

  private static void add(Path folder, List<File> files) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
      for (Path each : logs) {
        if (files.size() < MOST_FILES && Files.isRegularFile(each)) {
          files.add(
              new File(
                  each,
                  Files.size(each),
                  Files.getLastModifiedTime(each).toInstant(),
                  formOf(each)));
        }
      }
    }
  }

  /// Whether a file can be made in the folder.
  public static boolean isWritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".mozaiks-doctor", ""));
      return true;
    } catch (IOException | SecurityException _) {
      return false;
    }
  }

  /// The form of the last line that is whole: a folder may hold older lines in another one.
  private static Form formOf(Path file) throws IOException {
    String last = null;
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      boolean whole = channel.size() <= LONGEST_LINE;
      channel.position(whole ? 0 : channel.size() - LONGEST_LINE);
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  Channels.newInputStream(channel),
                  StandardCharsets.UTF_8
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPLACE)
                      .onUnmappableCharacter(CodingErrorAction.REPLACE)));
      String line = reader.readLine();
      if (!whole) {
        line = reader.readLine(); // the first one may be the end of a line
      }
      while (line != null) {
        last = line.isBlank() ? last : line;
        line = reader.readLine();
      }
    }
    return last == null ? Form.NONE : isJson(last) ? Form.JSON : Form.TEXT;
  }

  private static boolean isJson(String line) {
    try {
      return JSON.readTree(line).isObject();
    } catch (JacksonException _) {
      return false;
    }
  }

  /// The configuration file of logrotate that names the folder, or a folder that it is in.
  ///
  /// @param configurations where they are, such as `/etc/logrotate.d`
  public static Optional<Path> logrotate(Path configurations, Path folder) {
    if (!Files.isDirectory(configurations)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(configurations)) {
      for (Path each : all) {
        if (Files.isRegularFile(each) && Files.isReadable(each) && names(each, folder)) {
          return Optional.of(each);
        }
      }
    } catch (IOException _) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean names(Path configuration, Path folder) throws IOException {
    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .decode(ByteBuffer.wrap(Files.readAllBytes(configuration)))
            .toString();
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("#"))
        .anyMatch(line -> line.contains(folder + "/"));
  }
}
