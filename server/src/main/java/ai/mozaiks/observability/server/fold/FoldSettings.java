// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.config.ChatsConfig;
import ai.mozaiks.observability.server.config.ContentConfig;
import ai.mozaiks.observability.server.config.LimitsConfig;
import ai.mozaiks.observability.server.config.RetentionConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.storage.SizeLimits;
import ai.mozaiks.observability.storage.Storage;
import java.time.Duration;
import java.time.Instant;

/// How the fold paces itself and what it may hold.
///
/// @param rootGrace how long a trace without a root waits for it; `> 0`
/// @param keepCompleted how long ended chats stay in memory after their last change; `>= 0`
/// @param retention how long the store keeps a chat after it was last written; zero keeps for ever
/// @param contentRetention how long the store keeps content after it was written; zero keeps it
///   with its chat
/// @param logRetention how long the store keeps log records after they were written; zero as long
///   as chats
/// @param pointRetention the same for points of metrics
/// @param abandonedAfter how long a chat without news may still be running; `> 0`
/// @param maxMovingRecords how many spans and events moving parts may hold before the longest quiet
///   ones leave early; `> 0`. Twice as many are never exceeded, but by a single part
/// @param maxLiveChats how many chats without moving parts stay in memory; `> 0`
/// @param spansPerTrace how many spans of one trace are taken; `> 0`
/// @param eventsPerChat how many direct events of one chat are taken; `> 0`
/// @param maxStoredLogs how many log records the store keeps; `>= 0`
/// @param maxStoredPoints how many points of metrics the store keeps; `>= 0`
/// @param sizes how large signals may become in the store
/// @param archiveKeep how long after their arrival rows stay in the archive; zero for good
public record FoldSettings(
    Duration rootGrace,
    Duration keepCompleted,
    Duration retention,
    Duration contentRetention,
    Duration logRetention,
    Duration pointRetention,
    Duration abandonedAfter,
    int maxMovingRecords,
    int maxLiveChats,
    int spansPerTrace,
    int eventsPerChat,
    int maxStoredLogs,
    int maxStoredPoints,
    SizeLimits sizes,
    Duration archiveKeep) {

  /// What applies when nothing is configured.
  public static final FoldSettings DEFAULT =
      of(
          ChatsConfig.DEFAULT,
          LimitsConfig.DEFAULT,
          StorageConfig.Embedded.DEFAULT.retention(),
          ContentConfig.DEFAULT.retention());

  public FoldSettings {
    if (rootGrace.isNegative() || rootGrace.isZero()) {
      throw new IllegalArgumentException("rootGrace: " + rootGrace + " (expected: > 0)");
    }
    requirePositive("maxMovingRecords", maxMovingRecords);
    requirePositive("maxLiveChats", maxLiveChats);
    requirePositive("spansPerTrace", spansPerTrace);
    requirePositive("eventsPerChat", eventsPerChat);
  }

  /// With signals of any size, and an archive for good.
  public FoldSettings(
      Duration rootGrace,
      Duration keepCompleted,
      Duration retention,
      Duration contentRetention,
      Duration logRetention,
      Duration pointRetention,
      Duration abandonedAfter,
      int maxMovingRecords,
      int maxLiveChats,
      int spansPerTrace,
      int eventsPerChat,
      int maxStoredLogs,
      int maxStoredPoints) {
    this(
        rootGrace,
        keepCompleted,
        retention,
        contentRetention,
        logRetention,
        pointRetention,
        abandonedAfter,
        maxMovingRecords,
        maxLiveChats,
        spansPerTrace,
        eventsPerChat,
        maxStoredLogs,
        maxStoredPoints,
        SizeLimits.NONE,
        Duration.ZERO);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  /// What the configuration says, with log records and points kept as long as chats.
  public static FoldSettings of(
      ChatsConfig chats, LimitsConfig limits, Duration retention, Duration contentRetention) {
    return of(chats, limits, retention, contentRetention, RetentionConfig.DEFAULT);
  }

  /// What the configuration says.
  public static FoldSettings of(
      ChatsConfig chats,
      LimitsConfig limits,
      Duration retention,
      Duration contentRetention,
      RetentionConfig signals) {
    return new FoldSettings(
        chats.rootGrace(),
        chats.keepCompleted(),
        retention,
        contentRetention,
        signals.logs(),
        signals.metrics(),
        chats.timeouts().abandonedAfter(),
        limits.maxMovingRecords(),
        limits.maxLiveChats(),
        limits.spansPerTrace(),
        limits.eventsPerChat(),
        limits.maxStoredLogs(),
        limits.maxStoredPoints(),
        signals.sizes(),
        signals.archive().keep());
  }

  /// Whether anything goes by its age or size.
  boolean deletesByAge() {
    return !(sizes.equals(SizeLimits.NONE)
        && retention.isZero()
        && contentRetention.isZero()
        && logRetention.isZero()
        && pointRetention.isZero());
  }

  /// Before when something must have been written to be too old now; [Instant#MIN] for never.
  Storage.Cutoffs cutoffs(Instant now) {
    return new Storage.Cutoffs(
        before(now, retention),
        before(now, logRetention.isZero() ? retention : logRetention),
        before(now, pointRetention.isZero() ? retention : pointRetention));
  }

  /// The same for content alone.
  Instant contentCutoff(Instant now) {
    return before(now, contentRetention);
  }

  /// The same for the archive.
  Instant archiveCutoff(Instant now) {
    return before(now, archiveKeep);
  }

  private static Instant before(Instant now, Duration age) {
    return age.isZero() ? Instant.MIN : now.minus(age);
  }

  /// The same with other bounds on what moves.
  FoldSettings withRecords(int maxMoving, int perTrace, int perChat) {
    return new FoldSettings(
        rootGrace,
        keepCompleted,
        retention,
        contentRetention,
        logRetention,
        pointRetention,
        abandonedAfter,
        maxMoving,
        maxLiveChats,
        perTrace,
        perChat,
        maxStoredLogs,
        maxStoredPoints,
        sizes,
        archiveKeep);
  }

  /// The same with another bound on the chats without moving parts.
  FoldSettings withLiveChats(int most) {
    return new FoldSettings(
        rootGrace,
        keepCompleted,
        retention,
        contentRetention,
        logRetention,
        pointRetention,
        abandonedAfter,
        maxMovingRecords,
        most,
        spansPerTrace,
        eventsPerChat,
        maxStoredLogs,
        maxStoredPoints,
        sizes,
        archiveKeep);
  }

  /// How many spans and events moving parts may hold at all.
  int hardMaxMovingRecords() {
    return (int) Math.min(2L * maxMovingRecords, Integer.MAX_VALUE);
  }
}
