// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.server.query.cost.CallCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a chat cost, line by line, and what the lines add up to: a pure function of the chat's
/// events, in whatever order they come. For one thread.
final class CostLines {

  /// More lines than this are added up and not shown; a chat of so many calls is a runaway.
  static final int MAX_LINES = 250_000;

  private final UsageSources sources;
  private final CallCosts costs = new CallCosts();
  private final Map<String, Tally> byModel = new TreeMap<>();
  private final Map<String, Tally> byAgent = new TreeMap<>();
  private final List<CostLine> lines = new ArrayList<>();
  private long count;

  CostLines(UsageSources sources) {
    this.sources = sources;
  }

  /// Takes one event of the chat; each once.
  void add(ChatEvent event) {
    ChatEvent told = event instanceof ChatEvent.Superseded outer ? outer.event() : event;
    boolean shown =
        told instanceof ChatEvent.LlmCall
            || told instanceof ChatEvent.UsageDelta
            || told instanceof ChatEvent.UsageSummary;
    if (!shown) {
      return;
    }
    count++;
    String reason = reasonAgainst(event);
    CostLine line = new CostLine(event, reason == null, reason == null ? reasonFor(told) : reason);
    if (!(event instanceof ChatEvent.Superseded)) {
      costs.add(event);
      of(byModel, line.model()).add(event);
      of(byAgent, line.agent()).add(event);
    }
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
  }

  /// Those whose name is unknown are under the empty text.
  private static Tally of(Map<String, Tally> tallies, @Nullable String name) {
    return tallies.computeIfAbsent(name == null ? "" : name, _ -> new Tally());
  }

  /// Why an event does not count; null if it does.
  private @Nullable String reasonAgainst(ChatEvent event) {
    String reason = NotCounted.reason(event, sources);
    if (reason != null) {
      return reason;
    }
    return event instanceof ChatEvent.LlmCall call
            && call.failure() != null
            && call.usage().isUnknown()
        ? "it failed and told no tokens: it was refused before it was served"
        : null;
  }

  private static String reasonFor(ChatEvent event) {
    boolean cached =
        (event instanceof ChatEvent.LlmCall call && call.locallyCached())
            || (event instanceof ChatEvent.UsageDelta delta && delta.locallyCached());
    if (cached) {
      return "the application's own cache answered: a call without tokens and without cost";
    }
    return event instanceof ChatEvent.LlmCall call && call.aggregate()
        ? "rule 3: the sum of calls that nobody tells of one by one"
        : "counted";
  }

  /// The lines in their order.
  List<CostLine> inOrder() {
    lines.sort(CostLine.IN_ORDER);
    return List.copyOf(lines);
  }

  /// How many lines there are, those that are not shown included.
  long count() {
    return count;
  }

  /// What all lines add up to: tokens and cost are those of the chat.
  CallCosts costs() {
    return costs;
  }

  /// By model, the empty text for unknown.
  Map<String, Tally> byModel() {
    return byModel;
  }

  /// By agent, the empty text for unknown.
  Map<String, Tally> byAgent() {
    return byAgent;
  }
}
