// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.fold.SeriesTotals;
import ai.mozaiks.observability.server.fold.TurnExemplar;
import ai.mozaiks.observability.server.metrics.LabelCap.Label;
import ai.mozaiks.observability.server.tally.InputParts;
import ai.mozaiks.observability.storage.DurationHistogram;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lasting series of the agents, by app, workflow, agent and model: counters that outlive the
/// chats they come from, and true histograms. The names are the monitoring guide's where it has
/// one.
///
/// Built from one reading of [SeriesTotals] per scrape, without stopping the fold. Thread-safe.
public final class AgentSeries implements MultiCollector {
  private final SeriesTotals totals;
  private final LabelCap cap;
  private final Scrapers scrapers;
  private final InstantSource clock;
  private final Floor floor = new Floor();

  /// Shows totals as series. What they hold already was shown by the process before, so it goes on
  /// from there; only what comes later begins at 0.
  ///
  /// @param cap what the values of the labels are called
  /// @param scrapers who has to see a new series at 0
  public AgentSeries(SeriesTotals totals, LabelCap cap, Scrapers scrapers, InstantSource clock) {
    this.totals = totals;
    this.cap = cap;
    this.scrapers = scrapers;
    this.clock = clock;
    snapshots(floor.round(clock.instant(), null));
  }

  @Override
  public MetricSnapshots collect() {
    return snapshots(floor.round(clock.instant(), scrapers.allServedSince()));
  }

  private MetricSnapshots snapshots(Floor.Round round) {
    Map<TotalsKey, Totals> bySeries = new HashMap<>();
    Map<Labels, DurationHistogram> turns = new HashMap<>();
    Map<Labels, DurationHistogram> llmCalls = new HashMap<>();
    Map<Labels, DurationHistogram> firstTokens = new HashMap<>();
    Map<Labels, DurationHistogram> runs = new HashMap<>();
    Map<Labels, Long> starts = new HashMap<>();
    Map<Labels, Totals> ends = new HashMap<>();
    Map<Labels, Exemplars> exemplars = new HashMap<>();
    totals
        .published()
        .forEach((key, value) -> {
          TotalsKey capped = capped(key);
          bySeries.computeIfAbsent(capped, _ -> new Totals()).add(value);
          add(turns, byAgent(capped), value.turns());
          add(llmCalls, byModel(capped), value.llmCalls());
          add(firstTokens, byModel(capped), value.timeToFirstToken());
          add(runs, byWorkflow(capped), value.runs());
          if (value.workflowStarts() > 0) {
            starts.merge(byWorkflow(capped), value.workflowStarts(), Long::sum);
          }
          if (hasEnds(value)) {
            ends.computeIfAbsent(byWorkflow(capped), _ -> new Totals()).add(value);
          }
          TurnExemplar exemplar = totals.exemplar(key);
          if (exemplar != null) {
            exemplars.put(byAgent(capped), Exemplars.of(exemplarOf(exemplar)));
          }
        });
    Families families = new Families();
    bySeries.forEach((key, value) -> addCounters(families, round, key, value.tally()));
    starts.forEach((labels, count) ->
        counter(
            families, round, "mozaiksai_workflow_starts", "Workflow runs started.", labels, count));
    ends.forEach((labels, value) -> addEnds(families, round, labels, value));
    addHistograms(
        families,
        round,
        "mozaiks_agent_turn_duration_seconds",
        "Duration of agent turns, in seconds, without waiting for humans.",
        turns,
        exemplars);
    addHistograms(
        families,
        round,
        "mozaiks_llm_call_duration_seconds",
        "Duration of model calls, in seconds.",
        llmCalls,
        Map.of());
    addHistograms(
        families,
        round,
        "mozaiks_time_to_first_token_seconds",
        "Time to the first token of streamed model calls, in seconds.",
        firstTokens,
        Map.of());
    addHistograms(
        families,
        round,
        "mozaiksai_session_duration_seconds",
        "Duration of workflow runs that ended, in seconds.",
        runs,
        Map.of());
    return families.build();
  }

  private static boolean hasEnds(Totals totals) {
    return Arrays.stream(ChatStatus.values()).anyMatch(status -> totals.ends(status) > 0);
  }

  /// All ends from the first one on, at 0 as well: a rate of failed ones needs their series before
  /// the first of them.
  private static void addEnds(Families families, Floor.Round round, Labels labels, Totals totals) {
    for (ChatStatus status : ChatStatus.values()) {
      if (status != ChatStatus.RUNNING) {
        counter(
            families,
            round,
            "mozaiks_chats_ended",
            "Runs of chats that ended, by how: completed, failed, cancelled, abandoned.",
            labels.merge(Labels.of("status", status.word())),
            totals.ends(status));
      }
    }
  }

  private TotalsKey capped(TotalsKey key) {
    return new TotalsKey(
        cap.name(Label.APP, key.app()),
        cap.name(Label.WORKFLOW, key.workflow()),
        cap.name(Label.AGENT, key.agent()),
        cap.name(Label.MODEL, key.model()));
  }

  private static void add(
      Map<Labels, DurationHistogram> histograms, Labels labels, DurationHistogram histogram) {
    if (histogram.count() > 0) {
      histograms.computeIfAbsent(labels, _ -> new DurationHistogram()).add(histogram);
    }
  }

