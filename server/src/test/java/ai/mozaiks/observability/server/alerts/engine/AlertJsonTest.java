// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertJsonTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final Alert ALERT =
      new Alert(
          "Slow",
          new Group(List.of("shop")),
          Map.of("alertname", "Slow", "app", "shop"),
          Severity.WARNING,
          AlertState.FIRING,
          AT,
          AT.plusSeconds(1),
          null,
          null,
          AT.plusSeconds(2),
          0.25,
          40,
          Map.of("summary", "slow"),
          List.of(AT));

  @Test
  void whatIsStored_isReadBack() {
    assertThat(AlertJson.read(AlertJson.stored(ALERT))).isEqualTo(ALERT);
  }

  @Test
  void whatWasStoredBeforeTheFieldHadItsName_isReadToo() {
    String before = AlertJson.stored(ALERT).replace("\"last_bad_at\":", "\"last_bad\":");

    assertThat(before).contains("\"last_bad\":\"2026-03-01T12:00:02Z\"");
    assertThat(AlertJson.read(before)).isEqualTo(ALERT);
  }
}
