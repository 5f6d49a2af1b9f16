// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One tool call seen by framework, MCP client and MCP server is one call: rule 13 of
/// docs/counting.md. The outermost span counts.
final class ToolCalls {
  private ToolCalls() {}

  static void decide(TraceTree tree) {
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.TOOL_CALL && repeatsCallAbove(node)) {
        node.decide(false, "rule 13: the same tool call as the span around it");
      }
    }
    decideSameIds(tree);
  }

  private static boolean repeatsCallAbove(SpanNode node) {
    // A turn in between is an agent that calls the tool again on its own account.
    SpanNode above = node.above(n -> n.role == Role.TURN || isSameTool(n, node));
    return above != null && above.role == Role.TOOL_CALL;
  }

  private static boolean isSameTool(SpanNode above, SpanNode node) {
    if (above.role != Role.TOOL_CALL || !Objects.equals(above.facts.tool(), node.facts.tool())) {
      return false;
    }
    String idAbove = above.facts.toolCallId();
    String id = node.facts.toolCallId();
    // Without ids the name is all there is; two tools without a name are not the same.
    if (idAbove == null || id == null) {
      return node.facts.tool() != null;
    }
    return idAbove.equals(id);
  }

  /// Ids are not unique with every provider: equal ids are one call only if the spans overlap in
  /// time.
  private static void decideSameIds(TraceTree tree) {
    Map<String, List<SpanNode>> byId = new HashMap<>();
    for (SpanNode node : tree.topDown()) {
      String id = node.facts.toolCallId();
      if (node.role == Role.TOOL_CALL && node.counted && id != null) {
        byId.computeIfAbsent(id + '\0' + node.facts.tool(), _ -> new ArrayList<>()).add(node);
      }
    }
    for (List<SpanNode> same : byId.values()) {
      same.sort(TraceTree.EARLIEST);
      long busyUntil = Long.MIN_VALUE;
      for (SpanNode node : same) {
        if (node.startNanos < busyUntil) {
          node.decide(false, "rule 13: overlaps a span with the same tool call id");
        }
        busyUntil = Math.max(busyUntil, node.endNanos);
      }
    }
  }
}
