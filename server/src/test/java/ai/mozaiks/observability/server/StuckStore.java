// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredMasking;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A store in memory that can hang: from then on it neither writes nor can be asked, until it is
/// freed.
final class StuckStore implements Storage {
  private final InMemoryStorage store = new InMemoryStorage();
  private volatile CountDownLatch free = new CountDownLatch(0);

  void hang() {
    free = new CountDownLatch(1);
  }

  void free() {
    free.countDown();
  }

  private void pass() {
    try {
      free.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("store: interrupted", true, e);
    }
  }

  @Override
  public void write(StorageBatch batch) {
    pass();
    store.write(batch);
  }

  @Override
  public long appliedSequence() {
    return store.appliedSequence();
  }

  @Override
  public StorageReader reader() {
    pass();
    return store.reader();
  }

  @Override
  public Deleted deleteBefore(Cutoffs cutoffs) {
    pass();
    return store.deleteBefore(cutoffs);
  }

  @Override
  public RedactionScan scan(RedactionScan scan, StoredMasking masking, int most, Instant now) {
    pass();
    return store.scan(scan, masking, most, now);
  }

  @Override
  public DeletionReceipt delete(DeletionRequest request, Instant now) {
    pass();
    return store.delete(request, now);
  }

  @Override
  public long deleteContentBefore(Instant cutoff) {
    pass();
    return store.deleteContentBefore(cutoff);
  }

  @Override
  public Deleted keepNewest(long logs, long points) {
    pass();
    return store.keepNewest(logs, points);
  }

  @Override
  public void writtenLater(Instant from, Instant to, Duration by) {
    pass();
    store.writtenLater(from, to, by);
  }

  @Override
  public LogPositions logPositions() {
    return store.logPositions();
  }

  @Override
  public StorageStats stats() {
    return store.stats();
  }

  @Override
  public @Nullable StorageException failure() {
    return store.failure();
  }

  @Override
  public void check() {
    pass();
    store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
