// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.fold.EventWatcher;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Instant;
import java.util.function.Consumer;

/// Where the events come from that rules look at: those of the past, and every change from a moment
/// on. For any thread.
interface EventSource {

  /// Gives the stored events from the newest to the oldest, all as of one moment.
  ///
  /// @param from how far back, by their beginning
  /// @param begun is run once, before the first event, when that moment is fixed
  /// @throws ai.mozaiks.observability.storage.StorageException if they cannot be read
  void forEachStored(Instant from, Runnable begun, Consumer<ChatEvent> consumer);

  /// Has somebody told of every change, from a moment soon on, until [#forget].
  void watch(EventWatcher watcher);

  /// Has somebody told no longer, soon.
  void forget(EventWatcher watcher);

  /// What a server has.
  static EventSource of(FoldThread fold, StorageReader store) {
    return new EventSource() {
      @Override
      public void forEachStored(Instant from, Runnable begun, Consumer<ChatEvent> consumer) {
        store.forEachEventNewestFirst(from, Instant.MAX, begun, consumer);
      }

      @Override
      public void watch(EventWatcher watcher) {
        fold.watchEvents(watcher);
      }

      @Override
      public void forget(EventWatcher watcher) {
        fold.forgetWatcher(watcher);
      }
    };
  }
}
