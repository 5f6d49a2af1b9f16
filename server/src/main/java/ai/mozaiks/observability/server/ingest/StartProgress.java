// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import org.jspecify.annotations.Nullable;

/// How far a start has come: what is stored is read, then the journal is replayed; only then can
/// anything be taken in, or be answered as it was before the stop. One thread tells, any thread
/// asks.
final class StartProgress {
  private volatile @Nullable String stage = "reading what is stored";

  /// Notes that so many records of so many have been replayed.
  void replayed(long records, long of) {
    stage = "replaying the journal, " + records + " of " + of + " records";
  }

  void done() {
    stage = null;
  }

  /// What is going on, for example `replaying the journal, 12 of 345 records`; null when the start
  /// is done.
  @Nullable String stage() {
    return stage;
  }
}
