// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.redaction.PersonalData;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.storage.SizeLimits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the tree, key by key. The keys named here are the configuration's whole vocabulary.
final class ServerConfigReader {
  /// A smaller limit than a few blocks of the database could not be kept; bytes.
  private static final long LEAST_SIGNAL_SIZE = 1 << 20;

  private final Settings settings;
  private final TypedSettings typed;
  private final long heapBytes;

  /// @param heapBytes the largest size of the heap, from which defaults follow
  ServerConfigReader(Settings settings, long heapBytes) {
    this.settings = settings;
    this.heapBytes = heapBytes;
    typed = new TypedSettings(settings);
  }

  /// Reads everything.
  ///
  /// @return null if a mistake was reported that leaves no value to go on with
  @Nullable ServerConfig read() {
    String host = typed.text("host", ServerConfig.DEFAULT_HOST);
    int port = typed.port("port", ServerConfig.DEFAULT_PORT, false);
    int grpcPort = typed.port("grpc_port", ServerConfig.DEFAULT_GRPC_PORT, true);
    int otlpPort = typed.port("otlp_port", ServerConfig.DEFAULT_OTLP_PORT, true);
    requireDifferent("port", port, "grpc_port", grpcPort);
    requireDifferent("port", port, "otlp_port", otlpPort);
    requireDifferent("grpc_port", grpcPort, "otlp_port", otlpPort);
    Path data = data();
    StorageConfig storage = storage();
    LimitsConfig limits = limits();
    ChatsConfig chats = chats();
    ContentConfig content = content();
    RedactionConfig redaction =
        new RedactionConfig(
            typed.texts("redaction.keys"),
            typed.patterns("redaction.patterns"),
            Set.copyOf(
                typed.wordList(
                    "redaction.personal_data", "email, phone or card", PersonalData.Kind::of)),
            typed.flag("redaction.scan_on_request", RedactionConfig.NONE.scanOnRequest()));
    List<PriceConfig> prices = new PriceReader(settings).read("prices");
    ChatKeyConfig chatKeys =
        new ChatKeyConfig(typed.text("chat_key.default"), typed.table("chat_key.apps"));
    String usageWords = UsageSourceConfig.Source.words();
    UsageSourceConfig usageSource =
        new UsageSourceConfig(
            typed.word("usage_source.default", usageWords, UsageSourceConfig.Source::of),
            typed.words("usage_source.apps", usageWords, UsageSourceConfig.Source::of));
    List<SourceConfig> sources =
        new SourceReader(settings, System.getProperty("user.home", "")).read("sources");
    List<ShippingConfig> shipping =
        new ShippingReader(settings, System.getProperty("user.home", "")).read("shipping");
    UsageConfig usage = new UsageConfig(new HashSet<>(typed.texts("usage.exclusive_scopes")));
    RetentionConfig retention = retention(storage);
    AlertsConfig alerts = alerts();
    LoggingConfig logging = logging();
    NotificationConfig notifications =
        new NotificationReader(settings, System.getProperty("user.home", "")).read();
    UptimeConfig uptime =
        new UptimeReader(settings, System.getProperty("user.home", "")).read("uptime.checks");
    ChecklistConfig checklist =
        new ChecklistReader(settings, System.getProperty("user.home", "")).read();
    return data == null
        ? null
        : new ServerConfig(
            host,
            port,
            grpcPort,
            otlpPort,
            data,
            storage,
            limits,
            chats,
            content,
            redaction,
            prices,
            chatKeys,
            usageSource,
            sources,
            shipping,
            usage,
            retention,
            alerts,
            logging,
            notifications,
            uptime,
            checklist);
  }

  private AlertsConfig alerts() {
    AlertsConfig usual = AlertsConfig.DEFAULT;
    Duration interval = typed.duration("alerts.interval", usual.interval());
    if (interval.compareTo(AlertsConfig.SHORTEST) < 0
        || interval.compareTo(AlertsConfig.LONGEST) > 0) {
      settings.problem(
          new Problem(
              settings.sourceOf("alerts.interval"),
              "alerts.interval",
              DurationText.write(interval) + " (expected: from 1s to 10m)"));
      interval = usual.interval();
    }
    return new AlertsConfig(
        typed.flag("alerts.enabled", usual.enabled()),
        typed.flag("alerts.defaults", usual.defaults()),
        typed.files("alerts.rules"),
        typed.files("alerts.slos"),
        interval,
        typed.count("alerts.max_groups", usual.maxGroups(), 1),
        review(usual.review()));
  }

  private AlertsConfig.WeeklyReview review(AlertsConfig.WeeklyReview usual) {
    ZoneId zone =
        typed.word(
            "alerts.weekly_report_zone",
            "a time zone such as Europe/Berlin",
            ServerConfigReader::zone);
    Integer hour =
        typed.word(
            "alerts.weekly_report_hour",
            "an hour of the day, 0 to 23",
            text ->
                text.matches("\\d|1\\d|2[0-3]")
                    ? Optional.of(Integer.valueOf(text))
                    : Optional.empty());
    return new AlertsConfig.WeeklyReview(
        typed.flag("alerts.weekly_report", usual.sent()),
        hour == null ? usual.hour() : hour,
        zone == null ? usual.zone() : zone);
  }

