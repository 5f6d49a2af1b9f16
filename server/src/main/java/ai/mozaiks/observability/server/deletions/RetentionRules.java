// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.deletions;

import ai.mozaiks.observability.server.config.RetentionConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.OldestArrivals;
import ai.mozaiks.observability.storage.SignalSizes;
import ai.mozaiks.observability.storage.SizeLimits;
import ai.mozaiks.observability.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How long and how much of each signal is kept, as it is configured.
///
/// @param config all of it
public record RetentionRules(ServerConfig config) {

  /// What is so of one signal.
  ///
  /// @param signal in a word
  /// @param records how many are stored; count, null when not counted
  /// @param bytes on disk, estimated; null when not estimated or not on disk
  /// @param keep how long after the arrival; null for good
  /// @param maxRecords null for any number
  /// @param maxBytes null for any size
  /// @param oldestAt when the oldest arrived; null when there is none, or its chat decides
  /// @param archived whether it is archived before it is deleted
  record Rule(
      String signal,
      @Nullable Long records,
      @Nullable Long bytes,
      @Nullable Duration keep,
      @Nullable Long maxRecords,
      @Nullable Long maxBytes,
      @Nullable Instant oldestAt,
      boolean archived) {}

  List<Rule> of(Storage.StorageStats stats, SignalSizes sizes, OldestArrivals oldest) {
    SizeLimits limits = retention().sizes();
    Set<ArchiveSignal> archived = retention().archive().signals();
    boolean onDisk = config.storage() instanceof StorageConfig.Embedded;
    Duration chats = orNull(ofChats());
    Duration contents = orNull(config.content().retention());
    Duration ofContents =
        contents == null || (chats != null && chats.compareTo(contents) < 0) ? chats : contents;
    return List.of(
        new Rule(
            "chats",
            stats.chats(),
            null,
            chats,
            null,
            null,
            oldest.chats(),
            archived.contains(ArchiveSignal.CHATS)),
        new Rule(
            "events",
            stats.events(),
            onDisk ? sizes.events() : null,
            chats,
            null,
            null,
            oldest.chats(),
            archived.contains(ArchiveSignal.EVENTS)),
        new Rule(
            "spans",
            stats.spans(),
            onDisk ? sizes.spans() : null,
            chats,
            null,
            limit(limits.spans()),
            oldest.chats(),
            archived.contains(ArchiveSignal.SPANS)),
        new Rule(
            "content",
            null,
            onDisk ? sizes.contents() : null,
            ofContents,
            null,
            limit(limits.contents()),
            oldest.contents(),
            archived.contains(ArchiveSignal.CONTENT)),
        new Rule(
            "logs",
            stats.logs(),
            onDisk ? sizes.logs() : null,
            orChats(retention().logs()),
            (long) config.limits().maxStoredLogs(),
            limit(limits.logs()),
            oldest.logs(),
            archived.contains(ArchiveSignal.LOGS)),
        new Rule(
            "metrics",
            stats.points(),
            onDisk ? sizes.points() : null,
            orChats(retention().metrics()),
            (long) config.limits().maxStoredPoints(),
            limit(limits.points()),
            oldest.points(),
            archived.contains(ArchiveSignal.METRIC_POINTS)));
  }

  private RetentionConfig retention() {
    return config.retention();
  }

  private Duration ofChats() {
    return switch (config.storage()) {
      case StorageConfig.Embedded embedded -> embedded.retention();
      case StorageConfig.Memory memory -> memory.retention();
    };
  }

  private @Nullable Duration orChats(Duration own) {
    return orNull(own.isZero() ? ofChats() : own);
  }

  /// Zero stands for good.
  private static @Nullable Duration orNull(Duration keep) {
    return keep.isZero() ? null : keep;
  }

  private static @Nullable Long limit(long bytes) {
    return bytes == Long.MAX_VALUE ? null : (Long) bytes;
  }

  /// Whether somebody looks from time to time for what is too old or too much.
  boolean deletes() {
    return !(ofChats().isZero()
        && config.content().retention().isZero()
        && retention().logs().isZero()
        && retention().metrics().isZero()
        && retention().sizes().equals(SizeLimits.NONE));
  }

  boolean deleteOnRequest() {
    return retention().deleteOnRequest();
  }

  boolean archives() {
    return retention().archive().enabled();
  }

  /// How long files stay in the archive; null for good.
  @Nullable Duration keepArchive() {
    return orNull(retention().archive().keep());
  }

  /// Null for a store that keeps nothing on disk.
  @Nullable String archiveFolder() {
    Path data = config.data();
    return config.storage() instanceof StorageConfig.Memory
        ? null
        : retention().archive().folderIn(data).toAbsolutePath().toString();
  }
}
