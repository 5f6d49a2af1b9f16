// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who handed over to whom in a chat: a pure function of its events that count.
///
/// Turns are taken in the order of their start, and of two that start at the same instant in that
/// of their ids. Each is handed over to by the turn before it, the first of a run by the start; the
/// last before the end of a run leads to the end. Nobody says who called whom, so a turn that
/// begins while the one before it still goes on (an agent as a tool, agents side by side) is taken
/// the same way, and marked as overlapping.
///
/// @param agents in the order of their first appearance
/// @param tools by name
/// @param handovers in the order of their first appearance
/// @param toolUses by agent, then tool
record AgentGraph(
    List<Agent> agents, List<Tool> tools, List<Handover> handovers, List<ToolUse> toolUses) {

  /// An agent.
  ///
  /// @param name null for what no agent is told of
  /// @param tally what its events add up to
  /// @param turns how long its turns took, as far as that is known
  record Agent(@Nullable String name, Tally tally, List<Duration> turns) {}

  /// A tool.
  ///
  /// @param name null when unknown
  /// @param calls how long its calls took, as far as that is known
  record Tool(@Nullable String name, Tally tally, List<Duration> calls) {}

  /// An end of a handover: an agent, or the start or the end of a run.
  ///
  /// @param name the agent's; null when unknown, and for the other two
  record Place(Kind kind, @Nullable String name) {
    enum Kind {
      START,
      AGENT,
      END
    }

    static final Place START = new Place(Kind.START, null);
    static final Place END = new Place(Kind.END, null);
  }

  /// How often one handed over to another.
  ///
  /// @param overlapping how many of these turns began before the turn before them had ended
  /// @param following what the calls in the turns that followed add up to; empty for the end
  record Handover(Place from, Place to, long count, long overlapping, Tally following) {}

  /// How often an agent called a tool.
  record ToolUse(@Nullable String agent, @Nullable String tool, long count, long errors) {}

  /// The graph of a chat.
  ///
  /// @param events of one chat, in any order
  static AgentGraph of(Collection<ChatEvent> events) {
    List<ChatEvent> ordered = new ArrayList<>(events);
    ordered.removeIf(event -> event instanceof ChatEvent.Superseded);
    ordered.sort(
        Comparator.comparing(ChatEvent::at)
            .thenComparing(event -> event instanceof ChatEvent.WorkflowEnded) // last
            .thenComparing(ChatEvent::id));
    Making making = new Making();
    ordered.forEach(making::step);
    ordered.forEach(making::count);
    return making.graph();
  }

  /// A turn and what the calls of its agent add up to from its start to that of the next turn of
  /// this agent.
  private record Turn(Place agent, Instant endedAt, Tally calls) {}

  /// One handover, while the graph is made.
  private static final class Count {
    private long count;
    private long overlapping;
    private final List<Turn> turns = new ArrayList<>();
  }

  private record Way(Place from, Place to) {}

  private record Use(String agent, String tool) implements Comparable<Use> {
    private static final Comparator<Use> ORDER =
        Comparator.comparing(Use::agent).thenComparing(Use::tool);

    @Override
    public int compareTo(Use other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Making {
    private final Map<Way, Count> ways = new LinkedHashMap<>();
    private final Map<String, Agent> agents = new LinkedHashMap<>();
    private final Map<String, Tool> tools = new TreeMap<>();
    private final Map<Use, Tally> uses = new TreeMap<>();
    private final Map<String, TreeMap<Instant, Turn>> turns = new HashMap<>();
    private @Nullable Turn before;

    /// Takes a turn or an end on the way through the chat.
    void step(ChatEvent event) {
      if (event instanceof ChatEvent.AgentTurn turn) {
        String agent = Dimension.AGENT.of(turn);
        Place place = new Place(Place.Kind.AGENT, turn.agent());
        Turn taken = new Turn(place, turn.endedAt(), new Tally());
        Count count = way(before == null ? Place.START : before.agent, place);
        count.count++;
        count.turns.add(taken);
        if (before != null && before.endedAt.isAfter(turn.at())) {
          count.overlapping++;
        }
        turns.computeIfAbsent(agent, _ -> new TreeMap<>()).put(turn.at(), taken);
        before = taken;
      } else if (event instanceof ChatEvent.WorkflowEnded && before != null) {
        way(before.agent, Place.END).count++;
        before = null;
      }
    }

    private Count way(Place from, Place to) {
      return ways.computeIfAbsent(new Way(from, to), _ -> new Count());
    }

    /// Adds what an event counts to its agent, and to the turn it was in.
    void count(ChatEvent event) {
      Tally alone = new Tally();
      alone.add(event);
      if (alone.isEmpty()) {
        return;
      }
      String name = Dimension.AGENT.of(event);
      Agent agent =
          agents.computeIfAbsent(
              name, _ -> new Agent(unlessEmpty(name), new Tally(), new ArrayList<>()));
      agent.tally.add(alone);
      if (event instanceof ChatEvent.AgentTurn turn) {
        addTo(agent.turns, turn.duration());
      } else if (event instanceof ChatEvent.ToolCall call) {
        String tool = Dimension.TOOL.of(call);
        Tool used =
            tools.computeIfAbsent(
                tool, _ -> new Tool(unlessEmpty(tool), new Tally(), new ArrayList<>()));
        used.tally.add(alone);
        addTo(used.calls, call.duration());
        uses.computeIfAbsent(new Use(name, tool), _ -> new Tally()).add(alone);
      } else if (alone.usageReports() > 0) {
        TreeMap<Instant, Turn> ofAgent = turns.get(name);
        Map.Entry<Instant, Turn> around = ofAgent == null ? null : ofAgent.floorEntry(event.at());
        if (around != null) {
          around.getValue().calls.add(alone);
        }
      }
    }

    private static void addTo(List<Duration> durations, @Nullable Duration duration) {
      if (duration != null) {
        durations.add(duration);
      }
    }

    AgentGraph graph() {
      List<Handover> handovers = new ArrayList<>();
      ways.forEach((way, count) -> {
        Tally following = new Tally();
        count.turns.forEach(turn -> following.add(turn.calls));
        handovers.add(new Handover(way.from, way.to, count.count, count.overlapping, following));
      });
      List<ToolUse> toolUses = new ArrayList<>();
      uses.forEach((use, tally) ->
          toolUses.add(
              new ToolUse(
                  unlessEmpty(use.agent),
                  unlessEmpty(use.tool),
                  tally.toolCalls(),
                  tally.errors())));
      return new AgentGraph(
          List.copyOf(agents.values()), List.copyOf(tools.values()), handovers, toolUses);
    }
  }

  private static @Nullable String unlessEmpty(String name) {
    return name.isEmpty() ? null : name;
  }
}
