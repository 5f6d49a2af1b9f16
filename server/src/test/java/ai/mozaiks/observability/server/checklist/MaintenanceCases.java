// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.NO_PROGRAMS;
import static ai.mozaiks.observability.server.checklist.Case.configured;
import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;
import static ai.mozaiks.observability.server.checklist.World.INDICES;
import static ai.mozaiks.observability.server.checklist.World.board;
import static ai.mozaiks.observability.server.checklist.World.index;

import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Worlds in which lines of [MaintenanceItems] are not well.
final class MaintenanceCases {
  private MaintenanceCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when(
            "weekly_review",
            NOT_CONFIGURED,
            "not mailed",
            configured(config -> config.alerts(AlertsConfig.DEFAULT))),
        when(
            "weekly_review",
            FAIL,
            "no channel of type email",
            configured(config -> config.notifications(NotificationConfig.NONE))),
        when("old_indices", NOT_CONFIGURED, "no Elasticsearch", NO_PROGRAMS),
        when(
            "old_indices",
            WARN,
            "1 of 1 in http://es:9200, the oldest mozaiksai-2026.01.01",
            world -> world.peers().answer(INDICES, index("mozaiksai-2026.01.01", "3"))),
        when(
            "old_indices", FAIL, "answered 403", world -> world.peers().answer(INDICES, 403, "{}")),
        when(
            "alert_delivery_tested",
            NOT_CONFIGURED,
            "nobody is told",
            world -> world.facts().channels = List.of()),
        when(
            "alert_delivery_tested",
            WARN,
            "team: never",
            world ->
                world.facts().channels = List.of(new ChannelReading("team", 0, null, null, null))),
        when(
            "alert_delivery_tested",
            WARN,
            "team: tested 100 d ago",
            world -> world.facts().channels = List.of(tested(100, true))),
        when(
            "alert_delivery_tested",
            FAIL,
            "the test 3 d ago failed: 404",
            world -> world.facts().channels = List.of(tested(3, false))),
        when(
            "slo_targets",
            WARN,
            "target 99.9 %, supported 99 %",
            world ->
                world.facts().slos =
                    board(world.facts().rules.slos().getFirst(), new BigDecimal("0.99"))),
        when(
            "slo_targets",
            NOT_CONFIGURED,
            "too little",
            world -> world.facts().slos = board(world.facts().rules.slos().getFirst(), null)));
  }

  private static ChannelReading tested(int daysAgo, boolean delivered) {
    return new ChannelReading(
        "team",
        0,
        NOW.minus(Duration.ofDays(200)),
        null,
        new ChannelReading.Test(
            NOW.minus(Duration.ofDays(daysAgo)), delivered, delivered ? null : "404"));
  }
}
