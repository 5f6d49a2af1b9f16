// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.fold.Outcome;
import java.util.concurrent.CompletionStage;

/// Takes submissions from all protocols. Thread-safe; blocks the calling (virtual) thread until the
/// data is durable.
public interface Intake {

  /// Makes a submission durable and hands it on to the fold.
  ///
  /// @return after the data is on disk; only then may the sender get a 2xx
  /// @throws OverloadedException if there is no room now; nothing was kept, the sender should come
  ///   again
  /// @throws ai.mozaiks.observability.storage.StorageException if it cannot be made durable (disk
  ///   full or broken); a part of a large submission may have been kept. The sender should come
  ///   again with all of it, which changes nothing of what was kept; so answer 503
  Receipt accept(Submission submission) throws OverloadedException;

  /// What became of an accepted submission.
  ///
  /// @param outcome completes once it has been folded; the answer to the sender need not wait for
  ///   it
  record Receipt(CompletionStage<Outcome> outcome) {}
}
