// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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

  /// Reads every record.
  ///
  /// @param isLast whether a torn end is to be expected
  /// @throws StorageException if a record is damaged that was durable once
  End read(boolean isLast, Journal.Reader reader) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      String complaint = complaint(channel);
      if (!complaint.isEmpty()) {
        if (isLast && size <= RecordFormat.FILE_HEADER_BYTES) {
          return new End(0, firstSequence - 1); // the process died while creating it
        }
        throw damaged(0, complaint);
      }
      return readRecords(channel, size, isLast, reader);
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

  private End readRecords(FileChannel channel, long size, boolean isLast, Journal.Reader reader)
      throws IOException {
    long offset = RecordFormat.FILE_HEADER_BYTES;
    long expected = firstSequence;
    channel.position(offset);
    var in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 20));
    while (offset < size) {
      if (size - offset < RecordFormat.HEADER_BYTES) {
        return tornAt(offset, expected, isLast, channel);
      }
      RecordFormat.Header header =
          RecordFormat.Header.read(ByteBuffer.wrap(in.readNBytes(RecordFormat.HEADER_BYTES)));
      long left = size - offset - RecordFormat.HEADER_BYTES;
      if (!header.isPlausible(left) || header.sequence() != expected) {
        return tornAt(offset, expected, isLast, channel);
      }
      byte[] payload = in.readNBytes(header.length());
      if (payload.length != header.length() || !header.matches(payload, 0)) {
        return tornAt(offset, expected, isLast, channel);
      }
      reader.read(expected, header.type(), payload);
      offset += RecordFormat.HEADER_BYTES + (long) header.length();
      expected++;
    }
    return new End(offset, expected - 1);
  }

  /// A bad record is a torn end if nothing after it proves that it was durable once.
  private End tornAt(long offset, long expected, boolean isLast, FileChannel channel)
      throws IOException {
    if (!isLast || wasDurable(expected, offset, channel)) {
      throw damaged(offset, "record " + expected + " is damaged");
    }
    return new End(offset, expected - 1);
  }

  /// Looks for a whole record anywhere behind that was written when this one was durable already.
  /// Records of one group may reach the disk in any order, so a whole record alone proves nothing.
  private static boolean wasDurable(long sequence, long offset, FileChannel channel)
      throws IOException {
    channel.position(offset);
    byte[] rest = Channels.newInputStream(channel).readAllBytes();
    ByteBuffer bytes = ByteBuffer.wrap(rest);
    for (int at = 1; at + RecordFormat.HEADER_BYTES <= rest.length; at++) {
      RecordFormat.Header header = RecordFormat.Header.read(bytes.position(at));
      int payload = at + RecordFormat.HEADER_BYTES;
      if (header.isPlausible(rest.length - (long) payload)
          && header.durable() >= sequence
          && header.sequence() - sequence <= rest.length // no record is shorter than a byte
          && header.matches(rest, payload)) {
        return true;
      }
    }
    return false;
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
