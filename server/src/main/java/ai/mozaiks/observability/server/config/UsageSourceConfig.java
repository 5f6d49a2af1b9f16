// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which source of telemetry speaks for an app's tokens and cost, where several tell of the same
/// chats.
///
/// @param everywhere the source for apps without one of their own; null leaves it to the usual
///   order, chat by chat
/// @param apps source by app
public record UsageSourceConfig(@Nullable Source everywhere, Map<String, Source> apps) {

  /// The usual order for every app.
  public static final UsageSourceConfig NONE = new UsageSourceConfig(null, Map.of());

  /// The sources, in the usual order; the last one is no single one.
  public enum Source {
    OTLP,
    USAGE_EVENTS,
    AG2_LOG,
    APPLICATION_LOG,
    /// Everything counts.
    ALL;

    /// The word in the configuration, for example `ag2_log`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Source> of(String word) {
      return Arrays.stream(values()).filter(source -> source.word().equals(word)).findFirst();
    }

    static String words() {
      List<String> words = Arrays.stream(values()).map(Source::word).toList();
      return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
  }

  public UsageSourceConfig {
    apps = Map.copyOf(apps);
  }
}
