// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.sources;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.ag2log.ApplicationLog;
import ai.mozaiks.observability.server.ag2log.CheckpointFile;
import ai.mozaiks.observability.server.ag2log.DatabaseFeed;
import ai.mozaiks.observability.server.ag2log.FileFeed;
import ai.mozaiks.observability.server.ag2log.JsonLog;
import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.ag2log.LogFollower;
import ai.mozaiks.observability.server.ag2log.LogNames;
import ai.mozaiks.observability.server.ag2log.RuntimeLog;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.config.SourceConfig;
import ai.mozaiks.observability.server.events.EventJsonReader;
import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.otlp.LogScreen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured sources, each followed by a virtual thread of its own from [#start] to [#close].
public final class LogSources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogSources.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final List<LogSource> sources = new ArrayList<>();
  private final List<Runnable> runs = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// Prepares; nothing is read before [#start].
  ///
  /// @param checkpoints the folder that remembers how far each is; null to read all from the
  ///   beginning, as is right when nothing else is remembered either
  /// @param checks those of `POST /api/events`, with room for any portion
  /// @param screen what every log record passes
  /// @param argumentsHash what stands for the arguments of tool calls
  public LogSources(
      List<SourceConfig> configs,
      @Nullable Path checkpoints,
      Intake intake,
      Balance balance,
      EventJsonReader checks,
      LogScreen screen,
      ArgumentsHash argumentsHash,
      InstantSource clock) {
    LogFollower.Pause pause = Thread::sleep;
    LogNames shared = new LogNames(LogNames.Name.NONE, "");
    if (configs.stream().anyMatch(each -> each.kind() == SourceConfig.Kind.APPLICATION_LOG)) {
      shared = shared.expectingMore(clock);
    }
    for (SourceConfig config : configs) {
      LogFeed feed = feed(config, shared, argumentsHash, clock);
      LogSource source =
          new LogSource(
              config.path().toString(),
              feed,
              intake,
              balance,
              config.kind() == SourceConfig.Kind.JSON_LOG ? Signal.LOGS : Signal.EVENTS,
              checks,
              screen,
              pause);
      Optional<CheckpointFile> checkpoint =
          Optional.ofNullable(checkpoints).map(folder -> CheckpointFile.in(folder, config.path()));
      LogFollower follower = new LogFollower(feed, checkpoint, source, source::trouble, pause);
      sources.add(source);
      runs.add(() -> run(source, follower));
    }
  }

  private static LogFeed feed(
      SourceConfig config, LogNames shared, ArgumentsHash argumentsHash, InstantSource clock) {
    Path fileName = config.path().getFileName();
    LogNames.Name given = new LogNames.Name(config.app(), config.workflow(), config.chat());
    LogNames names =
        shared.sharedBy(given, fileName == null ? config.path().toString() : fileName.toString());
    return switch (config.kind()) {
      case AG2_FILE -> new FileFeed(config.path(), new RuntimeLog(names, argumentsHash), clock);
      case AG2_SQLITE -> new DatabaseFeed(config.path(), names, argumentsHash);
      case APPLICATION_LOG ->
          new FileFeed(
              config.path(),
              new ApplicationLog(names, config.keepLines() ? new JsonLog(given) : null),
              clock);
      case JSON_LOG -> new FileFeed(config.path(), new JsonLog(given), clock);
    };
  }

  /// Starts to follow them.
  public void start() {
    for (int i = 0; i < runs.size(); i++) {
      threads.add(Thread.ofVirtual().name("source-" + i).start(runs.get(i)));
    }
  }

  private static void run(LogSource source, LogFollower follower) {
    try {
      follower.run();
    } catch (InterruptedException e) {
      LOG.debug("Source {} is followed no longer", source.path());
    } catch (RuntimeException e) {
      source.trouble("ended by a mistake of this server: " + e);
      LOG.error("Source {} is followed no longer", source.path(), e);
    } finally {
      try {
        source.feed().close();
      } catch (IOException e) {
        LOG.debug("Source {} did not close", source.path(), e);
      }
    }
  }

  /// How they are doing, in the order of the configuration. Thread-safe.
  public List<SourceReading> read() {
    return sources.stream().map(LogSource::read).toList();
  }

  /// Stops following. What was handed over before is safe; the rest is read after the next start.
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        if (!thread.join(LONGEST_STOP)) {
          LOG.warn("{} did not stop in {} s", thread.getName(), LONGEST_STOP.toSeconds());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    threads.clear();
  }
}
