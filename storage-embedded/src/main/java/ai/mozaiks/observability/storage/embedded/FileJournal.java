// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A journal in files. Callers queue their record and wait; one thread writes all that wait and
/// makes them durable with one fsync (group commit), so that the cost of the fsync is shared by
/// everybody who came while the one before was running.
///
/// On disk:
///
/// ```
/// journal-00000000000000000001.log      named after the first sequence in it
/// journal-00000000000000004711.log      the newest is the one written to
/// journal.lock                          locked while a process has the journal open
///
/// file header   magic "MOZJRNL\n" | int version | int 0 | long first sequence
/// record        int length | int CRC-32C | long sequence | long durable | byte type | payload
/// ```
///
/// Numbers are big-endian; the checksum covers everything in the record but itself. `durable` is
/// the last sequence that had been fsynced when the record was written. It tells a torn end from
/// damage: a bad record that a later one calls durable was acknowledged, so it must not be dropped
/// silently.
///
/// Thread-safe; made for many virtual threads.
public final class FileJournal implements Journal {
  private static final Logger log = LoggerFactory.getLogger(FileJournal.class);
  private static final int BUFFER_BYTES = 1 << 20;

  private final FileJournalConfig config;
  private final SegmentAccess access;
  private final DiskProbe probe;
  private final FolderLock folderLock;
  private final SegmentFiles segments;
  private final AppendQueue queue;
  private final Thread writer = Thread.ofPlatform().name("journal-writer").unstarted(this::run);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  // Of the writer thread, once it runs.
  private FileChannel channel;
  private long position;

  private volatile long lastSequence;

  /// Why the latest group was not written, when only that failed; null when it was.
  private volatile @Nullable StorageException trouble;

  private FileJournal(FileJournalConfig config, long storedSequence, SegmentAccess access) {
    this.config = config;
    this.access = access;
    probe = new DiskProbe(config.folder(), access);
    queue = new AppendQueue(config.queueBytes());
    folderLock = FolderLock.acquire(config.folder(), "journal.lock");
    try {
      segments = SegmentFiles.in(config.folder(), access);
      channel = openLast(storedSequence);
    } catch (IOException | RuntimeException e) {
      closeQuietly(folderLock);
      throw e instanceof StorageException known
          ? known
          : new StorageException(
              config.folder()
                  + ": cannot open the journal: "
                  + (e instanceof IOException io ? FileTrouble.of(io) : e),
              false,
              e);
    }
  }

  /// Opens a journal, or creates it.
  ///
  /// @param storedSequence what the store has ([ai.mozaiks.observability.storage.Storage
  ///   #appliedSequence]): the next record comes after it even if the journal's files were lost,
  ///   since the store ignores sequences it has seen
  /// @throws StorageException if the folder is in use or not writable, or the newest segment is
  ///   damaged beyond what the store has
  public static FileJournal open(FileJournalConfig config, long storedSequence) {
    return open(config, storedSequence, SegmentAccess.REAL);
  }

  static FileJournal open(FileJournalConfig config, long storedSequence, SegmentAccess access) {
    FileJournal journal = new FileJournal(config, storedSequence, access);
    journal.writer.start();
    return journal;
  }

  private FileChannel openLast(long storedSequence) throws IOException {
    Segment.End end = segments.readLast(storedSequence);
    if (end == null) {
      end = new Segment.End(0, 0);
    } else {
      Segment last = segments.all().getLast();
      long torn = last.sizeBytes() - end.offset();
      if (torn > 0) {
        log.warn("{}: dropped {} bytes of a write cut short at its end", last.file(), torn);
      }
    }
    if (end.lastSequence() < storedSequence) {
      segments.clear();
      end = new Segment.End(0, storedSequence);
    }
    lastSequence = end.lastSequence();
    if (end.offset() == 0) {
      position = RecordFormat.FILE_HEADER_BYTES;
      return segments.create(end.lastSequence() + 1);
    }
    FileChannel last = FileChannel.open(segments.all().getLast().file(), StandardOpenOption.WRITE);
    last.truncate(end.offset());
    last.position(end.offset());
    // what a killed process wrote without an fsync is about to be replayed, so it must stay
    last.force(true);
    position = end.offset();
    return last;
  }

