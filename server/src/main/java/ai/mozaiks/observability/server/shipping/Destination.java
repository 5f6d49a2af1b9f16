// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.storage.WrittenLog;
import java.util.List;

/// What log records are delivered to. For one thread.
interface Destination extends AutoCloseable {

  /// Delivers records, and returns when it is known of each what became of it.
  ///
  /// @param logs in the order of writing; not empty
  /// @throws DeliveryException if nothing is known of any: all are to be delivered again, which
  ///   must not make two of one where the destination can prevent it
  /// @throws InterruptedException if the thread is interrupted; the same goes
  Outcome deliver(List<WrittenLog> logs) throws DeliveryException, InterruptedException;

  @Override
  void close();

  /// What became of records.
  ///
  /// @param added how many are there now that were not before; count
  /// @param known how many were there already; count
  /// @param refused those that the destination will never take
  /// @param again those that it did not take now
  /// @param reason why not now, for the operator; empty if `again` is
  record Outcome(
      long added, long known, List<Refused> refused, List<WrittenLog> again, String reason) {
    public Outcome {
      refused = List.copyOf(refused);
      again = List.copyOf(again);
    }
  }

  /// A record that will never be taken.
  ///
  /// @param reason in the destination's words
  record Refused(WrittenLog log, String reason) {}
}