  private static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private LoggingConfig logging() {
    LoggingConfig usual = LoggingConfig.DEFAULT;
    LoggingConfig.Level level =
        typed.word("logging.level", LoggingConfig.Level.words(), LoggingConfig.Level::of);
    return new LoggingConfig(
        typed.flag("logging.store", usual.store()),
        level == null ? usual.level() : level,
        typed.flag("logging.ship", usual.ship()));
  }

  private void requireDifferent(String firstKey, int first, String secondKey, int second) {
    if (first > 0 && first == second) {
      settings.problem(
          new Problem(
              settings.sourceOf(secondKey),
              secondKey,
              second + " (expected: another port than " + firstKey + ")"));
    }
  }

  private @Nullable Path data() {
    String text = typed.text("data");
    if (text == null) {
      Path fallback = DataFolder.usual(System.getProperty("user.home", ""));
      if (fallback == null) {
        settings.problem(
            new Problem("default", "data", "no home folder (expected: data to name a folder)"));
      }
      return fallback;
    }
    try {
      return DataFolder.of(text, System.getProperty("user.home", ""));
    } catch (InvalidPathException e) {
      settings.problem(
          new Problem(settings.sourceOf("data"), "data", text + " (expected: a folder)"));
      return null;
    }
  }

  private StorageConfig storage() {
    StorageConfig.Embedded usual = StorageConfig.Embedded.DEFAULT;
    Duration retention = typed.duration("storage.retention", usual.retention());
    long memoryLimit =
        typed.size(
            "storage.memory_limit",
            usual.memoryLimit(),
            StorageConfig.Embedded.LEAST_MEMORY_LIMIT,
            Long.MAX_VALUE);
    long segmentSize =
        typed.size(
            "storage.journal_segment_size",
            usual.journalSegmentSize(),
            StorageConfig.Embedded.LEAST_SEGMENT_SIZE,
            1L << 30);
    StorageConfig embedded =
        new StorageConfig.Embedded(
            retention,
            memoryLimit,
            segmentSize,
            typed.duration("storage.query_timeout", usual.queryTimeout()),
            typed.count("storage.waiting_queries", usual.waitingQueries(), 1));
    ConfigValue kind = settings.find("storage.kind", false);
    return switch (kind) {
      case null -> embedded;
      case ConfigValue.Scalar(String text, _) when text.equals("embedded") -> embedded;
      case ConfigValue.Scalar(String text, _) when text.equals("memory") ->
          new StorageConfig.Memory(retention);
      case ConfigValue other -> {
        settings.problem(other, "storage.kind", "embedded or memory");
        yield embedded;
      }
    };
  }

  private RetentionConfig retention(StorageConfig storage) {
    RetentionConfig usual = RetentionConfig.DEFAULT;
    return new RetentionConfig(
        typed.duration("retention.logs", usual.logs()),
        typed.duration("retention.metrics", usual.metrics()),
        typed.flag("retention.delete_on_request", usual.deleteOnRequest()),
        new SizeLimits(
            mostBytes("retention.max_logs_size"),
            mostBytes("retention.max_metrics_size"),
            mostBytes("retention.max_spans_size"),
            mostBytes("retention.max_content_size")),
        archive(storage));
  }

  private long mostBytes(String key) {
    return typed.size(key, Long.MAX_VALUE, LEAST_SIGNAL_SIZE, Long.MAX_VALUE);
  }

  private ArchiveConfig archive(StorageConfig storage) {
    ArchiveConfig usual = ArchiveConfig.DEFAULT;
    boolean enabled = typed.flag("retention.archive.enabled", usual.enabled());
    if (enabled && storage instanceof StorageConfig.Memory) {
      settings.problem(
          new Problem(
              settings.sourceOf("retention.archive.enabled"),
              "retention.archive.enabled",
              "true (expected: false, where storage.kind is memory: it deletes nothing from a disk)"));
    }
    List<ArchiveConfig.Kind> kinds =
        typed.wordList(
            "retention.archive.signals",
            "chats, spans, content, logs or metrics",
            ArchiveConfig.Kind::of);
    return new ArchiveConfig(
        enabled,
        archiveFolder(),
        kinds.isEmpty() ? usual.kinds() : Set.copyOf(kinds),
        typed.duration("retention.archive.keep", usual.keep()));
  }

  private @Nullable Path archiveFolder() {
    String text = typed.text("retention.archive.folder");
    if (text == null) {
      return null;
    }
    try {
      return DataFolder.of(text, System.getProperty("user.home", ""));
    } catch (InvalidPathException e) {
      settings.problem(
          new Problem(
              settings.sourceOf("retention.archive.folder"),
              "retention.archive.folder",
              text + " (expected: a folder)"));
      return null;
    }
  }