  @Override
  public long append(byte type, byte[] payload) {
    Objects.requireNonNull(payload, "payload");
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload: " + payload.length + " bytes (expected: at most " + MAX_PAYLOAD + ")");
    }
    PendingRecord pending = new PendingRecord(type, payload);
    queue.put(pending);
    try {
      // Not interruptible: the record will be durable in a moment, and giving up would not stop it.
      return pending.durable.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageException refusal && refusal.retryable()) {
        throw new StorageException(String.valueOf(refusal.getMessage()), true, refusal);
      }
      throw failed(e.getCause() == null ? e : e.getCause());
    }
  }

  private void run() {
    List<PendingRecord> group = List.of();
    try {
      do {
        group = queue.takeAll();
        write(group);
      } while (!group.isEmpty());
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      fail(group, e);
    }
  }

  private void write(List<PendingRecord> group) throws IOException {
    if (group.isEmpty()) {
      return;
    }
    if (!writeAll(group)) {
      return;
    }
    access.sync(channel);
    trouble = null;
    long sequence = lastSequence;
    lastSequence = sequence + group.size();
    for (PendingRecord pending : group) {
      sequence++;
      pending.durable.complete(sequence);
    }
  }

  /// Writes a group, or nothing: what a failed write (a full disk) left is cut off again, so that
  /// the senders may come back later. That is safe as long as no fsync failed: nothing behind the
  /// durable end was acknowledged, and the next group is written over it.
  ///
  /// @return whether it was written
  /// @throws IOException if the segment cannot be cut back; then nobody knows where it ends
  private boolean writeAll(List<PendingRecord> group) throws IOException {
    long durableEnd = position;
    try {
      beginSegmentIfFull();
      durableEnd = position;
      long durable = lastSequence;
      long sequence = durable;
      for (PendingRecord pending : group) {
        sequence++;
        put(pending, sequence, durable);
      }
      flush();
      return true;
    } catch (SegmentFiles.SyncFailedException e) {
      throw e;
    } catch (IOException e) {
      buffer.clear();
      access.truncate(channel, durableEnd);
      position = durableEnd;
      refuse(group, e);
      return false;
    }
  }

  private void beginSegmentIfFull() throws IOException {
    if (position >= config.segmentBytes()) {
      FileChannel next = segments.create(lastSequence + 1);
      channel.close();
      channel = next;
      position = RecordFormat.FILE_HEADER_BYTES;
    }
  }

  private void refuse(List<PendingRecord> group, IOException cause) {
    if (trouble == null) {
      log.error("journal {}: cannot be written, senders have to wait", config.folder(), cause);
    }
    StorageException refusal =
        new StorageException(
            config.folder() + ": the journal cannot be written at the moment (" + cause + ")",
            true,
            cause);
    trouble = refusal;
    group.forEach(pending -> pending.durable.completeExceptionally(refusal));
  }

  private void put(PendingRecord pending, long sequence, long durable) throws IOException {
    if (buffer.remaining() < RecordFormat.HEADER_BYTES) {
      flush();
    }
    RecordFormat.putHeader(buffer, pending, sequence, durable);
    byte[] payload = pending.payload;
    int done = 0;
    while (done < payload.length) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int part = Math.min(buffer.remaining(), payload.length - done);
      buffer.put(payload, done, part);
      done += part;
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      position += access.write(channel, buffer);
    }
    buffer.clear();
  }

  /// For good: after a failed fsync the kernel may have dropped the pages and report success the
  /// next time (see RATIONALE.md).
  private void fail(List<PendingRecord> group, Throwable cause) {
    log.error("journal {} failed and takes no more records", config.folder(), cause);
    queue.close(failed(cause));
    group.forEach(pending -> pending.durable.completeExceptionally(cause));
    try {
      queue.takeAll().forEach(pending -> pending.durable.completeExceptionally(cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private StorageException failed(Throwable cause) {
    return new StorageException(
        config.folder()
            + ": the journal failed and takes no more records ("
            + cause
            + "). Mend the disk, then restart the server.",
        false,
        cause);
  }

  @Override
  public void replay(long afterSequence, Reader reader) {
    segments.replay(afterSequence, reader);
  }

  @Override
  public void release(long sequence) {
    segments.deleteUpTo(sequence);
  }

  @Override
  public long firstSequence() {
    return segments.firstSequence();
  }

  @Override
  public long lastSequence() {
    return lastSequence;
  }

  @Override
  public long sizeBytes() {
    return segments.sizeBytes();
  }

  @Override
  public @Nullable StorageException failure() {
    return queue.refusal();
  }

  @Override
  public void check() {
    queue.requireOpen();
    StorageException known = trouble;
    if (known != null && !probe.hasRoom()) {
      throw new StorageException(String.valueOf(known.getMessage()), true, known);
    }
  }

  /// Writes what waits, then frees the folder.
  @Override
  public void close() {
    queue.close(
        new StorageException(
            config.folder() + ": the journal is closed (expected: open)", false, null));
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true; // what was acknowledged must be complete on disk first
      }
    }
    closeQuietly(channel);
    closeQuietly(folderLock);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.warn("closing the journal", e);
    }
  }
}
