// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import org.jspecify.annotations.Nullable;

/// Accepted data on its way to the store: what has been appended survives the death of the process
/// and of the machine. Answers to senders wait for it, never for the store.
///
/// Sequences count records, start at 1 and have no gaps.
public interface Journal extends AutoCloseable {

  /// The longest payload; bytes.
  int MAX_PAYLOAD = 256 << 20;

  /// Appends a record and returns once it is durable. Calls from many threads share one write and
  /// one fsync (group commit).
  ///
  /// A record that was written but not acknowledged because the process died may be replayed all
  /// the same; the reader must not mind.
  ///
  /// @param type what the payload is; the journal does not look
  /// @param payload not kept after the return; at most [#MAX_PAYLOAD]
  /// @return the record's sequence
  /// @throws IllegalArgumentException if the payload is too long
  /// @throws StorageException if the record is not durable: retryable when it could not be written
  ///   (disk full) and nothing of it was kept. After a failed fsync the journal is failed as a
  ///   whole and refuses all further records, since nobody knows what the disk holds
  long append(byte type, byte[] payload);

  /// Hands every durable record after a sequence to the reader, in order, released ones that are
  /// already deleted left out: whoever needs all of them compares with [#firstSequence]. Called
  /// once, before the first append. A torn record at the very end (the process died while writing)
  /// is dropped and overwritten; a damaged record before that is an error, unless it is at or below
  /// the given sequence: then nobody needs it.
  ///
  /// @param afterSequence 0 for all
  /// @throws StorageException if a record after the sequence is damaged or missing in the middle,
  ///   or the reader cannot read it; the message names the file, the record and what to do
  void replay(long afterSequence, Reader reader);

  /// Allows the journal to delete records up to a sequence; the store has them. Idempotent, cheap.
  void release(long sequence);

  /// The sequence of the first record that is still there, a released one perhaps; one above
  /// [#lastSequence] when there is none.
  long firstSequence();

  /// The sequence of the last durable record; 0 before the first.
  long lastSequence();

  /// Bytes on disk, released records not yet deleted included.
  long sizeBytes();

  /// Why it will never take records again until it is opened anew; null while nothing of the kind
  /// is known. Answers at once: asks no disk.
  @Nullable StorageException failure();

  /// Whether it can take records now.
  ///
  /// @throws StorageException if it has failed or is closed, with the reason
  void check();

  @Override
  void close();

  /// Takes replayed records.
  @FunctionalInterface
  interface Reader {
    /// Takes one record.
    ///
    /// @throws UnreadableRecordException if it does not hold what was expected
    void read(long sequence, byte type, byte[] payload);
  }
}
