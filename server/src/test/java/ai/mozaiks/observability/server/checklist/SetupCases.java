// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;
import static ai.mozaiks.observability.server.checklist.World.SELF;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Worlds in which lines of [SetupItems] are not well.
final class SetupCases {
  private SetupCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when(
            "server_ready",
            FAIL,
            "store: disk full",
            world -> world.facts().obstacles = List.of("store: disk full")),
        when(
            "java",
            FAIL,
            "(expected: 25 or later)",
            world -> world.facts().java = java("24.0.2+12", world.logs())),
        when(
            "telemetry_arrives",
            NOT_CONFIGURED,
            "no chat is known",
            world -> world.facts().telemetry = new Facts.Telemetry(null, 0, 0, 0)),
        when(
            "telemetry_arrives",
            WARN,
            "3 d ago",
            world ->
                world.facts().telemetry =
                    new Facts.Telemetry(NOW.minus(Duration.ofDays(3)), 0, 0, 0)),
        when(
            "health_endpoints",
            FAIL,
            "/health/active-runs answered 503",
            world -> world.peers().answer(SELF + "/health/active-runs", 503, "")),
        when(
            "health_endpoints",
            FAIL,
            "without a JSON object",
            world -> world.peers().answer(SELF + "/api/health", "<html>")),
        when(
            "metrics_endpoint",
            FAIL,
            "without a metric",
            world -> world.peers().answer(SELF + "/metrics/prometheus", "")),
        when("metrics_endpoint", FAIL, "nobody listens", world -> world.peers().stop(SELF)),
        when(
            "performance_endpoint",
            FAIL,
            "without active_chats",
            world -> world.peers().answer(SELF + "/metrics/perf/aggregate", "{}")));
  }

  private static JavaRuntime java(String version, Path home) {
    return new JavaRuntime(Runtime.Version.parse(version), "Acme", home, "restart");
  }
}
