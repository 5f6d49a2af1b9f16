// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What was deleted because it was too old or too much, since the start.
///
/// @param deleted rows but for content
/// @param contents items of content that went before their chat; count
/// @param forSize which of both went because their signal was too large
/// @param archiveFiles files of the archive that went for their age; count
/// @param lastAt when it was last looked for, by the clock that retention goes by; null for never
public record DeletedByAge(
    Storage.Deleted deleted,
    long contents,
    ForSize forSize,
    long archiveFiles,
    @Nullable Instant lastAt) {

  /// How often it is looked for what is too old.
  public static final Duration INTERVAL = Duration.ofHours(1);

  /// Nothing yet.
  public static final DeletedByAge NOTHING =
      new DeletedByAge(Storage.Deleted.NOTHING, 0, ForSize.NOTHING, 0, null);

  /// What went for the size of its signal. What would have been too old at the same time is among
  /// it.
  ///
  /// @param deleted rows but for content
  /// @param contents items of content; count
  public record ForSize(Storage.Deleted deleted, long contents) {

    public static final ForSize NOTHING = new ForSize(Storage.Deleted.NOTHING, 0);
  }

  DeletedByAge plus(Storage.Deleted more) {
    return new DeletedByAge(deleted.plus(more), contents, forSize, archiveFiles, lastAt);
  }

  DeletedByAge plusContents(long more) {
    return new DeletedByAge(deleted, contents + more, forSize, archiveFiles, lastAt);
  }

  /// Adds what is counted already to what went for its size.
  DeletedByAge plusForSize(Storage.Deleted more, long moreContents) {
    ForSize all = new ForSize(forSize.deleted().plus(more), forSize.contents() + moreContents);
    return new DeletedByAge(deleted, contents, all, archiveFiles, lastAt);
  }

  DeletedByAge plusArchiveFiles(int more) {
    return new DeletedByAge(deleted, contents, forSize, archiveFiles + more, lastAt);
  }

  DeletedByAge at(Instant time) {
    return new DeletedByAge(deleted, contents, forSize, archiveFiles, time);
  }
}
