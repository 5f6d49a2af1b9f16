// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Storage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What was deleted because it was too old or too much, since the start.
///
/// @param deleted rows but for content
/// @param contents items of content that went before their chat; count
/// @param lastAt when it was last looked for, by the clock that retention goes by; null for never
public record DeletedByAge(Storage.Deleted deleted, long contents, @Nullable Instant lastAt) {

  /// Nothing yet.
  public static final DeletedByAge NOTHING = new DeletedByAge(Storage.Deleted.NOTHING, 0, null);

  DeletedByAge plus(Storage.Deleted more) {
    return new DeletedByAge(deleted.plus(more), contents, lastAt);
  }

  DeletedByAge plusContents(long more) {
    return new DeletedByAge(deleted, contents + more, lastAt);
  }

  DeletedByAge at(Instant time) {
    return new DeletedByAge(deleted, contents, time);
  }
}
