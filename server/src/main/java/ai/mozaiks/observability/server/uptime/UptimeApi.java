// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/uptime`: how the checked addresses are, and were. Thread-safe.
public final class UptimeApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final int DEFAULT_LIMIT = 20;

  private final UptimeChecks checks;
  private final InstantSource clock;

  public UptimeApi(UptimeChecks checks, InstantSource clock) {
    this.checks = checks;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/uptime", this::read);
  }

  private Answer read(Request request) throws Refusal {
    request.allowParameters("check", "limit", "format");
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 0, UptimeBook.MOST_RESULTS);
    String name = request.queryParameter("check");
    List<UptimeCheck> asked =
        checks.checks().stream()
            .filter(each -> name == null || name.equals(each.config().name()))
            .toList();
    if (asked.isEmpty() && name != null) {
      List<String> names = checks.checks().stream().map(each -> each.config().name()).toList();
      throw Refusal.of(
          404,
          "check: no such check (expected: "
              + (names.isEmpty() ? "none is configured" : String.join(", ", names))
              + ")");
    }
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("checks");
    Instant now = clock.instant();
    for (UptimeCheck each : asked) {
      put(list.addObject(), each, limit, now);
    }
    return Answer.json(JSON.writeValueAsBytes(body));
  }

  private void put(ObjectNode node, UptimeCheck check, int limit, Instant now) {
    String name = check.config().name();
    CheckState state = check.read().state();
    CheckResult last = state.last();
    node.put("name", name);
    node.put("url", check.config().url().toString());
    node.put("interval_sec", seconds(check.config().interval()));
    node.put("state", last == null ? "unknown" : last.isUp() ? "up" : "down");
    node.put("since", text(state.since()));
    node.put("consecutive_failures", state.failures());
    put(node, "last", last);
    put(node, "last_failure", state.lastFailure());
    Instant expires = state.certificateExpires();
    node.put("certificate_expires_at", text(expires));
    node.put(
        "certificate_days_left",
        expires == null ? null : (Double) (Duration.between(now, expires).toMinutes() / 1_440.0));
    ArrayNode windows = node.putArray("availability");
    for (Availability each : checks.book().availability(name, now)) {
      ObjectNode window = windows.addObject();
      window.put("window", DurationText.write(each.window()));
      window.put("checks", each.looks());
      window.put("failed", each.failed());
      window.put("availability", boxed(each.share()));
      window.put("mean_duration_sec", boxed(each.meanSeconds()));
    }
    ArrayNode results = node.putArray("results");
    for (CheckResult each : checks.book().latest(name, limit)) {
      put(results.addObject(), each);
    }
  }

  private static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  private static void put(ObjectNode node, String name, @Nullable CheckResult result) {
    if (result == null) {
      node.putNull(name);
    } else {
      put(node.putObject(name), result);
    }
  }

  private static void put(ObjectNode node, CheckResult result) {
    node.put("at", result.at().toString());
    node.put("result", result.outcome().word());
    node.put("duration_sec", seconds(result.took()));
    node.put("status_code", result.status() == 0 ? null : (Integer) result.status());
    node.put("reason", result.reason().isEmpty() ? null : result.reason());
  }

  private static double seconds(Duration duration) {
    return Math.rint(duration.toNanos() / 1e3) / 1e6;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
