// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;

/// What a line is about, and so which file it goes to. Every line has one topic: that of its
/// [#marker], else the one that the name of its logger tells, else [#CORE].
public enum LogTopic {
  /// A workflow's life: start, end, turns of its agents.
  WORKFLOW_EXECUTION("workflow_execution", "mozaiks.workflow", "core.workflow", "chat"),
  /// Metrics and times.
  PERFORMANCE(
      "performance",
      "core.observability.performance",
      "core.observability.realtime_token_logger",
      "token"),
  /// What AG2's agents do.
  AUTOGEN_FILE("autogen_file", "autogen", "ag2", "core.observability.ag2"),
  /// Tools that were called, and what they answered.
  TOOLS("tools", "core.tools"),
  /// Everything else.
  CORE("core");

  private static final int MOST_NAMES = 10_000;
  private static final Map<String, LogTopic> BY_LOGGER = new ConcurrentHashMap<>();

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> prefixes;

  @SuppressWarnings("ImmutableEnumChecker") // nobody adds to it
  private final Marker marker;

  LogTopic(String word, String... prefixes) {
    this.word = word;
    this.prefixes = List.of(prefixes);
    // SLF4J's own factory is not there yet while Logback is being set up.
    this.marker = new BasicMarkerFactory().getDetachedMarker("topic." + word);
  }

  /// Its name as a logger, `workflow_execution` for instance; the names of loggers below it, such
  /// as `tools.search`, have the same topic.
  public String logger() {
    return word;
  }

  /// The name of its file in the log folder.
  public String file() {
    return word + ".log";
  }

  /// Puts a line of any logger under this topic.
  public Marker marker() {
    return marker;
  }

  /// The topic of a line.
  public static LogTopic of(ILoggingEvent event) {
    List<Marker> markers = event.getMarkerList();
    if (markers != null) {
      for (Marker marker : markers) {
        for (LogTopic topic : values()) {
          if (marker.equals(topic.marker)) {
            return topic;
          }
        }
      }
    }
    return ofLogger(event.getLoggerName());
  }

  /// The topic that the name of a logger tells.
  static LogTopic ofLogger(@Nullable String logger) {
    if (logger == null) {
      return CORE;
    }
    LogTopic known = BY_LOGGER.get(logger);
    if (known != null) {
      return known;
    }
    LogTopic topic = find(logger);
    if (BY_LOGGER.size() < MOST_NAMES) {
      BY_LOGGER.put(logger, topic);
    }
    return topic;
  }

  private static LogTopic find(String logger) {
    for (LogTopic topic : values()) {
      if (isBelow(logger, topic.word)) {
        return topic;
      }
      for (String prefix : topic.prefixes) {
        if (isBelow(logger, prefix)) {
          return topic;
        }
      }
    }
    return CORE;
  }

  private static boolean isBelow(String logger, String prefix) {
    return logger.startsWith(prefix)
        && (logger.length() == prefix.length() || logger.charAt(prefix.length()) == '.');
  }
}
