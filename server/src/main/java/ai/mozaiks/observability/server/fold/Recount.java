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
  private @Nullable Reading reading;

  Recount(StorageReader store, KnownIds parts, KnownIds chats) {
    this.store = store;
    this.parts = parts;
    this.chats = chats;
  }

  private record Reading(KnownIds parts, KnownIds chats, CountDownLatch done, Thread thread) {}

  /// Begins, if it is not under way. Everything must be stored right now: what is not read, must
  /// have been added since.
  void begin() {
    adopt();
    if (reading != null) {
      return; // the next deletion does it
    }
    KnownIds partsThen = parts.successor();
    KnownIds chatsThen = chats.successor();
    CountDownLatch done = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform().name("known-ids").start(() -> read(partsThen, chatsThen, done));
    reading = new Reading(partsThen, chatsThen, done, thread);
  }

  private void read(KnownIds partsThen, KnownIds chatsThen, CountDownLatch done) {
    try {
      store.forEachPart(part -> partsThen.add(KnownIds.hash(part.part())));
      store.forEachKnownChat(chat -> chatsThen.add(chat.hash()));
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
      parts.replaceWith(read.parts);
      chats.replaceWith(read.chats);
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
