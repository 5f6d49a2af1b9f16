// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who scrapes regularly, and when each was served last. Remembers [#MAX_SCRAPERS]; one that has
/// not come for [#GONE_AFTER] is forgotten. Thread-safe.
public final class Scrapers {
  static final int MAX_SCRAPERS = 32;

  // Well above the usual intervals of 10 s to 1 min.
  static final Duration GONE_AFTER = Duration.ofMinutes(3);

  private final InstantSource clock;
  private final Map<String, Instant> servedAt = new LinkedHashMap<>();

  public Scrapers(InstantSource clock) {
    this.clock = clock;
  }

  /// Announces a scrape: one who is new counts as never served until [#served].
  synchronized void serving(String scraper) {
    Instant gone = clock.instant().minus(GONE_AFTER);
    servedAt.values().removeIf(at -> at.isBefore(gone));
    if (servedAt.size() < MAX_SCRAPERS) {
      servedAt.putIfAbsent(scraper, Instant.EPOCH);
    }
  }

  /// Takes note that a scrape is done.
  synchronized void served(String scraper) {
    servedAt.replace(scraper, clock.instant());
  }

  /// The time at or after which every scraper has been served; null when there is none.
  synchronized @Nullable Instant allServedSince() {
    return servedAt.values().stream().min(Instant::compareTo).orElse(null);
  }
}
