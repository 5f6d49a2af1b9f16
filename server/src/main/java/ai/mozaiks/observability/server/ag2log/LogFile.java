// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A file of a log, held open: what was renamed or deleted can be read on. For one thread.
final class LogFile implements AutoCloseable {
  /// The longest line; bytes.
  static final int MOST_LINE = 64 << 20;

  private final FileChannel channel;
  private final Object key;
  private Path path;
  private @Nullable LogContent content;
  private long size = -1;
  private Instant modified = Instant.EPOCH;

  private LogFile(Path path, FileChannel channel, Object key) {
    this.path = path;
    this.channel = channel;
    this.key = key;
  }

  static LogFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      LogFile file = new LogFile(path, channel, key(path));
      file.look();
      return file;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// What makes it this file and no other, under whatever name.
  static Object key(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path : key;
  }

  /// Takes its size and its content anew, if anything was written.
  void look() throws IOException {
    Instant now = modifiedNow();
    long sizeNow = channel.size();
    if (sizeNow != size || !now.equals(modified)) {
      size = sizeNow;
      modified = now;
      content = readContent();
    }
  }

  private Instant modifiedNow() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Object keyNow = attributes.fileKey() == null ? path : attributes.fileKey();
      return keyNow.equals(key) ? attributes.lastModifiedTime().toInstant() : modified;
    } catch (NoSuchFileException e) {
      return modified;
    }
  }

  Object key() {
    return key;
  }

  Path path() {
    return path;
  }

  void movedTo(Path now) {
    path = now;
  }

  boolean isAt(Path where) {
    return path.equals(where);
  }

  long size() {
    return size;
  }

  Instant modified() {
    return modified;
  }

  /// What names the content, as of the last look; null while the line for it is not whole.
  @Nullable LogContent content() {
    return content;
  }

  /// The same as of now.
  @Nullable LogContent readContent() throws IOException {
    return LogContent.of(bytes(0, LogContent.START_BYTES));
  }

  /// Reads from a place so many bytes; more, while there is no line end in them.
  ///
  /// @param most of them; count
  byte[] read(long offset, int length, int most) throws IOException {
    int wanted = Math.min(length, most);
    byte[] bytes = bytes(offset, wanted);
    while (bytes.length == wanted && wanted < most && !hasLineEnd(bytes)) {
      wanted = (int) Math.min(most, wanted * 4L);
      bytes = bytes(offset, wanted);
    }
    return bytes;
  }

  private static boolean hasLineEnd(byte[] bytes) {
    for (byte each : bytes) {
      if (each == '\n') {
        return true;
      }
    }
    return false;
  }

  private byte[] bytes(long offset, int length) throws IOException {
    long there = Math.max(0, channel.size() - offset);
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, there));
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
      // until it is full, or the file was cut
    }
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
