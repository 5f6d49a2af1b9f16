// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Timing;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.storage.Dimension;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The lasting series (docs/metrics.md) that count what a selection counts.
///
/// @param name of a counter, or of a histogram without its suffix
/// @param matchers labels that it must have, by name
/// @param by the labels kept apart
record Series(String name, Map<String, String> matchers, List<String> by) {
  private static final Set<Dimension> ALL =
      EnumSet.of(Dimension.APP, Dimension.WORKFLOW, Dimension.AGENT, Dimension.MODEL);
  private static final Set<Dimension> OF_RUNS = EnumSet.of(Dimension.APP, Dimension.WORKFLOW);
  private static final Set<Dimension> OF_AGENTS =
      EnumSet.of(Dimension.APP, Dimension.WORKFLOW, Dimension.AGENT);
  private static final Set<Dimension> OF_MODELS =
      EnumSet.of(Dimension.APP, Dimension.WORKFLOW, Dimension.MODEL);

  Series {
    matchers = new TreeMap<>(matchers);
    by = List.copyOf(by);
  }

  static Series of(Selection selection) throws NotExportableException {
    return switch (selection.quantity()) {
      case Quantity.Count count -> of(count.metric(), selection);
      case Quantity.Time time -> of(time.timing(), selection);
    };
  }

  private static Series of(Metric metric, Selection selection) throws NotExportableException {
    return switch (metric) {
      case TURNS -> of("mozaiks_chat_agent_turns_total", ALL, selection);
      case ERRORS -> of("mozaiks_chat_errors_total", ALL, selection);
      case AGENT_ERRORS -> errors("agent", selection);
      case LLM_ERRORS -> errors("llm", selection);
      case TOOL_ERRORS -> errors("tool", selection);
      case WORKFLOW_ERRORS -> errors("workflow", selection);
      case TOOL_CALLS -> of("mozaiks_chat_tool_calls_total", ALL, selection);
      case LLM_CALLS -> of("mozaiks_llm_calls_total", ALL, selection);
      case PROMPT_TOKENS -> of("mozaiks_chat_prompt_tokens_total", ALL, selection);
      case COMPLETION_TOKENS -> of("mozaiks_chat_completion_tokens_total", ALL, selection);
      case COST_USD -> of("mozaiks_chat_cost_usd_total", ALL, selection);
      case UNPRICED_CALLS -> of("mozaiks_unpriced_calls_total", ALL, selection);
      case CHATS_STARTED -> of("mozaiksai_workflow_starts_total", OF_RUNS, selection);
      case CHATS_ENDED -> of("mozaiks_chats_ended_total", OF_RUNS, selection);
      case CHATS_FAILED ->
          of("mozaiks_chats_ended_total", OF_RUNS, selection).with("status", "failed");
    };
  }

  private static Series errors(String level, Selection selection) throws NotExportableException {
    return of("mozaiks_errors_by_level_total", ALL, selection).with("level", level);
  }

  private static Series of(Timing timing, Selection selection) throws NotExportableException {
    return switch (timing) {
      case TURN_DURATION -> of("mozaiks_agent_turn_duration_seconds", OF_AGENTS, selection);
      case LLM_CALL_DURATION -> of("mozaiks_llm_call_duration_seconds", OF_MODELS, selection);
      case TIME_TO_FIRST_TOKEN -> of("mozaiks_time_to_first_token_seconds", OF_MODELS, selection);
      case CHAT_DURATION -> of("mozaiksai_session_duration_seconds", OF_RUNS, selection);
      case TOOL_CALL_DURATION ->
          throw new NotExportableException(
              "there is no metric of how long tool calls take (tool_call_duration)");
    };
  }

  /// A series with what is selected of it.
  ///
  /// @param labels the dimensions that the series have labels for
  static Series of(String name, Set<Dimension> labels, Selection selection)
      throws NotExportableException {
    return of(name, labels, selection.by(), selection.where());
  }

  static Series of(
      String name, Set<Dimension> labels, List<Dimension> by, Map<Dimension, String> where)
      throws NotExportableException {
    Set<Dimension> asked = EnumSet.noneOf(Dimension.class);
    asked.addAll(by);
    asked.addAll(where.keySet());
    asked.removeAll(labels);
    if (!asked.isEmpty()) {
      throw new NotExportableException(
          name
              + " has no label for "
              + asked.stream().map(Words::of).sorted().collect(Collectors.joining(", ")));
    }
    Map<String, String> matchers = new TreeMap<>();
    where.forEach((dimension, value) -> matchers.put(Words.of(dimension), value));
    return new Series(name, matchers, by.stream().map(Words::of).toList());
  }

  /// The same, with one label more that they must have.
  Series with(String label, String value) {
    Map<String, String> more = new TreeMap<>(matchers);
    more.put(label, value);
    return new Series(name, more, by);
  }

  /// The parts of the histogram, such as `_count`.
  Series part(String suffix) {
    return new Series(name + suffix, matchers, by);
  }

  /// As in PromQL: the name, and the matchers in braces.
  String selector() {
    return name
        + (matchers.isEmpty()
            ? ""
            : matchers.entrySet().stream()
                .map(each -> each.getKey() + "=" + Promql.quoted(each.getValue()))
                .collect(Collectors.joining(",", "{", "}")));
  }
}
