// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Journal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The bytes of a segment file; [FileJournal] draws them. Numbers are big-endian.
final class RecordFormat {
  static final int VERSION = 1;
  static final int FILE_HEADER_BYTES = 24;
  static final int HEADER_BYTES = 4 + 4 + 8 + 8 + 1;

  private static final byte[] MAGIC = "MOZJRNL\n".getBytes(StandardCharsets.US_ASCII);

  private RecordFormat() {}

  /// What stands before a payload.
  ///
  /// @param length bytes of the payload
  /// @param checksum CRC-32C of payload, length, sequence, durable and type, in this order
  /// @param durable the last sequence that was fsynced when this record was written
  record Header(int length, int checksum, long sequence, long durable, byte type) {
    static Header read(ByteBuffer from) {
      return new Header(from.getInt(), from.getInt(), from.getLong(), from.getLong(), from.get());
    }

    boolean isPlausible(long bytesLeft) {
      return length >= 0
          && length <= Journal.MAX_PAYLOAD
          && length <= bytesLeft
          && durable >= 0
          && durable < sequence;
    }

    boolean matches(byte[] bytes, int offset) {
      CRC32C crc = new CRC32C();
      crc.update(bytes, offset, length);
      return checksum == finish(crc, length, sequence, durable, type);
    }
  }

  static void putHeader(ByteBuffer into, PendingRecord pending, long sequence, long durable) {
    int length = pending.payload.length;
    into.putInt(length)
        .putInt(finish(pending.checksum, length, sequence, durable, pending.type))
        .putLong(sequence)
        .putLong(durable)
        .put(pending.type);
  }

  private static int finish(CRC32C crc, int length, long sequence, long durable, byte type) {
    ByteBuffer covered = ByteBuffer.allocate(4 + 8 + 8 + 1);
    covered.putInt(length).putLong(sequence).putLong(durable).put(type).flip();
    crc.update(covered);
    return (int) crc.getValue();
  }

  static ByteBuffer fileHeader(long firstSequence) {
    return ByteBuffer.allocate(FILE_HEADER_BYTES)
        .put(MAGIC)
        .putInt(VERSION)
        .putInt(0)
        .putLong(firstSequence)
        .flip();
  }

  /// What is wrong with a file's header; empty if nothing is.
  static String complaint(ByteBuffer header, long firstSequence) {
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    int version = header.getInt();
    header.getInt();
    long first = header.getLong();
    if (!Arrays.equals(magic, MAGIC)) {
      return "not a journal segment";
    }
    if (version != VERSION) {
      return "version: " + version + " (expected: " + VERSION + ")";
    }
    return first == firstSequence
        ? ""
        : "first sequence: " + first + " (expected: " + firstSequence + ", as the name says)";
  }
}
