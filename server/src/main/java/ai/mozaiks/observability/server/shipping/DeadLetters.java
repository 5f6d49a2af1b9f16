// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.storage.LogPositions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records that a destination refused for good: one JSON object a line in
/// `dead-letters.ndjson`. When that is full, it becomes `dead-letters.1.ndjson`, in place of the
/// one before.
///
/// Written by one thread, read by any.
final class DeadLetters {
  static final int MOST_SHOWN = 100;
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final long LARGEST_FILE = 64L << 20;

  private final @Nullable Path file;
  private final Deque<DeadLetter> latest = new ArrayDeque<>();
  private final Set<LogPositions> beyond = new HashSet<>();

  /// @param file null to keep only the latest, in memory
  /// @param delivered up to where everything is known to be delivered or in here: what is in here
  ///   beyond that was written just before a crash, and will come again
  DeadLetters(@Nullable Path file, LogPositions delivered) throws IOException {
    this.file = file;
    if (file != null && Files.exists(file)) {
      endLastLine(file);
      try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
        lines.forEach(line -> recall(line, delivered));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private void recall(String line, LogPositions delivered) {
    try {
      DeadLetter letter = DeadLetter.of(line);
      show(letter);
      if (letter.place().store().equals(delivered.store())
          && letter.place().last() > delivered.last()) {
        beyond.add(letter.place());
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: a line is passed over that is no dead letter: {}", file, e.toString());
    }
  }

  /// A crash may have left half a line.
  private static void endLastLine(Path file) throws IOException {
    try (RandomAccessFile last = new RandomAccessFile(file.toFile(), "rw")) {
      if (last.length() > 0) {
        last.seek(last.length() - 1);
        if (last.read() != '\n') {
          last.write('\n');
        }
      }
    }
  }

  private synchronized void show(DeadLetter letter) {
    if (latest.size() == MOST_SHOWN) {
      latest.removeFirst();
    }
    latest.addLast(letter);
  }

  /// Keeps them; safe on disk on return. One that was kept before is not kept twice.
  void add(List<DeadLetter> letters) throws IOException {
    List<DeadLetter> fresh =
        letters.stream().filter(letter -> !beyond.contains(letter.place())).toList();
    if (fresh.isEmpty()) {
      return;
    }
    if (file != null) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (DeadLetter letter : fresh) {
        lines.writeBytes(letter.line());
        lines.write('\n');
      }
      append(file, lines.toByteArray());
    }
    fresh.forEach(this::show);
    fresh.forEach(letter -> beyond.add(letter.place()));
  }

  /// Everything so far is delivered or in here.
  void settled() {
    beyond.clear();
  }

  private static void append(Path file, byte[] lines) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.exists(file) && Files.size(file) + lines.length > LARGEST_FILE) {
      Path older = file.resolveSibling("dead-letters.1.ndjson");
      LOG.warn("{} is full; it is now {}, in place of the one before", file, older.getFileName());
      Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(lines);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /// The latest, newest first; at most [#MOST_SHOWN].
  synchronized List<DeadLetter> latest() {
    return new ArrayList<>(latest).reversed();
  }
}
