// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.List;

/// Where a recorder's events go. Called from the recorder's own thread, one call at a time; may
/// block, since recording does not wait for it.
@FunctionalInterface
public interface EventSink extends AutoCloseable {

  /// Takes over a batch; the events of one chat come in the order in which they were recorded.
  ///
  /// An exception or error makes the recorder count the batch as dropped and go on with the next; a
  /// sink that can try again does so itself. An interrupt means that the recorder is closing and
  /// waits no longer.
  ///
  /// @param events not empty, immutable
  void accept(List<ChatEvent> events);

  /// How many of the events that it took over it gave up since; count. 0 unless it says.
  default long dropped() {
    return 0;
  }

  /// Sends what it still holds, within a bounded time. Called once, after the last batch.
  @Override
  default void close() {}

  /// Keeps nothing: for recorders that are only read in process.
  static EventSink none() {
    return NoEventSink.INSTANCE;
  }
}
