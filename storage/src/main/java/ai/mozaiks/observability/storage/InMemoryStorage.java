// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// A store without a disk, complete in every other way: the reference that the contract suite
/// compares all others with.
///
/// Its maps, with a sample row each:
///
/// ```
/// content      trace:4bf9… → 00f0… → written 12:00:09.3: user: Hello; assistant: Hi
/// origins      9f3c…              → resource and scope
/// spans        trace:4bf9… → 00f0… → chat gpt-4o, 12:00:01.2 to 12:00:03.9
/// parts        trace:4bf9…        → settled, 7 spans, 12:00:01.1 to 12:00:09.0
/// partsWritten trace:4bf9…        → 12:00:09.3
/// events       shop/chat-1 → trace:4bf9… → 00f0…:llm → LlmCall
/// chatsOfPart  trace:4bf9…        → { shop/chat-1 }
/// chats        shop/chat-1        → started 12:00:01.1, 2 turns, 830 tokens; written 12:00:09.3
/// series       shop, sales, planner, gpt-4o
/// retired      shop, sales, planner, gpt-4o → what deleted events added up to
/// counterShifts shop, sales, planner, gpt-4o → 1 turn more than its events
/// logs         71ad…              → the 212th, 12:00:02.0, WARN, no stock; written 12:00:09.3
/// metrics      c05f…              → gen_ai.client.token.usage, input; 12:00:10.0, 120 tokens
/// deletions    7d0e…              → user 4711, asked by privacy desk, 1 chat, 7 spans; 12:01:00.0
/// scans        2f77…              → rules 51c0…, done, 9 rows read, 2 changed
/// ```
///
/// One thread writes and any thread reads; a reader waits while a batch is applied. Memory grows
/// with the data until [#deleteBefore].
public final class InMemoryStorage implements Storage {
  private final InMemoryTables tables = new InMemoryTables();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final InMemoryReader reader = new InMemoryReader(tables, lock.readLock(), this::check);
  private final UUID id = UUID.randomUUID();
  private volatile long appliedSequence;
  private volatile LogPositions logPositions = new LogPositions(id, 0);
  private volatile StorageStats stats = tables.stats();
  private volatile boolean closed;

  @Override
  public void write(StorageBatch batch) {
    check();
    requireStorable(batch);
    lock.writeLock().lock();
    try {
      if (batch.journalSequence() == 0 || batch.journalSequence() > tables.appliedSequence) {
        tables.requireFound(batch);
        tables.apply(batch);
        appliedSequence = tables.appliedSequence;
        stats = tables.stats();
        logPositions = new LogPositions(id, tables.logs.lastPosition());
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void requireStorable(StorageBatch batch) {
    Nanos.of(batch.writtenAt());
    for (PartChange change : batch.parts()) {
      for (ChatEvent event : change.added()) {
        Nanos.of(event.at());
        if (event.duration() != null) {
          Nanos.of(event.duration());
        }
      }
    }
    for (ChatSummary chat : batch.chats()) {
      Nanos.of(chat.startedAt());
      Nanos.of(chat.lastActivityAt());
    }
  }

  @Override
  public long appliedSequence() {
    return appliedSequence;
  }

  @Override
  public StorageReader reader() {
    return reader;
  }

  @Override
  public Deleted deleteBefore(Cutoffs cutoffs) {
    check();
    lock.writeLock().lock();
    try {
      Deleted deleted = tables.deleteBefore(cutoffs);
      stats = tables.stats();
      return deleted;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public DeletionReceipt delete(DeletionRequest request, Instant now) {
    check();
    Nanos.of(now);
    lock.writeLock().lock();
    try {
      DeletionReceipt receipt = tables.deletions.delete(request, now);
      stats = tables.stats();
      return receipt;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public long deleteContentBefore(Instant cutoff) {
    check();
    lock.writeLock().lock();
    try {
      return tables.deleteContentBefore(cutoff);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public Deleted keepNewest(long logs, long points) {
    check();
    lock.writeLock().lock();
    try {
      Deleted deleted = tables.keepNewest(logs, points);
      stats = tables.stats();
      return deleted;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void writtenLater(Instant from, Instant to, Duration by) {
    check();
    Nanos.of(to.plus(by));
    lock.writeLock().lock();
    try {
      tables.writtenLater(from, to, by);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public RedactionScan scan(RedactionScan scan, StoredMasking masking, int most, Instant now) {
    check();
    Nanos.of(now);
    lock.writeLock().lock();
    try {
      return tables.scans.next(scan, masking, now);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public StorageStats stats() {
    return stats;
  }

  @Override
  public LogPositions logPositions() {
    return logPositions;
  }

  @Override
  public @Nullable StorageException failure() {
    return closed ? new StorageException("store: closed (expected: open)", false, null) : null;
  }

  @Override
  public void check() {
    StorageException failure = failure();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
