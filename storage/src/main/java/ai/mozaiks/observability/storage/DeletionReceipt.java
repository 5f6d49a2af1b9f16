// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What was removed because somebody asked for it. Holds nothing of what was removed.
///
/// @param request what was asked
/// @param doneAt when it was done, by the clock that retention goes by
/// @param removed how much went from the store
/// @param archived how much went from the archive
/// @param from the earliest time in what went; null if that has none
/// @param to the latest
/// @param digest SHA-256 over the ids of the traces and of the direct events that went, see
///   [PartsDigest]; lower-case hex
public record DeletionReceipt(
    DeletionRequest request,
    Instant doneAt,
    Removed removed,
    Removed archived,
    @Nullable Instant from,
    @Nullable Instant to,
    String digest) {
  public DeletionReceipt {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(doneAt, "doneAt");
    Objects.requireNonNull(removed, "removed");
    Objects.requireNonNull(archived, "archived");
    Objects.requireNonNull(digest, "digest");
    if ((from == null) != (to == null)) {
      throw new IllegalArgumentException(
          "from, to: " + from + ", " + to + " (expected: both or none)");
    }
  }

  /// Rows by signal; counts.
  public record Removed(
      long chats, long events, long spans, long contents, long logs, long points) {

    public static final Removed NOTHING = new Removed(0, 0, 0, 0, 0, 0);

    /// Whether there was nothing to remove.
    public boolean isEmpty() {
      return chats + events + spans + contents + logs + points == 0;
    }

    /// Without content, as deletions by age count.
    public Storage.Deleted deleted() {
      return new Storage.Deleted(chats, events, spans, logs, points);
    }
  }
}
