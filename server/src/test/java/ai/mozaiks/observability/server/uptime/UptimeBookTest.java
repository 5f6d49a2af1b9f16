// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UptimeBookTest {
  private static final Instant START = Instant.parse("2026-03-10T12:30:00Z");

  @TempDir Path folder;

  private static CheckResult good(Instant at) {
    return new CheckResult(
        at, Outcome.OK, Duration.ofMillis(40), 200, "", START.plus(Duration.ofDays(30)));
  }

  private static CheckResult bad(Instant at) {
    return new CheckResult(at, Outcome.REFUSED, Duration.ofMillis(2), 0, "nobody listens", null);
  }

  private static CheckState record(UptimeBook book, CheckState state, CheckResult result) {
    CheckState after = state.after(result);
    book.record("shop", result, after);
    return after;
  }

  @Test
  void whatWasFound_outlivesARestart() {
    CheckState state = CheckState.UNKNOWN;
    try (AlertDatabase database = AlertDatabase.open(folder.resolve("alerts.db"))) {
      UptimeBook book = new UptimeBook(database);
      assertThat(book.state("shop")).isEqualTo(CheckState.UNKNOWN);
      state = record(book, state, good(START));
      state = record(book, state, bad(START.plusSeconds(60)));
      state = record(book, state, bad(START.plusSeconds(120)));
    }
    try (AlertDatabase database = AlertDatabase.open(folder.resolve("alerts.db"))) {
      UptimeBook book = new UptimeBook(database);

      assertThat(book.state("shop")).isEqualTo(state);
      assertThat(book.state("bank")).isEqualTo(CheckState.UNKNOWN);
      assertThat(book.latest("shop", 2))
          .containsExactly(bad(START.plusSeconds(120)), bad(START.plusSeconds(60)));
      assertThat(state.since()).isEqualTo(START.plusSeconds(60));
      assertThat(state.failures()).isEqualTo(2);
      assertThat(state.certificateExpires()).isEqualTo(START.plus(Duration.ofDays(30)));
    }
  }

  @Test
  void aStateWithoutAFailure_isReadBackWithoutOne() {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      UptimeBook book = new UptimeBook(database);
      CheckState state = record(book, CheckState.UNKNOWN, good(START));

      assertThat(book.state("shop")).isEqualTo(state);
      assertThat(state.lastFailure()).isNull();
    }
  }

  @Test
  void availabilityIsTheShareOfGoodLooks_overEachWindow() {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      UptimeBook book = new UptimeBook(database);
      CheckState state = CheckState.UNKNOWN;
      // A look every half hour for three days; the first two days are all bad.
      for (int i = 0; i < 3 * 48; i++) {
        Instant at = START.plus(Duration.ofMinutes(30L * i));
        state = record(book, state, i < 2 * 48 ? bad(at) : good(at));
      }
      Instant now = START.plus(Duration.ofDays(3));

      List<Availability> all = book.availability("shop", now);

      assertThat(all).extracting(Availability::window).isEqualTo(UptimeBook.WINDOWS);
      assertThat(all.get(0).looks()).isEqualTo(1);
      assertThat(all.get(0).share()).hasValue(1.0);
      // From the beginning of the hour, 24.5 h ago.
      assertThat(all.get(1).looks()).isEqualTo(49);
      assertThat(all.get(1).failed()).isEqualTo(1);
      assertThat(all.get(2).looks()).isEqualTo(144);
      assertThat(all.get(2).share()).hasValue(48 / 144.0);
      assertThat(all.get(2).meanSeconds()).hasValue(0.04);
    }
  }

  @Test
  void withoutALook_nothingIsSaidOfAvailability() {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      assertThat(new UptimeBook(database).availability("shop", START))
          .allSatisfy(each -> {
            assertThat(each.share()).isEmpty();
            assertThat(each.meanSeconds()).isEmpty();
          });
    }
  }

  @Test
  void whatIsKeptHasAnEnd() {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      UptimeBook book = new UptimeBook(database);
      CheckState state = CheckState.UNKNOWN;
      int looks = UptimeBook.MOST_RESULTS + 50;
      // Two hours from one to the next, and so about 90 days of a thousand.
      for (int i = 0; i < looks; i++) {
        state = record(book, state, good(START.plus(Duration.ofHours(2L * i))));
      }
      Instant last = START.plus(Duration.ofHours(2L * (looks - 1)));

      assertThat(book.latest("shop", 10_000)).hasSize(UptimeBook.MOST_RESULTS);
      assertThat(book.latest("shop", 1).getFirst().at()).isEqualTo(last);
      assertThat(count(database, "uptime_hours")).isEqualTo(looks);

      // A year later, and another check is configured.
      Instant later = last.plus(Duration.ofDays(365));
      book.record("bank", good(later), CheckState.UNKNOWN.after(good(later)));
      book.forget(later);

      assertThat(count(database, "uptime_results")).isEqualTo(1);
      assertThat(count(database, "uptime_hours")).isEqualTo(1);
      assertThat(count(database, "uptime_checks")).isEqualTo(1);
    }
  }

  @Test
  void hoursOlderThanTheLongestWindow_areForgottenWhileItLooks() {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      UptimeBook book = new UptimeBook(database);
      CheckState state = record(book, CheckState.UNKNOWN, bad(START));

      record(book, state, good(START.plus(UptimeBook.KEPT).plus(Duration.ofHours(1))));

      assertThat(count(database, "uptime_hours")).isEqualTo(1);
    }
  }

  private static int count(AlertDatabase database, String table) {
    return database.in(connection -> {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
        return row.getInt(1);
      }
    });
  }
}
