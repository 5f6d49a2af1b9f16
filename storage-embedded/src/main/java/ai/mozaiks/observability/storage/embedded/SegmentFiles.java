// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segment files of a folder, by first sequence. Thread-safe.
final class SegmentFiles {
  private static final Logger log = LoggerFactory.getLogger(SegmentFiles.class);

  private final Path folder;
  private final SegmentAccess access;
  private final TreeSet<Segment> segments = new TreeSet<>();

  /// Where damage was passed over that the log knows of.
  private final Set<Damage> known = ConcurrentHashMap.newKeySet();

  private record Damage(Segment segment, long offset) {}

  private SegmentFiles(Path folder, SegmentAccess access) {
    this.folder = folder;
    this.access = access;
  }

  /// An fsync failed, so nobody knows what the disk holds.
  static final class SyncFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    SyncFailedException(IOException cause) {
      super(cause.toString(), cause);
    }
  }

  static SegmentFiles in(Path folder, SegmentAccess access) throws IOException {
    SegmentFiles found = new SegmentFiles(folder, access);
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(Segment::isSegment).map(Segment::of).forEach(found.segments::add);
    }
    return found;
  }

  synchronized List<Segment> all() {
    return List.copyOf(segments);
  }

  /// The first sequence of the oldest; there must be one.
  synchronized long firstSequence() {
    return segments.first().firstSequence();
  }

  /// Begins a new segment with its header, durable in its folder. One that could not be written is
  /// begun anew the next time.
  ///
  /// @return open for writing, positioned after the header
  /// @throws SyncFailedException if it was written and may not be durable
  synchronized FileChannel create(long firstSequence) throws IOException {
    Segment segment = Segment.in(folder, firstSequence);
    FileChannel channel =
        FileChannel.open(
            segment.file(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      ByteBuffer header = RecordFormat.fileHeader(firstSequence);
      while (header.hasRemaining()) {
        access.write(channel, header);
      }
      sync(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    segments.add(segment);
    return channel;
  }

  private void sync(FileChannel channel) throws SyncFailedException {
    try {
      channel.force(true);
      syncFolder();
    } catch (IOException e) {
      throw new SyncFailedException(e);
    }
  }

  /// Without it a crash of the machine may forget the new file, and all fsyncs to it.
  private void syncFolder() throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return; // cannot open folders there, and need not
    }
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

  /// Reads the newest segment to its end.
  ///
  /// @param applied damaged records up to this sequence are passed over
  /// @return where it ends; null if there is no segment
  Segment.@Nullable End readLast(long applied) {
    List<Segment> all = all();
    return all.isEmpty() ? null : all.getLast().read(true, applied, this::skipped, (_, _, _) -> {});
  }

  private void skipped(Segment segment, long offset, long first, long last) {
    if (known.add(new Damage(segment, offset))) { // the newest segment is read twice
      log.warn(
          "{}: records {} to {} are damaged, at offset {}; passed over, since the store has them",
          segment.file(),
          first,
          last,
          offset);
    }
  }

  /// Reads all records after a sequence in order, and sees to it that none is missing between.
  /// Damage up to that sequence does not matter.
  void replay(long afterSequence, Journal.Reader reader) {
    List<Segment> all = all();
    for (int i = 0; i < all.size(); i++) {
      Segment segment = all.get(i);
      boolean isLast = i == all.size() - 1;
      if (!isLast && all.get(i + 1).firstSequence() <= afterSequence + 1) {
        continue;
      }
      Segment.End end =
          segment.read(
              isLast,
              afterSequence,
              this::skipped,
              (sequence, type, payload) -> {
                if (sequence > afterSequence) {
                  read(segment, sequence, type, payload, reader);
                }
              });
      if (!isLast && all.get(i + 1).firstSequence() != end.lastSequence() + 1) {
        throw segment.damaged(
            end.offset(),
            "records "
                + (end.lastSequence() + 1)
                + " to "
                + (all.get(i + 1).firstSequence() - 1)
                + " are missing");
      }
    }
  }

  private static void read(
      Segment segment, long sequence, byte type, byte[] payload, Journal.Reader reader) {
    try {
      reader.read(sequence, type, payload);
    } catch (UnreadableRecordException e) {
      throw segment.unreadable(sequence, e);
    }
  }

  /// Deletes segments that hold nothing after a sequence; never the last one.
  synchronized void deleteUpTo(long sequence) {
    while (segments.size() > 1) {
      Segment first = segments.first();
      Segment second = segments.higher(first);
      if (second == null || second.firstSequence() > sequence + 1) {
        return;
      }
      delete(first);
    }
  }

  /// Deletes them all.
  synchronized void clear() {
    all().forEach(this::delete);
  }

  private void delete(Segment segment) {
    try {
      Files.deleteIfExists(segment.file());
      segments.remove(segment);
    } catch (IOException e) {
      throw new StorageException(segment.file() + ": cannot be deleted (" + e + ")", true, e);
    }
  }

  synchronized long sizeBytes() {
    return segments.stream().mapToLong(Segment::sizeBytes).sum();
  }
}
