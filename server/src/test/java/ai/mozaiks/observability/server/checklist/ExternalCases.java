// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.NO_PROGRAMS;
import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;
import static ai.mozaiks.observability.server.checklist.World.SITE;

import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.uptime.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Worlds in which lines of [ExternalItems] are not well.
final class ExternalCases {
  private ExternalCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when(
            "alert_channels",
            NOT_CONFIGURED,
            "nobody is told",
            world -> world.facts().channels = List.of()),
        when(
            "alert_channels",
            FAIL,
            "team: nothing gets through for 2 h, 4 alerts wait",
            world ->
                world.facts().channels =
                    List.of(
                        new ChannelReading("team", 4, null, NOW.minus(Duration.ofHours(2)), null))),
        when(
            "uptime_checks",
            NOT_CONFIGURED,
            "this server checks none",
            world -> world.facts().uptime = List.of()),
        when(
            "uptime_checks",
            FAIL,
            "shop: refused",
            world -> world.facts().uptime = FakeFacts.looked(Outcome.REFUSED, "refused")),
        when("certificates", NOT_CONFIGURED, "begins with https", NO_PROGRAMS),
        when(
            "certificates",
            WARN,
            "expires in 10 d",
            world -> world.peers().certificate(SITE, NOW.plus(Duration.ofDays(10)))),
        when(
            "certificates",
            FAIL,
            "expires in 2 d",
            world -> world.peers().certificate(SITE, NOW.plus(Duration.ofDays(2)))),
        when(
            "certificates",
            FAIL,
            "expired 4 d ago",
            world -> world.peers().certificate(SITE, NOW.minus(Duration.ofDays(4)))),
        when(
            "certificates",
            FAIL,
            "mozaiks.example.com: not valid before 2026-03-02T12:00:00Z",
            world ->
                world
                    .peers()
                    .certificate(
                        SITE,
                        new ShownCertificate(
                            NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90)), null))),
        when(
            "certificates",
            FAIL,
            "not trusted, nobody who is trusted signed it",
            world ->
                world
                    .peers()
                    .certificate(
                        SITE,
                        new ShownCertificate(
                            NOW.minus(Duration.ofDays(1)),
                            NOW.plus(Duration.ofDays(90)),
                            "nobody who is trusted signed it"))),
        when("certificates", FAIL, "nobody listens", world -> world.peers().noCertificate(SITE)),
        when("clocks", WARN, "10.0 s ahead", world -> world.peers().ahead(Duration.ofSeconds(10))),
        when("clocks", FAIL, "5 min behind", world -> world.peers().ahead(Duration.ofMinutes(-5))),
        when(
            "clocks",
            WARN,
            "3 spans came that are more than an hour ahead",
            world -> world.facts().flags.put("time_ahead", 3L)),
        when(
            "clocks",
            WARN,
            "activity 10 min ahead",
            world ->
                world.facts().telemetry =
                    new Facts.Telemetry(NOW.plus(Duration.ofMinutes(10)), 1, 0, 0)));
  }
}
