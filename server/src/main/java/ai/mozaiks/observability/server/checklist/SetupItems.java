// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.balance.Balance;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Whether the server runs, answers, and gets telemetry.
final class SetupItems {
  private static final Duration QUIET = Duration.ofDays(1);
  private static final List<String> HEALTH = List.of("/api/health", "/health/active-runs");

  private SetupItems() {}

  static List<Item> all(Peers peers) {
    GuideSection section = GuideSection.INITIAL_SETUP;
    return List.of(
        new Item(
            "server_ready",
            section,
            "The server can store and answer",
            "docs/http-api.md",
            SetupItems::ready),
        new Item(
            "java",
            section,
            "The server runs on a Java that is supported, and still there",
            "README.md",
            facts -> facts.java().look()),
        new Item(
            "telemetry_arrives",
            section,
            "Agents send telemetry (PerformanceManager or OpenTelemetry)",
            "README.md",
            SetupItems::telemetry),
        new Item(
            "health_endpoints",
            section,
            "Health endpoints answer (/health/active-runs, /api/health)",
            "docs/http-api.md",
            facts -> health(facts, peers)),
        new Item(
            "metrics_endpoint",
            section,
            "Prometheus metrics endpoint answers (/metrics/prometheus)",
            "docs/metrics.md",
            facts -> metrics(facts, peers)),
        new Item(
            "performance_endpoint",
            section,
            "Performance endpoint answers (/metrics/perf/aggregate)",
            "docs/http-api.md",
            facts -> performance(facts, peers)));
  }

  private static Finding ready(Facts facts) {
    List<String> obstacles = facts.obstacles();
    return obstacles.isEmpty()
        ? new Finding.Ok("journal, fold and store work")
        : new Finding.Fail(
            String.join("; ", obstacles),
            "Do what the reason says; curl -s " + facts.self() + "/health/ready shows it as it is");
  }

  private static Finding telemetry(Facts facts) {
    long received = facts.balance().values().stream().mapToLong(Balance.Reading::received).sum();
    Instant last = facts.telemetry().lastActivity();
    if (last == null) {
      return new Finding.NotConfigured(
          "no chat is known; " + received + " items received since the start",
          "Set OTEL_EXPORTER_OTLP_ENDPOINT of an agent to this server, or add a PerformanceManager;"
              + " mozaiks demo shows how it looks");
    }
    Duration ago = Duration.between(last, facts.now());
    String evidence =
        "latest activity of a chat "
            + Amounts.time(ago)
            + (ago.isNegative() ? " ahead" : " ago")
            + "; "
            + received
            + " items received since the start";
    return ago.compareTo(QUIET) <= 0
        ? new Finding.Ok(evidence)
        : new Finding.Warn(
            evidence,
            "If agents run, look whether their exporter reports errors, and where"
                + " OTEL_EXPORTER_OTLP_ENDPOINT points");
  }

  private static Finding health(Facts facts, Peers peers) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (String path : HEALTH) {
      findings.add(
          endpoint(facts, peers, path, answer -> answer.json().isObject(), "a JSON object"));
    }
    return Finding.worst(findings);
  }

  private static Finding metrics(Facts facts, Peers peers) throws InterruptedException {
    return endpoint(
        facts,
        peers,
        "/metrics/prometheus",
        answer -> answer.body().contains("mozaiks_active_chats"),
        "a metric mozaiks_active_chats");
  }

  private static Finding performance(Facts facts, Peers peers) throws InterruptedException {
    return endpoint(
        facts,
        peers,
        "/metrics/perf/aggregate?limit=0",
        answer -> {
          JsonNode json = answer.json();
          return json.has("active_chats") && json.has("total_cost");
        },
        "active_chats and total_cost");
  }

  /// Whether an answer is what it should be.
  private interface Form {
    boolean fits(PeerAnswer answer);
  }

  private static Finding endpoint(Facts facts, Peers peers, String path, Form form, String expected)
      throws InterruptedException {
    URI url = URI.create(facts.self() + path);
    String next = "curl -i " + url + " shows what it says; so does the server's log";
    try {
      long begin = System.nanoTime();
      PeerAnswer answer = peers.get(url, null, null);
      long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
      String evidence = path + " answered " + answer.status() + " in " + millis + " ms";
      if (!answer.isOk()) {
        return new Finding.Fail(evidence, next);
      }
      return form.fits(answer)
          ? new Finding.Ok(evidence)
          : new Finding.Fail(evidence + ", without " + expected, next);
    } catch (IOException e) {
      return new Finding.Fail(url + ": " + e.getMessage(), next);
    }
  }
}
