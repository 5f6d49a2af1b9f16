// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.fold.SeriesTotals;
import ai.mozaiks.observability.server.fold.TurnExemplar;
import ai.mozaiks.observability.storage.DurationHistogram;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.math.BigDecimal;
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
  private final Floor floor = new Floor();

  /// @param maxLabelValues how many values each label may have before the rest is `_other`
  public AgentSeries(SeriesTotals totals, int maxLabelValues) {
    this.totals = totals;
    this.cap = new LabelCap(maxLabelValues);
  }

  @Override
  public MetricSnapshots collect() {
    Map<TotalsKey, Totals> bySeries = new HashMap<>();
    Map<Labels, DurationHistogram> turns = new HashMap<>();
    Map<Labels, DurationHistogram> llmCalls = new HashMap<>();
    Map<Labels, DurationHistogram> firstTokens = new HashMap<>();
    Map<Labels, DurationHistogram> runs = new HashMap<>();
    Map<Labels, Long> starts = new HashMap<>();
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
          TurnExemplar exemplar = totals.exemplar(key);
          if (exemplar != null) {
            exemplars.put(byAgent(capped), Exemplars.of(exemplarOf(exemplar)));
          }
        });
    Families families = new Families();
    bySeries.forEach((key, value) -> addCounters(families, key, value.tally()));
    starts.forEach((labels, count) ->
        counter(families, "mozaiksai_workflow_starts", "Workflow runs started.", labels, count));
    addHistograms(
        families,
        "mozaiks_agent_turn_duration_seconds",
        "Duration of agent turns, in seconds, without waiting for humans.",
        turns,
        exemplars);
    addHistograms(
        families,
        "mozaiks_llm_call_duration_seconds",
        "Duration of model calls, in seconds.",
        llmCalls,
        Map.of());
    addHistograms(
        families,
        "mozaiks_time_to_first_token_seconds",
        "Time to the first token of streamed model calls, in seconds.",
        firstTokens,
        Map.of());
    addHistograms(
        families,
        "mozaiksai_session_duration_seconds",
        "Duration of workflow runs that ended, in seconds.",
        runs,
        Map.of());
    return families.build();
  }

  private TotalsKey capped(TotalsKey key) {
    return new TotalsKey(
        cap.cap("app", key.app()),
        cap.cap("workflow", key.workflow()),
        cap.cap("agent", key.agent()),
        cap.cap("model", key.model()));
  }

  private static void add(
      Map<Labels, DurationHistogram> histograms, Labels labels, DurationHistogram histogram) {
    if (histogram.count() > 0) {
      histograms.computeIfAbsent(labels, _ -> new DurationHistogram()).add(histogram);
    }
  }

  private void addCounters(Families families, TotalsKey key, Tally tally) {
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
          "mozaiks_chat_errors",
          "Errors of tools, model calls, agents and workflows, each counted once.",
          labels,
          tally.errors());
    }
    // Turns and tool calls have no model, model calls have no turns: no series for what cannot be.
    if (tally.agentTurns() + tally.toolCalls() > 0) {
      counter(families, "mozaiks_chat_agent_turns", "Agent turns.", labels, tally.agentTurns());
      counter(families, "mozaiks_chat_tool_calls", "Tool calls.", labels, tally.toolCalls());
    }
    if (tally.llmCalls() > 0) {
      counter(families, "mozaiks_llm_calls", "Model calls.", labels, tally.llmCalls());
    }
    for (ErrorLevel level : ErrorLevel.values()) {
      if (tally.errors(level) > 0) {
        counter(
            families,
            "mozaiks_errors_by_level",
            "Errors by where they happened: tool, llm, agent, workflow.",
            labels.merge(Labels.of("level", level.name().toLowerCase(Locale.ROOT))),
            tally.errors(level));
      }
    }
    if (tally.usageReports() > 0) {
      addUsage(families, labels, tally);
    }
  }

  private void addUsage(Families families, Labels labels, Tally tally) {
    tokens(families, "prompt", labels, tally.promptTokens());
    tokens(families, "completion", labels, tally.completionTokens());
    tokens(families, "cached_read", labels, tally.cachedReadTokens());
    tokens(families, "cache_write", labels, tally.cacheWriteTokens());
    tokens(families, "reasoning", labels, tally.reasoningTokens());
    BigDecimal cost = tally.costUsd();
    if (cost != null) {
      String help = "Cost in US dollars of the calls whose cost is known.";
      counter(families, "mozaiks_chat_cost_usd", help, labels, cost.doubleValue());
      // The name of an earlier version of the runtime, for the dashboards that still ask for it.
      counter(families, "mozaiks_chat_cost", help, labels, cost.doubleValue());
    }
    counter(
        families,
        "mozaiks_unpriced_calls",
        "Calls whose cost is not known, because the model has no price or the tokens are unknown.",
        labels,
        tally.unpricedReports());
    counter(
        families,
        "mozaiks_cached_calls",
        "Model calls answered from the application's own cache: no tokens, no cost.",
        labels,
        tally.locallyCachedCalls());
  }

  // Unknown is absent, never 0.
  private void tokens(Families families, String kind, Labels labels, @Nullable Long count) {
    if (count != null) {
      counter(
          families,
          "mozaiks_chat_" + kind + "_tokens",
          "Tokens (" + kind.replace('_', ' ') + ") of the calls that reported them.",
          labels,
          count);
    }
  }

  private void counter(Families families, String name, String help, Labels labels, long count) {
    counter(families, name, help, labels, (double) count);
  }

  private void counter(Families families, String name, String help, Labels labels, double value) {
    families.counter(name, help, labels, floor.raise(name, labels, Math.max(0, value))[0]);
  }

  private void addHistograms(
      Families families,
      String name,
      String help,
      Map<Labels, DurationHistogram> histograms,
      Map<Labels, Exemplars> exemplars) {
    histograms.forEach((labels, histogram) ->
        families.histogram(
            name,
            help,
            HistogramPoint.of(
                name, labels, histogram, floor, exemplars.getOrDefault(labels, Exemplars.EMPTY))));
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
