// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A journal without a disk: its records last as long as the process. The reference for the others,
/// and what a server uses that is told to keep nothing.
///
/// Its one map, by sequence:
///
/// ```
/// 7 → type 1, 0a 3c 0a 12 …
/// 8 → type 2, 7b 22 65 …
/// ```
///
/// Thread-safe.
public final class InMemoryJournal implements Journal {
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private long lastSequence;
  private long sizeBytes;
  private boolean closed;

  private static final class Entry {
    private final byte type;
    private final byte[] payload;

    private Entry(byte type, byte[] payload) {
      this.type = type;
      this.payload = payload;
    }
  }

  @Override
  public synchronized long append(byte type, byte[] payload) {
    Objects.requireNonNull(payload, "payload");
    check();
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload: " + payload.length + " bytes (expected: at most " + MAX_PAYLOAD + ")");
    }
    lastSequence++;
    entries.put(lastSequence, new Entry(type, payload.clone()));
    sizeBytes += payload.length;
    return lastSequence;
  }

  @Override
  public void replay(long afterSequence, Reader reader) {
    List<Long> sequences;
    synchronized (this) {
      check();
      sequences = List.copyOf(entries.tailMap(afterSequence, false).keySet());
    }
    for (long sequence : sequences) {
      Entry entry = entry(sequence);
      if (entry != null) {
        reader.read(sequence, entry.type, entry.payload.clone());
      }
    }
  }

  private synchronized @Nullable Entry entry(long sequence) {
    return entries.get(sequence);
  }

  @Override
  public synchronized void release(long sequence) {
    while (!entries.isEmpty() && entries.firstKey() <= sequence) {
      sizeBytes -= entries.pollFirstEntry().getValue().payload.length;
    }
  }

  @Override
  public synchronized long firstSequence() {
    return entries.isEmpty() ? lastSequence + 1 : entries.firstKey();
  }

  @Override
  public synchronized long lastSequence() {
    return lastSequence;
  }

  @Override
  public synchronized long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public synchronized @Nullable StorageException failure() {
    return closed ? new StorageException("journal: closed (expected: open)", false, null) : null;
  }

  @Override
  public void check() {
    StorageException failure = failure();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
