// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the known ids anew after something was deleted, in a thread of its own beside the fold's:
/// else they would only ever grow. The fold's thread calls it.
final class Recount {
  private static final Logger LOG = LoggerFactory.getLogger(Recount.class);

  private final StorageReader store;
  private final KnownIds parts;
  private final KnownIds chats;
  private final KnownIds logs;
  private final KnownIds points;
  private @Nullable Reading reading;

  Recount(StorageReader store, KnownIds parts, KnownIds chats, KnownIds logs, KnownIds points) {
    this.store = store;
    this.parts = parts;
    this.chats = chats;
    this.logs = logs;
    this.points = points;
  }

  private record Successors(KnownIds parts, KnownIds chats, KnownIds logs, KnownIds points) {}

  private record Reading(Successors read, CountDownLatch done, Thread thread) {}

  /// Begins, if it is not under way. Everything must be stored right now: what is not read, must
  /// have been added since.
  void begin() {
    adopt();
    if (reading != null) {
      return; // the next deletion does it
    }
    Successors then =
        new Successors(parts.successor(), chats.successor(), logs.successor(), points.successor());
    CountDownLatch done = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().name("known-ids").start(() -> read(then, done));
    reading = new Reading(then, done, thread);
  }

  private void read(Successors then, CountDownLatch done) {
    try {
      store.forEachPart(part -> then.parts.add(KnownIds.hash(part.part())));
      store.forEachKnownChat(chat -> then.chats.add(chat.hash()));
      store.forEachLogId(id -> then.logs.add(KnownIds.hash(id)));
      store.forEachPointId(id -> then.points.add(KnownIds.hash(id)));
      done.countDown();
    } catch (StorageException e) {
      LOG.warn("The known ids could not be read anew, the next deletion tries again", e);
    }
  }

  /// Takes over what was read, once it is complete.
  void adopt() {
    Reading read = reading;
    if (read == null || read.thread.isAlive()) {
      return;
    }
    reading = null;
    if (read.done.getCount() == 0) {
      parts.replaceWith(read.read.parts);
      chats.replaceWith(read.read.chats);
      logs.replaceWith(read.read.logs);
      points.replaceWith(read.read.points);
    }
  }

  /// Waits until the store is read no longer.
  void await() throws InterruptedException {
    Reading read = reading;
    if (read != null) {
      read.thread.join();
    }
  }
}
