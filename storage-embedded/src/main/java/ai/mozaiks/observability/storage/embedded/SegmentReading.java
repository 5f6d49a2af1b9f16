// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Journal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// One pass over the records of a segment. Of one thread.
final class SegmentReading {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Segment segment;
  private final FileChannel channel;
  private final boolean isLast;
  private final long applied;
  private final Segment.Skips skips;
  private final long size;

  private long offset = RecordFormat.FILE_HEADER_BYTES;
  private long expected;
  private InputStream in = InputStream.nullInputStream();

  /// @param channel open for reading; its position is moved
  /// @param isLast whether a torn end is to be expected
  /// @param applied damaged records up to this sequence are passed over
  SegmentReading(
      Segment segment, FileChannel channel, boolean isLast, long applied, Segment.Skips skips)
      throws IOException {
    this.segment = segment;
    this.channel = channel;
    this.isLast = isLast;
    this.applied = applied;
    this.skips = skips;
    size = channel.size();
    expected = segment.firstSequence();
  }

  Segment.End read(Journal.Reader reader) throws IOException {
    moveTo(offset);
    while (offset < size) {
      RecordFormat.Header header = header();
      byte[] payload = header == null ? null : in.readNBytes(header.length());
      if (header == null || payload == null || !header.matches(payload, 0)) {
        if (!pass()) {
          break;
        }
      } else {
        reader.read(expected, header.type(), payload);
        offset += RecordFormat.HEADER_BYTES + (long) header.length();
        expected++;
      }
    }
    return new Segment.End(offset, expected - 1);
  }

  private void moveTo(long position) throws IOException {
    offset = position;
    channel.position(position);
    in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
  }

  /// The header of the record that is expected here; null if there is none of the kind.
  private RecordFormat.@Nullable Header header() throws IOException {
    byte[] bytes = in.readNBytes(RecordFormat.HEADER_BYTES);
    if (bytes.length < RecordFormat.HEADER_BYTES) {
      return null;
    }
    RecordFormat.Header header = RecordFormat.Header.read(ByteBuffer.wrap(bytes));
    long left = size - offset - RecordFormat.HEADER_BYTES;
    return header.isPlausible(left) && header.sequence() == expected ? header : null;
  }

  /// Goes on behind a bad record if the store has everything that is lost with it.
  ///
  /// @return false if nothing whole follows that is needed: the bad record begins a torn end
  private boolean pass() throws IOException {
    byte[] rest = rest();
    if (expected <= applied) {
      int next = nextWhole(rest);
      if (next >= 0) {
        long sequence = header(rest, next).sequence();
        if (sequence - 1 <= applied) {
          skips.skipped(segment, offset, expected, sequence - 1);
          expected = sequence;
          moveTo(offset + next);
          return true;
        }
      }
    }
    // what is applied is safe, so only what comes after it can have been lost
    if (!isLast || wasDurable(rest, Math.max(expected, applied + 1))) {
      throw segment.damaged(offset, "record " + expected + " is damaged");
    }
    return false;
  }

  /// Everything from the bad record on.
  private byte[] rest() throws IOException {
    channel.position(offset);
    return Channels.newInputStream(channel).readAllBytes();
  }

  private static RecordFormat.Header header(byte[] bytes, int at) {
    return RecordFormat.Header.read(ByteBuffer.wrap(bytes).position(at));
  }

  /// Where the next whole record begins that comes after the bad one; -1 if none does. The length
  /// in a bad record may be bad itself, so every place is tried, but that where it would end first.
  private int nextWhole(byte[] rest) {
    if (rest.length >= RecordFormat.HEADER_BYTES) {
      RecordFormat.Header bad = header(rest, 0);
      int end = RecordFormat.HEADER_BYTES + bad.length();
      if (bad.isPlausible(rest.length - (long) RecordFormat.HEADER_BYTES)
          && isWhole(rest, end)
          && header(rest, end).sequence() == expected + 1) {
        return end;
      }
    }
    for (int at = 0; at + RecordFormat.HEADER_BYTES <= rest.length; at++) {
      if (isWhole(rest, at)) {
        return at;
      }
    }
    return -1;
  }

  /// Whether a whole record that may come after the bad one begins here.
  private boolean isWhole(byte[] rest, int at) {
    int payload = at + RecordFormat.HEADER_BYTES;
    if (payload > rest.length) {
      return false;
    }
    RecordFormat.Header header = header(rest, at);
    return header.isPlausible(rest.length - (long) payload)
        && header.sequence() > expected
        && header.sequence() - expected <= rest.length // no record is shorter than a byte
        && header.matches(rest, payload);
  }

  /// Looks for a whole record anywhere behind that was written when this one was durable already.
  /// Records of one group may reach the disk in any order, so a whole record alone proves nothing.
  private boolean wasDurable(byte[] rest, long sequence) {
    for (int at = 1; at + RecordFormat.HEADER_BYTES <= rest.length; at++) {
      if (header(rest, at).durable() >= sequence && isWhole(rest, at)) {
        return true;
      }
    }
    return false;
  }
}