  private static void addCounters(
      Families families, Floor.Round round, TotalsKey key, Tally tally) {
    Labels labels =
        Labels.of(
            "app",
            key.app(),
            "workflow",
            key.workflow(),
            "agent",
            key.agent(),
            "model",
            key.model());
    boolean acts = tally.agentTurns() + tally.toolCalls() + tally.llmCalls() + tally.errors() > 0;
    if (acts) {
      // Shown from the first activity on, at 0: a rate needs the series before the first error.
      counter(
          families,
          round,
          "mozaiks_chat_errors",
          "Errors of tools, model calls, agents and workflows, each counted once.",
          labels,
          tally.errors());
    }
    // Turns and tool calls have no model, model calls have no turns: no series for what cannot be.
    if (tally.agentTurns() + tally.toolCalls() > 0) {
      counter(
          families, round, "mozaiks_chat_agent_turns", "Agent turns.", labels, tally.agentTurns());
      counter(families, round, "mozaiks_chat_tool_calls", "Tool calls.", labels, tally.toolCalls());
    }
    if (tally.llmCalls() > 0) {
      counter(families, round, "mozaiks_llm_calls", "Model calls.", labels, tally.llmCalls());
    }
    for (ErrorLevel level : ErrorLevel.values()) {
      if (tally.errors(level) > 0) {
        counter(
            families,
            round,
            "mozaiks_errors_by_level",
            "Errors by where they happened: tool, llm, agent, workflow.",
            labels.merge(Labels.of("level", level.name().toLowerCase(Locale.ROOT))),
            tally.errors(level));
      }
    }
    if (tally.usageReports() > 0 || hasMoreThanItsReports(tally)) {
      addUsage(families, round, labels, tally);
    }
  }

  /// Whether there are tokens or a cost of calls that another series shows already: what a call
  /// cost is known later than that it was made.
  private static boolean hasMoreThanItsReports(Tally tally) {
    BigDecimal cost = tally.costUsd();
    return (cost != null && cost.signum() > 0)
        || isMoreThan0(tally.promptTokens())
        || isMoreThan0(tally.completionTokens());
  }

  private static boolean isMoreThan0(@Nullable Long count) {
    return count != null && count > 0;
  }

  private static void addUsage(Families families, Floor.Round round, Labels labels, Tally tally) {
    tokens(families, round, "prompt", labels, tally.promptTokens());
    tokens(families, round, "completion", labels, tally.completionTokens());
    InputParts parts = InputParts.of(tally);
    tokens(families, round, "cached_read", labels, parts.cachedRead());
    tokens(families, round, "cache_write", labels, parts.cacheWrite());
    tokens(families, round, "reasoning", labels, tally.reasoningTokens());
    BigDecimal cost = tally.costUsd();
    if (cost != null) {
      String help = "Cost in US dollars of the calls whose cost is known.";
      counter(families, round, "mozaiks_chat_cost_usd", help, labels, cost.doubleValue());
      // The name of an earlier version of the runtime, for the dashboards that still ask for it.
      counter(families, round, "mozaiks_chat_cost", help, labels, cost.doubleValue());
    }
    counter(
        families,
        round,
        "mozaiks_unpriced_calls",
        "Calls whose cost is not known, because the model has no price or the tokens are unknown.",
        labels,
        tally.unpricedReports());
    counter(
        families,
        round,
        "mozaiks_cached_calls",
        "Model calls answered from the application's own cache: no tokens, no cost.",
        labels,
        tally.locallyCachedCalls());
  }

  // Unknown is absent, never 0.
  private static void tokens(
      Families families, Floor.Round round, String kind, Labels labels, @Nullable Long count) {
    if (count != null) {
      counter(
          families,
          round,
          "mozaiks_chat_" + kind + "_tokens",
          "Tokens (" + kind.replace('_', ' ') + ") of the calls that reported them.",
          labels,
          count);
    }
  }

  private static void counter(
      Families families, Floor.Round round, String name, String help, Labels labels, long count) {
    counter(families, round, name, help, labels, (double) count);
  }

  private static void counter(
      Families families, Floor.Round round, String name, String help, Labels labels, double value) {
    families.counter(name, help, labels, round.raise(name, labels, Math.max(0, value))[0]);
  }

  private static void addHistograms(
      Families families,
      Floor.Round round,
      String name,
      String help,
      Map<Labels, DurationHistogram> histograms,
      Map<Labels, Exemplars> exemplars) {
    histograms.forEach((labels, histogram) ->
        families.histogram(
            name,
            help,
            HistogramPoint.of(
                name, labels, histogram, round, exemplars.getOrDefault(labels, Exemplars.EMPTY))));
  }

  private static Labels byAgent(TotalsKey key) {
    return Labels.of("app", key.app(), "workflow", key.workflow(), "agent", key.agent());
  }

  private static Labels byModel(TotalsKey key) {
    return Labels.of("app", key.app(), "workflow", key.workflow(), "model", key.model());
  }

  private static Labels byWorkflow(TotalsKey key) {
    return Labels.of("app", key.app(), "workflow", key.workflow());
  }

  private static Exemplar exemplarOf(TurnExemplar turn) {
    return Exemplar.builder()
        .value(turn.seconds())
        .traceId(turn.span().traceId())
        .spanId(turn.span().spanId())
        .timestampMillis(turn.endedAt().toEpochMilli())
        .build();
  }
}
