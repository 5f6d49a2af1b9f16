// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.util.PriorityQueue;

/// How far in the journal everything was taken. Sequences arrive out of order, since each sender's
/// thread hands over its own record. For the fold's thread.
final class JournalProgress {
  private final PriorityQueue<Long> ahead = new PriorityQueue<>();
  private long contiguous;

  /// @param applied the sequence up to which the store has everything
  JournalProgress(long applied) {
    contiguous = applied;
  }

  void passed(long sequence) {
    if (sequence == contiguous + 1) {
      contiguous = sequence;
    } else if (sequence > contiguous) {
      ahead.add(sequence);
    }
    while (!ahead.isEmpty() && ahead.peek() <= contiguous + 1) {
      contiguous = Math.max(contiguous, ahead.poll());
    }
  }

  /// The sequence up to which nothing is missing.
  long contiguous() {
    return contiguous;
  }
}
