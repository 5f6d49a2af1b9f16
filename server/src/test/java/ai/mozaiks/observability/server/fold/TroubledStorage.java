// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredMasking;
import ai.mozaiks.observability.storage.StoredSpan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An in-memory store that fails when told to.
final class TroubledStorage implements Storage {
  final AtomicInteger tries = new AtomicInteger();
  final AtomicInteger deletions = new AtomicInteger();
  final AtomicInteger failedReads = new AtomicInteger();

  /// What writing throws; null for nothing.
  volatile @Nullable Throwable trouble;

  /// What a method of the reader throws once it has done its work; null for nothing.
  volatile Function<String, @Nullable RuntimeException> readTrouble = _ -> null;

  /// The span that can never be read again; 0 for none. Either its body is damaged or its origin is
  /// lost.
  volatile long damagedSpan;

  volatile boolean damagesBody;

  private final InMemoryStorage store = new InMemoryStorage();
  private final StorageReader reader =
      (StorageReader)
          Proxy.newProxyInstance(
              StorageReader.class.getClassLoader(),
              new Class<?>[] {StorageReader.class},
              (_, method, arguments) -> {
                Object answer;
                try {
                  answer = method.invoke(store.reader(), arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
                RuntimeException failure = readTrouble.apply(method.getName());
                if (failure != null) {
                  failedReads.incrementAndGet();
                  throw failure;
                }
                return method.getName().equals("spans") ? damaged(answer) : answer;
              });

  private Map<PartId, List<StoredSpan>> damaged(Object answer) {
    Map<PartId, List<StoredSpan>> spans = new HashMap<>();
    ((Map<?, ?>) answer)
        .forEach((part, list) ->
            spans.put(
                (PartId) part,
                ((List<?>) list).stream().map(span -> damaged((StoredSpan) span)).toList()));
    return spans;
  }

  private StoredSpan damaged(StoredSpan span) {
    return span.spanId() != damagedSpan
        ? span
        : new StoredSpan(
            span.trace(),
            span.spanId(),
            span.parentSpanId(),
            span.name(),
            span.startNanos(),
            span.endNanos(),
            span.kind(),
            span.statusCode(),
            damagesBody ? span.origin() : span.origin() + 1,
            damagesBody ? new byte[] {-1} : span.body());
  }

  private void meetTrouble() {
    switch (trouble) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new AssertionError(trouble);
    }
  }

  @Override
  public void write(StorageBatch batch) {
    tries.incrementAndGet();
    meetTrouble();
    store.write(batch);
  }

  @Override
  public Deleted keepNewest(long logs, long points) {
    meetTrouble();
    return store.keepNewest(logs, points);
  }

  @Override
  public void writtenLater(Instant from, Instant to, Duration by) {
    meetTrouble();
    store.writtenLater(from, to, by);
  }

  @Override
  public Deleted deleteBefore(Cutoffs cutoffs) {
    meetTrouble();
    Deleted deleted = store.deleteBefore(cutoffs);
    deletions.incrementAndGet();
    return deleted;
  }

  @Override
  public RedactionScan scan(RedactionScan scan, StoredMasking masking, int most, Instant now) {
    meetTrouble();
    return store.scan(scan, masking, most, now);
  }

  @Override
  public DeletionReceipt delete(DeletionRequest request, Instant now) {
    meetTrouble();
    return store.delete(request, now);
  }

  @Override
  public long deleteContentBefore(Instant cutoff) {
    meetTrouble();
    return store.deleteContentBefore(cutoff);
  }

  @Override
  public long appliedSequence() {
    return store.appliedSequence();
  }

  @Override
  public StorageReader reader() {
    return reader;
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
    store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
