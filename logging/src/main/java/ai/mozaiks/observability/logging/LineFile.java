// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A file that whole lines are appended to. Each `write` is one line; the system sees lines whole,
/// several at once, so that a copy or a truncation from outside between two writes cuts none. What
/// cannot be written is counted, never thrown, and tried again with the next portion. A half line
/// that a crash or a full disk left gets its end before the next.
///
/// Not thread-safe.
final class LineFile extends OutputStream {
  private static final int BUFFER = 64 << 10;
  private static final int MOST_TRIES = 5;

  private final Path path;
  private final FileOutputStream out;
  private final @Nullable Object key;
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private int lines;
  private boolean torn = true; // until it was looked at
  private long size;
  private long lost;
  private @Nullable String failure;

  private LineFile(Path path, FileOutputStream out, @Nullable Object key, long size) {
    this.path = path;
    this.out = out;
    this.key = key;
    this.size = size;
  }

  /// Opens a file for appending, with the folders it needs.
  ///
  /// @throws IOException if it cannot be opened
  static LineFile open(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // Whether it is this file that stands under the path is not known before the path told the same
    // before and after: somebody may rename it in between.
    for (int i = 0; ; i++) {
      Object before = keyOf(path);
      FileOutputStream out = new FileOutputStream(path.toFile(), true);
      Object after = keyOf(path);
      if (Objects.equals(before, after) || i == MOST_TRIES) {
        return new LineFile(path, out, after, Files.size(path));
      }
      out.close();
    }
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /// What somebody else did to the file since this was asked last.
  enum Change {
    NONE,
    /// Another file, or none, stands under the path now. Where files have no keys this is never
    /// seen; there an open file cannot be renamed either.
    MOVED,
    /// It was made shorter.
    CUT
  }

  /// Looks at the path.
  Change look() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (key != null && now.fileKey() != null && !key.equals(now.fileKey())) {
        return Change.MOVED;
      }
      boolean shorter = now.size() < size;
      size = now.size();
      return shorter ? Change.CUT : Change.NONE;
    } catch (NoSuchFileException e) {
      return Change.MOVED;
    } catch (IOException e) {
      return Change.NONE; // not known; the file that is open still takes lines
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] line, int offset, int length) {
    if (length > BUFFER - filled) {
      flush();
    }
    if (length > BUFFER) {
      lines = 1;
      send(line, offset, length);
      return;
    }
    System.arraycopy(line, offset, buffer, filled, length);
    filled += length;
    lines++;
  }

  @Override
  public void flush() {
    if (filled > 0) {
      send(buffer, 0, filled);
      filled = 0;
    }
  }

  private void send(byte[] bytes, int offset, int length) {
    try {
      mend();
      out.write(bytes, offset, length);
      size += length;
    } catch (IOException e) {
      if (failure == null) {
        System.err.println( // the log itself cannot tell it now
            path
                + ": the log cannot be written: "
                + e.getMessage()
                + "; lines are lost until it can");
      }
      lost += lines;
      failure = String.valueOf(e.getMessage());
      torn = true;
    }
    lines = 0;
  }

  private void mend() throws IOException {
    if (!torn) {
      return;
    }
    if (Files.isRegularFile(path)) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
        long end = file.length();
        if (end > 0) {
          file.seek(end - 1);
          if (file.read() != '\n') {
            out.write('\n');
          }
        }
      }
    }
    torn = false;
  }

  /// How many lines were lost so far because they could not be written.
  long lost() {
    return lost;
  }

  /// Why lines are being lost; null if they are not.
  @Nullable String failure() {
    return failure;
  }

  /// Why lines were lost, once they can be written again; null if none were, or they still cannot.
  @Nullable String recovered() {
    if (failure == null || torn) {
      return null;
    }
    String reason = failure;
    failure = null;
    return reason;
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }
}
