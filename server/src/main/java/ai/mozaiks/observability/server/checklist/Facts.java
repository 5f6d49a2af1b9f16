// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.server.shipping.ShippingReading;
import ai.mozaiks.observability.server.sources.SourceReading;
import ai.mozaiks.observability.server.uptime.CheckReading;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What the checklist looks at. Thread-safe; a method may throw, or take its time.
public interface Facts {

  ServerConfig config();

  Instant now();

  /// Where this server answers on this machine.
  URI self();

  /// When this process began, as `process_start_time_seconds` tells Prometheus; seconds since 1970.
  double processStart();

  /// Why the server is not ready; empty when it is.
  List<String> obstacles();

  Lag lag();

  Map<Signal, Balance.Reading> balance();

  Telemetry telemetry();

  /// Calls of the last 24 hours whose model has no price, by model; an unknown one is the empty
  /// text. Without those that have none.
  Map<String, Long> unpriced();

  /// What was doubtful about spans since the start, by flag.
  Map<String, Long> flags();

  Disk disk();

  /// A file of the data that every user of the machine can read; empty for none.
  Optional<Path> readByAll();

  /// What is in neither the journal nor the store.
  JournalGaps.Reading gaps();

  Retention retention();

  Memory memory();

  JavaRuntime java();

  RuleSet rules();

  AlertService.Status ruleStatus();

  SloBoard.Reading slos();

  List<ChannelReading> channels();

  List<ShippingReading> shipping();

  List<SourceReading> sources();

  /// How the addresses are that this server checks; empty when it checks none.
  List<CheckReading> uptime();

  /// How far the store is behind.
  ///
  /// @param seconds for how long it has not got any further although there is something to store
  /// @param pendingBytes what is accepted and not stored yet
  /// @param mostPendingBytes how much that may be
  record Lag(double seconds, long pendingBytes, long mostPendingBytes) {}

  /// What came lately.
  ///
  /// @param lastActivity the latest activity of any chat in memory; null if there is none
  /// @param chats in memory, with activity in the last 24 hours; count
  /// @param withoutApp how many of them name no app
  /// @param withoutId how many of them have no chat id, but that of their trace
  record Telemetry(@Nullable Instant lastActivity, int chats, int withoutApp, int withoutId) {}

  /// What is on disk.
  ///
  /// @param storeBytes of the store, the journal not included
  /// @param free of the disk that the data is on; empty where nothing is kept on disk
  /// @param size of that disk
  /// @param growth how the data grew
  record Disk(
      long storeBytes, long journalBytes, OptionalLong free, OptionalLong size, Growth growth) {}

  /// How much something grew while it was watched.
  ///
  /// @param watched for how long; time in which nobody measured does not count
  /// @param bytes from the first to the last; below 0 if it became less
  record Growth(Duration watched, long bytes) {
    public static final Growth UNKNOWN = new Growth(Duration.ZERO, 0);
  }

  /// How deletion by age goes.
  ///
  /// @param allowed how long a chat stays after it was last written
  /// @param lookedAt when something to delete was looked for last; null for never
  /// @param oldest when the chat was written that has not been for the longest time; null for none
  /// @param archiveFailure why nothing can be archived, so that nothing is deleted; null if it can
  record Retention(
      Duration allowed,
      @Nullable Instant lookedAt,
      @Nullable Instant oldest,
      @Nullable String archiveFailure) {}

  /// Memory of this process; bytes.
  ///
  /// @param heapUsed what was left after the last collection, else what is used
  /// @param resident what the system gives it, heap included; empty where that is not known
  /// @param limit what it may take at most, by its container; empty for none
  record Memory(long heapUsed, long heapMost, OptionalLong resident, OptionalLong limit) {}
}
