// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.cli.ServerClient;
import ai.mozaiks.observability.cli.top.Screen.Agent;
import ai.mozaiks.observability.cli.top.Screen.FiringAlert;
import ai.mozaiks.observability.cli.top.Screen.RunningChat;
import ai.mozaiks.observability.cli.top.Screen.Totals;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Asks a server for a [Screen], by five requests one after the other: the aggregate, the running
/// chats, the alerts, and of agents the sums and the percentiles. For one thread.
public final class TopClient implements AutoCloseable {
  /// More chats than anybody reads; keeps the answers small beside many that run.
  static final int MOST_CHATS = 1_000;

  private static final int MOST_ALERTS = 100;
  private static final String QUANTILE = "0.95";
  private static final Duration OF_AGENTS = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ServerClient server;
  private final InstantSource clock;

  /// @param server its address, without a slash at the end
  public TopClient(URI server, InstantSource clock) {
    this.server = new ServerClient(server);
    this.clock = clock;
  }

  /// What the server says now. When it does not answer for alerts or agents, the screen says so.
  ///
  /// @throws CommandFailure if no server answers, or it refuses to tell of chats
  public Screen ask() throws CommandFailure, InterruptedException {
    try {
      return asked();
    } catch (JacksonException | DateTimeException | NumberFormatException e) {
      throw new CommandFailure(
          "what answers is not a Mozaiks server, or of another version: "
              + Cells.shown(String.valueOf(e.getMessage()))
              + "; give the address of one with --url",
          e);
    }
  }

  private Screen asked() throws CommandFailure, InterruptedException {
    Instant now = clock.instant();
    JsonNode aggregate = json("/metrics/perf/aggregate?limit=" + MOST_CHATS, "total_cost");
    JsonNode runs = json("/health/active-runs?limit=" + MOST_CHATS, "active_runs");
    JsonNode alerts = MissingNode.getInstance();
    String alertsTrouble;
    try {
      alerts = json("/api/alerts?state=firing&limit=" + MOST_ALERTS, "alerts");
      alertsTrouble = trouble(alerts);
    } catch (ServerClient.Refusal e) {
      alertsTrouble = e.getMessage();
    }
    List<Agent> agents = List.of();
    String agentsTrouble = null;
    try {
      JsonNode series = json(ofAgents("series", now, "&step=" + OF_AGENTS.toSeconds()), "points");
      agents = agents(series, slow(now));
    } catch (ServerClient.Refusal e) {
      agentsTrouble = e.getMessage();
    }
    return new Screen(
        now,
        totals(aggregate),
        runs.path("active_runs").asLong(0),
        chats(runs, aggregate),
        alerts(alerts),
        alerts.path("left_out").asLong(0),
        alertsTrouble,
        agents,
        agentsTrouble);
  }

  private JsonNode json(String path, String field) throws CommandFailure, InterruptedException {
    JsonNode answer = server.json(server.request(path).timeout(PATIENCE));
    if (!answer.has(field)) {
      throw new CommandFailure(
          "what answers is not a Mozaiks server: "
              + path
              + " has no "
              + field
              + "; give the address of one with --url");
    }
    return answer;
  }

  /// The 95th percentiles of the durations of turns, by agent. Without them the rest is shown.
  private Map<String, Duration> slow(Instant now) throws CommandFailure, InterruptedException {
    Map<String, Duration> slow = new HashMap<>();
    try {
      JsonNode answer = json(ofAgents("percentiles", now, "&quantiles=" + QUANTILE), "groups");
      for (JsonNode group : answer.path("groups")) {
        JsonNode seconds = group.path("seconds").path(QUANTILE);
        if (seconds.isNumber()) {
          slow.put(text(group, "agent"), Duration.ofMillis(Math.round(seconds.asDouble() * 1e3)));
        }
      }
    } catch (ServerClient.Refusal _) {
      return Map.of(); // it is shown as unknown
    }
    return slow;
  }

  private static String ofAgents(String what, Instant now, String more) {
    Instant to = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return "/api/%s?group_by=agent&from=%s&to=%s%s".formatted(what, to.minus(OF_AGENTS), to, more);
  }

  /// Silence of alerts must not be taken for good news.
  private static @Nullable String trouble(JsonNode alerts) {
    if (alerts.hasNonNull("failure")) {
      return alerts.path("failure").asString("");
    }
    if (alerts.hasNonNull("rules_mistake")) {
      return "changed rules are not in force: " + alerts.path("rules_mistake").asString("");
    }
    return alerts.path("ready").asBoolean(false)
        ? null
        : "rules not evaluated yet: " + alerts.path("waiting_rules").asLong(0);
  }