  private ContentConfig content() {
    ContentConfig usual = ContentConfig.DEFAULT;
    boolean keep = typed.flag("content.keep", usual.keep());
    Map<String, Boolean> apps = typed.flags("content.apps");
    int maxBytes =
        (int)
            typed.size(
                "content.max_bytes",
                usual.maxBytes(),
                ContentConfig.LEAST_MAX_BYTES,
                ContentConfig.MOST_BYTES_PER_CALL);
    int perCall =
        (int)
            typed.size(
                "content.max_bytes_per_call",
                Math.max(usual.maxBytesPerCall(), maxBytes),
                ContentConfig.LEAST_MAX_BYTES,
                ContentConfig.MOST_BYTES_PER_CALL);
    if (perCall < maxBytes) {
      settings.problem(
          new Problem(
              settings.sourceOf("content.max_bytes_per_call"),
              "content.max_bytes_per_call",
              perCall + " (expected: >= content.max_bytes, " + maxBytes + ")"));
      perCall = maxBytes;
    }
    Duration retention = typed.duration("content.retention", usual.retention());
    return new ContentConfig(keep, apps, maxBytes, perCall, retention);
  }

  private LimitsConfig limits() {
    LimitsConfig usual = LimitsConfig.DEFAULT;
    long usualInFlight = LimitsConfig.inFlightBytesFor(heapBytes);
    long requestBytes =
        typed.size(
            "limits.request_bytes",
            Math.min(usual.requestBytes(), usualInFlight),
            1_024,
            LimitsConfig.MOST_REQUEST_BYTES);
    long inFlightBytes =
        typed.size(
            "limits.in_flight_bytes", Math.max(requestBytes, usualInFlight), 1_024, Long.MAX_VALUE);
    if (inFlightBytes < requestBytes) {
      settings.problem(
          new Problem(
              settings.sourceOf("limits.in_flight_bytes"),
              "limits.in_flight_bytes",
              inFlightBytes + " (expected: >= limits.request_bytes, " + requestBytes + ")"));
      inFlightBytes = requestBytes;
    }
    return new LimitsConfig(
        requestBytes,
        inFlightBytes,
        typed.size("limits.pending_bytes", usual.pendingBytes(), 1 << 20, Long.MAX_VALUE),
        typed.count("limits.items_per_request", usual.itemsPerRequest(), 1),
        typed.count("limits.attributes_per_span", usual.attributesPerSpan(), 1),
        (int) typed.size("limits.attribute_bytes", usual.attributeBytes(), 16, Integer.MAX_VALUE),
        typed.count("limits.events_per_span", usual.eventsPerSpan(), 0),
        typed.count("limits.links_per_span", usual.linksPerSpan(), 0),
        typed.count("limits.spans_per_trace", usual.spansPerTrace(), 1),
        typed.count("limits.events_per_chat", usual.eventsPerChat(), 1),
        typed.count("limits.max_moving_records", maxHotSpans(usual.maxMovingRecords()), 1_000),
        typed.count("limits.max_live_chats", usual.maxLiveChats(), 10),
        typed.count("limits.max_label_values", usual.maxLabelValues(), 1),
        typed.count("limits.max_stored_logs", usual.maxStoredLogs(), 0),
        typed.count("limits.max_stored_points", usual.maxStoredPoints(), 0));
  }

  /// The setting under its earlier name, which is read on.
  private int maxHotSpans(int usual) {
    return typed.count("limits.max_hot_spans", usual, 1_000);
  }

  /// Of two settings that do not go together the one is named that was set: a default is no
  /// mistake.
  private Problem tooLate(Duration stalled, Duration abandoned) {
    String key = "chats.abandoned_after";
    String other = "chats.stalled_after";
    return settings.isSet(key)
        ? new Problem(
            settings.sourceOf(key),
            key,
            DurationText.write(abandoned)
                + " (expected: >= "
                + other
                + ", "
                + DurationText.write(stalled)
                + ")")
        : new Problem(
            settings.sourceOf(other),
            other,
            DurationText.write(stalled)
                + " (expected: <= "
                + key
                + ", "
                + DurationText.write(abandoned)
                + " unless set)");
  }

  private ChatsConfig chats() {
    ChatsConfig usual = ChatsConfig.DEFAULT;
    Duration stalled = typed.duration("chats.stalled_after", usual.timeouts().stalledAfter());
    Duration abandoned = typed.duration("chats.abandoned_after", usual.timeouts().abandonedAfter());
    if (abandoned.compareTo(stalled) < 0) {
      settings.problem(tooLate(stalled, abandoned));
      abandoned = stalled;
    }
    return new ChatsConfig(
        new ChatTimeouts(stalled, abandoned),
        new FlagsConfig(
            typed.count("chats.looping_calls", usual.flags().loopingCalls(), 2),
            typed.count("chats.runaway_turns", usual.flags().runawayTurns(), 1),
            typed.amount("chats.runaway_cost_usd", usual.flags().runawayCostUsd())),
        typed.duration("chats.keep_completed", usual.keepCompleted()),
        typed.duration("chats.root_grace", usual.rootGrace()));
  }
}
