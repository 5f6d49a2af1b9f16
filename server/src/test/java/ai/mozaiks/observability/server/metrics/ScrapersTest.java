// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScrapersTest {
  private Instant now = Events.NOON;
  private final Scrapers scrapers = new Scrapers(() -> now);

  @Test
  void tellsSinceWhenAllHaveBeenServed() {
    assertThat(scrapers.allServedSince()).isNull();

    scrape("a");
    now = now.plusSeconds(5);
    scrapers.serving("b");

    assertThat(scrapers.allServedSince()).as("b never was").isEqualTo(Instant.EPOCH);
    scrapers.served("b");
    assertThat(scrapers.allServedSince()).isEqualTo(Events.NOON);
  }

  @Test
  void forgetsWhoDoesNotComeAnyMore() {
    scrape("gone");
    now = now.plus(Scrapers.GONE_AFTER).plusMillis(1);
    scrape("b");

    assertThat(scrapers.allServedSince()).isEqualTo(now);
  }

  @Test
  void takesNoNoticeOfMoreThanTheMost() {
    for (int i = 0; i < Scrapers.MAX_SCRAPERS; i++) {
      scrape("scraper-" + i);
    }
    scrapers.serving("one too many");

    assertThat(scrapers.allServedSince()).isEqualTo(now);
  }

  private void scrape(String name) {
    scrapers.serving(name);
    scrapers.served(name);
  }
}
