// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.muting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.config.NotificationConfig.Inhibition;
import ai.mozaiks.observability.server.config.NotificationConfig.Maintenance;
import ai.mozaiks.observability.server.labels.LabelMatchers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutingTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Map<String, String> SHOP = Map.of("alertname", "Slow", "app", "shop");

  private static Silence silence(String id, String matcher, Instant from, Instant to) {
    return new Silence(id, LabelMatchers.of(matcher), from, to, NOW, "ann", "why", null, null);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "app=shop, -1, false",
    "app=shop, 0, true",
    "app=shop, 3599, true",
    "app=shop, 3600, false",
    "app=bank, 10, false",
    "alertname!=Slow, 10, false",
    "app=~s.*, 10, true",
  })
  void silence_holdsBackWhatMatches_fromItsBeginningToItsEnd(
      String matcher, long second, boolean muted) {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      Silences silences = new Silences(database);
      silences.add(silence("s", matcher, NOW, NOW.plusSeconds(3600)));
      assertThat(silences.reason(SHOP, NOW.plusSeconds(second)).isPresent()).isEqualTo(muted);
    }
  }

  @Test
  void noSilenceIsMade_thatWouldNotBeLookedAt() {
    try (AlertDatabase database = AlertDatabase.inMemory()) {
      Silences silences = new Silences(database);
      silences.add(silence("over", "app=bank", NOW.minusSeconds(60), NOW));
      for (int i = 0; i < Silences.MOST; i++) {
        assertThat(silences.add(silence("s" + i, "app=bank", NOW, NOW.plusSeconds(60)))).isTrue();
      }
      assertThat(silences.add(silence("one", "app=shop", NOW, NOW.plusSeconds(30)))).isFalse();
      assertThat(silences.reason(SHOP, NOW)).isEmpty();

      silences.expire("s7", "ann", NOW);
      assertThat(silences.add(silence("one", "app=shop", NOW, NOW.plusSeconds(30)))).isTrue();
      assertThat(silences.reason(SHOP, NOW)).isPresent();
    }
  }

  @Test
  void silences_outliveARestart_canBeEnded_andStayToBeLookedUp(@TempDir Path folder) {
    Path file = folder.resolve("alerts.db");
    try (AlertDatabase database = AlertDatabase.open(file)) {
      Silences silences = new Silences(database);
      silences.add(silence("one", "app=shop", NOW, NOW.plusSeconds(60)));
      silences.add(silence("two", "app=bank", NOW, NOW.plusSeconds(60)));
    }
    try (AlertDatabase database = AlertDatabase.open(file)) {
      Silences silences = new Silences(database);
      assertThat(silences.reason(SHOP, NOW)).hasValue("silenced by ann until 2026-03-01T12:01:00Z");
      assertThat(silences.expire("one", "bob", NOW.plusSeconds(5))).isPresent();
      assertThat(silences.expire("one", "bob", NOW.plusSeconds(6))).isEmpty();
      assertThat(silences.expire("two", "bob", NOW.plusSeconds(60))).as("over by itself").isEmpty();
      assertThat(silences.reason(SHOP, NOW.plusSeconds(5))).isEmpty();
      assertThat(silences.latest(null, 10))
          .extracting(Silence::id, Silence::expiredBy)
          .containsExactlyInAnyOrder(tuple("one", "bob"), tuple("two", null));
    }
  }

  @Test
  void silences_ofEverythingOrOfNoTime_areRefused() {
    assertThatThrownBy(() ->
            new Silence(
                "s", LabelMatchers.ANY, NOW, NOW.plusSeconds(1), NOW, "ann", "", null, null))
        .hasMessageContaining("matchers: none");
    assertThatThrownBy(() -> silence("s", "a=b", NOW, NOW)).hasMessageContaining("ends_at");
  }

  @ParameterizedTest(name = "{0} at {3}")
  @CsvSource({
    // Sundays from 2 to 4 in Berlin, which is UTC+1 in winter and UTC+2 in summer
    "0 2 * * SUN, PT2H, Europe/Berlin, 2026-03-01T00:59:59Z, false",
    "0 2 * * SUN, PT2H, Europe/Berlin, 2026-03-01T01:00:00Z, true",
    "0 2 * * SUN, PT2H, Europe/Berlin, 2026-03-01T02:59:59Z, true",
    "0 2 * * SUN, PT2H, Europe/Berlin, 2026-03-01T03:00:00Z, false",
    "0 2 * * SUN, PT2H, Europe/Berlin, 2026-03-02T01:30:00Z, false",
    "0 2 * * SUN, PT2H, Europe/Berlin, 2026-07-05T00:00:00Z, true",
    "0 2 * * SUN, PT2H, Europe/Berlin, 2026-07-05T02:00:00Z, false",
    // over midnight and over the end of a month
    "30 23 28 * *, PT3H, UTC, 2026-03-01T01:00:00Z, true",
    "30 23 28 * *, PT3H, UTC, 2026-03-01T02:30:00Z, false",
    "0 22 * * 1-5, PT8H, UTC, 2026-03-07T05:59:00Z, true",
    "0 22 * * 1-5, PT8H, UTC, 2026-03-08T05:59:00Z, false",
  })
  void maintenance_comesAgain_inItsZone(
      String cron, Duration length, String zone, Instant at, boolean open) {
    MaintenanceWindows windows =
        new MaintenanceWindows(
            List.of(
                new Maintenance(
                    "backup", LabelMatchers.of("app=shop"), cron, length, ZoneId.of(zone))));
    assertThat(windows.reason(SHOP, at).isPresent()).isEqualTo(open);
    assertThat(windows.reason(Map.of("app", "bank"), at)).isEmpty();
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    for (String each : text.split(" ", -1)) {
      int sign = each.indexOf('=');
      labels.put(each.substring(0, sign), each.substring(sign + 1));
    }
    return labels;
  }

  @ParameterizedTest(name = "{0} while {1} fires")
  @CsvSource({
    "severity=warning app=shop, severity=critical app=shop, true",
    "severity=warning app=shop, severity=critical app=bank, false",
    "severity=warning app=shop, severity=info app=shop, false",
    "severity=info app=shop, severity=critical app=shop, false",
    "severity=warning, severity=critical, true", // neither has the label
    "severity=warning app=shop, severity=critical, false",
    "severity=critical app=shop, severity=critical app=shop, false",
  })
  void inhibition_holdsBackWhatIsExplained(String target, String source, boolean muted) {
    Inhibitions inhibitions =
        new Inhibitions(
            List.of(
                new Inhibition(
                    LabelMatchers.of("severity=critical"),
                    LabelMatchers.of("severity=warning"),
                    List.of("app"))),
            List.of(labels(target), labels(source)));
    assertThat(inhibitions.reason(labels(target), NOW).isPresent()).isEqualTo(muted);
  }

  @Test
  void inhibition_neverLetsTwoAlertsHoldBackEachOther() {
    Inhibition same =
        new Inhibition(
            LabelMatchers.of("app=shop"),
            LabelMatchers.of("severity=~critical|warning"),
            List.of());
    Map<String, String> one = labels("alertname=One app=shop severity=critical");
    Map<String, String> two = labels("alertname=Two app=shop severity=warning");
    Map<String, String> third = labels("alertname=Three app=bank severity=warning");
    Inhibitions inhibitions = new Inhibitions(List.of(same), List.of(one, two, third));
    assertThat(inhibitions.reason(one, NOW)).isEmpty();
    assertThat(inhibitions.reason(two, NOW)).isEmpty();
    assertThat(inhibitions.reason(third, NOW)).hasValue("inhibited by One");
    Map<String, String> source = labels("alertname=Four app=shop severity=info");
    Inhibitions more = new Inhibitions(List.of(same), List.of(one, two, source));
    assertThat(more.reason(one, NOW)).hasValue("inhibited by Four");
  }
}
