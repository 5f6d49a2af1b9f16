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
import java.util.Locale;

/// One file of the journal.
///
/// @param file `journal-<first sequence, 20 digits>.log`
/// @param firstSequence the sequence of its first record
record Segment(Path file, long firstSequence) implements Comparable<Segment> {
  private static final String PREFIX = "journal-";
  private static final String SUFFIX = ".log";

  private static final String WAY_OUT =
      "move it away, and all newer journal files with it, to go on without what of them is not"
          + " stored yet.";

  /// Where the good records of a segment end.
  ///
  /// @param offset bytes from the file's start
  /// @param lastSequence the last good record's; one below the first when there is none
  record End(long offset, long lastSequence) {}

  static Segment in(Path folder, long firstSequence) {
    String name = String.format(Locale.ROOT, "%s%020d%s", PREFIX, firstSequence, SUFFIX);
    return new Segment(folder.resolve(name), firstSequence);
  }

  static boolean isSegment(Path file) {
    return file.getFileName().toString().matches(PREFIX + "\\d{20}" + "\\" + SUFFIX);
  }

  static Segment of(Path file) {
    String name = file.getFileName().toString();
    return new Segment(
        file, Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length())));
  }

  @Override
  public int compareTo(Segment other) {
    return Long.compare(firstSequence, other.firstSequence);
  }

  /// Told of records that are damaged and not needed.
  @FunctionalInterface
  interface Skips {
    /// The records between two sequences, both inclusive, are passed over.
    ///
    /// @param offset where the damage begins; bytes from the file's start
    void skipped(Segment segment, long offset, long first, long last);
  }

  /// Reads every record that is whole.
  ///
  /// @param isLast whether a torn end is to be expected
  /// @param applied damaged records up to this sequence are passed over
  /// @throws StorageException if a record beyond is damaged that was durable once
  End read(boolean isLast, long applied, Skips skips, Journal.Reader reader) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      String complaint = complaint(channel);
      if (!complaint.isEmpty()) {
        if (isLast && size <= RecordFormat.FILE_HEADER_BYTES) {
          return new End(0, firstSequence - 1); // the process died while creating it
        }
        throw damaged(0, complaint);
      }
      return new SegmentReading(this, channel, isLast, applied, skips).read(reader);
    } catch (IOException e) {
      throw new StorageException(file + ": cannot be read (" + e + ")", false, e);
    }
  }

  /// What is wrong with the file's header; empty if nothing is.
  private String complaint(FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(RecordFormat.FILE_HEADER_BYTES);
    int read = channel.read(header, 0);
    return read < RecordFormat.FILE_HEADER_BYTES
        ? "file header cut short"
        : RecordFormat.complaint(header.flip(), firstSequence);
  }

  StorageException damaged(long offset, String what) {
    return new StorageException(
        file
            + ": "
            + what
            + " at offset "
            + offset
            + ". Restore the file from a copy; or "
            + WAY_OUT,
        false,
        null);
  }

  StorageException unreadable(long sequence, UnreadableRecordException reason) {
    return new StorageException(
        file
            + ": record "
            + sequence
            + " is whole, but cannot be read: "
            + reason.getMessage()
            + ". Start the version that wrote it, which stores it; or "
            + WAY_OUT,
        false,
        reason);
  }

  long sizeBytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new StorageException(file + ": cannot be read (" + e + ")", false, e);
    }
  }
}