  private static Totals totals(JsonNode aggregate) {
    return new Totals(
        aggregate.path("total_agent_turns").asLong(0),
        aggregate.path("total_tool_calls").asLong(0),
        aggregate.path("total_errors").asLong(0),
        aggregate.path("total_prompt_tokens").asLong(0),
        aggregate.path("total_completion_tokens").asLong(0),
        aggregate.path("total_cost").decimalValue(),
        aggregate.path("total_unpriced_calls").asLong(0));
  }

  private static List<RunningChat> chats(JsonNode runs, JsonNode aggregate) {
    Map<List<String>, JsonNode> numbers = new HashMap<>();
    for (JsonNode chat : aggregate.path("chats")) {
      numbers.put(key(chat), chat);
    }
    List<RunningChat> chats = new ArrayList<>();
    for (JsonNode run : runs.path("chats")) {
      JsonNode known = numbers.getOrDefault(key(run), MissingNode.getInstance());
      List<String> flags = new ArrayList<>();
      run.path("flags").forEach(flag -> flags.add(flag.path("flag").asString("")));
      chats.add(
          new RunningChat(
              text(run, "app_id"),
              text(run, "chat_id"),
              Instant.parse(run.path("started_at").asString()),
              flags,
              count(known, "agent_turns"),
              count(known, "tool_calls"),
              count(known, "errors"),
              tokens(known),
              money(known),
              known.path("unpriced_calls").asLong(0) > 0));
    }
    return chats;
  }

  /// An id is unique within its app only.
  private static List<String> key(JsonNode chat) {
    return List.of(text(chat, "app_id"), text(chat, "chat_id"));
  }

  private static List<FiringAlert> alerts(JsonNode answer) {
    List<FiringAlert> alerts = new ArrayList<>();
    for (JsonNode alert : answer.path("alerts")) {
      List<String> about = new ArrayList<>();
      alert
          .path("labels")
          .forEachEntry((name, value) -> {
            if (!name.equals("alertname") && !name.equals("severity")) {
              about.add(name + "=" + value.asString(""));
            }
          });
      alerts.add(
          new FiringAlert(
              text(alert, "rule"),
              text(alert, "severity"),
              String.join(" ", about),
              alert.hasNonNull("firing_since")
                  ? Instant.parse(alert.path("firing_since").asString())
                  : null,
              alert.hasNonNull("muted_by")));
    }
    return alerts;
  }

  /// A quarter of an hour lies in two buckets as a rule.
  private static List<Agent> agents(JsonNode series, Map<String, Duration> slow) {
    Map<String, Agent> byName = new HashMap<>();
    for (JsonNode point : series.path("points")) {
      Agent agent =
          new Agent(
              text(point, "agent"),
              point.path("agent_turns").asLong(0),
              point.path("tool_calls").asLong(0),
              point.path("errors").asLong(0),
              tokens(point),
              money(point),
              point.path("unpriced_calls").asLong(0) > 0,
              slow.get(text(point, "agent")));
      byName.merge(agent.name(), agent, TopClient::sum);
    }
    return List.copyOf(byName.values());
  }

  private static Agent sum(Agent one, Agent other) {
    return new Agent(
        one.name(),
        one.turns() + other.turns(),
        one.toolCalls() + other.toolCalls(),
        one.errors() + other.errors(),
        sum(one.tokens(), other.tokens()),
        one.cost() == null
            ? other.cost()
            : other.cost() == null ? one.cost() : one.cost().add(other.cost()),
        one.unpriced() || other.unpriced(),
        one.slow());
  }

  /// What is known of two.
  private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
    if (one == null) {
      return other;
    }
    return other == null ? one : Long.valueOf(one + other);
  }

  private static String text(JsonNode of, String field) {
    return of.path(field).asString("");
  }

  private static @Nullable Long count(JsonNode of, String field) {
    return of.path(field).isNumber() ? of.path(field).asLong() : null;
  }

  private static @Nullable Long tokens(JsonNode of) {
    return sum(count(of, "prompt_tokens"), count(of, "completion_tokens"));
  }

  private static @Nullable BigDecimal money(JsonNode of) {
    return of.path("cost").isNumber() ? of.path("cost").decimalValue() : null;
  }

  @Override
  public void close() {
    server.close();
  }
}
