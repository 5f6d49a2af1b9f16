// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.server.tally.TallyJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The graph of a chat's agents as JSON.
final class AgentGraphJson {
  private AgentGraphJson() {}

  /// @param withTools whether tools are nodes, too
  static void put(ObjectNode node, AgentGraph graph, boolean withTools) {
    ArrayNode nodes = node.putArray("nodes");
    ends(nodes, graph, AgentGraph.Place.START);
    graph.agents().forEach(agent -> put(nodes.addObject(), agent));
    if (withTools) {
      graph.tools().forEach(tool -> put(nodes.addObject(), tool));
    }
    ends(nodes, graph, AgentGraph.Place.END);
    ArrayNode edges = node.putArray("edges");
    graph.handovers().forEach(handover -> put(edges.addObject(), handover));
    if (withTools) {
      graph.toolUses().forEach(use -> put(edges.addObject(), use));
    }
  }

  /// The start or the end, if anything leads from or to it.
  private static void ends(ArrayNode nodes, AgentGraph graph, AgentGraph.Place place) {
    boolean there =
        graph.handovers().stream()
            .anyMatch(each -> each.from().equals(place) || each.to().equals(place));
    if (there) {
      nodes.addObject().put("id", id(place)).put("kind", id(place));
    }
  }

  private static String id(AgentGraph.Place place) {
    return switch (place.kind()) {
      case START, END -> place.kind().name().toLowerCase(Locale.ROOT);
      case AGENT -> id("agent", place.name());
    };
  }

  /// What has no name is told apart from what has an odd one.
  private static String id(String kind, @Nullable String name) {
    return name == null ? kind : kind + ":" + name;
  }

  private static void put(ObjectNode node, AgentGraph.Agent agent) {
    node.put("id", id("agent", agent.name())).put("kind", "agent").put("name", agent.name());
    node.put("turns", agent.tally().agentTurns());
    node.put("llm_calls", agent.tally().llmCalls());
    node.put("tool_calls", agent.tally().toolCalls());
    node.put("errors", agent.tally().errors());
    TallyJson.putTokensAndCost(node, agent.tally());
    node.put("unpriced_calls", agent.tally().unpricedReports());
    node.put("p50_duration_sec", median(agent.turns()));
  }

  private static void put(ObjectNode node, AgentGraph.Tool tool) {
    node.put("id", id("tool", tool.name())).put("kind", "tool").put("name", tool.name());
    node.put("calls", tool.tally().toolCalls());
    node.put("errors", tool.tally().errors());
    node.put("p50_duration_sec", median(tool.calls()));
  }

  private static void put(ObjectNode node, AgentGraph.Handover handover) {
    node.put("from", id(handover.from())).put("to", id(handover.to()));
    node.put("count", handover.count());
    node.put("overlapping", handover.overlapping());
    TallyJson.putTokensAndCost(node, handover.following());
    node.put("unpriced_calls", handover.following().unpricedReports());
  }

  private static void put(ObjectNode node, AgentGraph.ToolUse use) {
    node.put("from", id("agent", use.agent())).put("to", id("tool", use.tool()));
    node.put("count", use.count());
    node.put("errors", use.errors());
  }

  /// The exact median in seconds, that of two in the middle their mean; null for none.
  static @Nullable BigDecimal median(List<Duration> durations) {
    if (durations.isEmpty()) {
      return null;
    }
    List<Duration> sorted = durations.stream().sorted().toList();
    Duration above = sorted.get(sorted.size() / 2);
    Duration below = sorted.get((sorted.size() - 1) / 2);
    BigDecimal seconds =
        BigDecimal.valueOf(below.plus(above).dividedBy(2).toNanos(), 9).stripTrailingZeros();
    return seconds.scale() < 1 ? seconds.setScale(1) : seconds;
  }
}
