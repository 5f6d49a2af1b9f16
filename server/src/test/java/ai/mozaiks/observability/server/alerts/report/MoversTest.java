// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MoversTest {
  private static final SampleEvents EVENTS = new SampleEvents("shop", "order");

  private static Tally cost(@Nullable String usd) {
    Tally tally = new Tally();
    tally.add(EVENTS.call(Instant.EPOCH, "m", usd));
    return tally;
  }

  private static List<Mover> movers(Map<String, Tally> before, Map<String, Tally> now) {
    return Movers.of(Dimension.MODEL, before, now, Tally::costUsd, 10);
  }

  @Test
  void thoseThatChangedMostComeFirst_upOrDown() {
    List<Mover> movers =
        movers(
            Map.of("doubled", cost("5"), "gone", cost("40"), "same", cost("7")),
            Map.of("doubled", cost("10"), "new", cost("0.000001"), "same", cost("7")));

    assertThat(movers).extracting(Mover::name).containsExactly("gone", "doubled", "new");
    assertThat(movers)
        .extracting(Mover::turn)
        .containsExactly(Mover.Turn.GONE, Mover.Turn.CHANGED, Mover.Turn.NEW);
    assertThat(movers.get(0).change()).isEqualByComparingTo("-40");
    assertThat(movers.get(0).percent()).isEqualTo(-100);
    assertThat(movers.get(1).percent()).isEqualTo(100);
    assertThat(movers.get(2).change()).isEqualByComparingTo("0.000001");
    assertThat(movers.get(2).percent()).as("of nothing").isNull();
  }

  @Test
  void whatCostNothingBefore_hasNoPercentage_andIsNotNew() {
    List<Mover> movers =
        movers(Map.of("a", cost("0"), "b", cost("1")), Map.of("a", cost("3"), "b", cost("1")));
    assertThat(movers).hasSize(1);
    assertThat(movers.getFirst().turn()).isEqualTo(Mover.Turn.CHANGED);
    assertThat(movers.getFirst().percent()).isNull();
  }

  @Test
  void ofAnUnknownCost_nothingIsSaid() {
    assertThat(
            movers(
                Map.of("a", cost("1"), "b", cost(null), "c", cost("1")),
                Map.of("a", cost(null), "b", cost("1"), "c", cost("1"), "d", cost(null))))
        .isEmpty();
  }

  @Test
  void aSingleName_saysNoMoreThanTheTotals() {
    assertThat(movers(Map.of("a", cost("1")), Map.of("a", cost("5")))).isEmpty();
    assertThat(movers(Map.of("a", cost("1")), Map.of("b", cost("1")))).hasSize(2);
  }

  @Test
  void percentIsExact_alsoOfAmountsThatDoublesRound() {
    BigDecimal before = new BigDecimal("0.000000000003");
    assertThat(Mover.percent(before, new BigDecimal("0.000000000004"))).isEqualTo(33);
    assertThat(Mover.percent(new BigDecimal("3"), new BigDecimal("2"))).isEqualTo(-33);
  }
}
