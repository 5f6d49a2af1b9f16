// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import static ai.mozaiks.observability.server.query.chat.Told.call;
import static ai.mozaiks.observability.server.query.chat.Told.end;
import static ai.mozaiks.observability.server.query.chat.Told.start;
import static ai.mozaiks.observability.server.query.chat.Told.tool;
import static ai.mozaiks.observability.server.query.chat.Told.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.query.chat.AgentGraph.Handover;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentGraphTest {
  private static List<String> ways(AgentGraph graph) {
    return graph.handovers().stream()
        .map(each -> name(each.from()) + ">" + name(each.to()) + " " + each.count())
        .toList();
  }

  private static String name(AgentGraph.Place place) {
    return place.name() == null ? String.valueOf(place.kind()) : place.name();
  }

  @Test
  void turnsInTheOrderOfTheirStart_handOverToTheNext() {
    AgentGraph graph =
        AgentGraph.of(
            List.of(
                end("end", 9, Duration.ofSeconds(9)),
                turn("3", "planner", 4, 5),
                turn("1", "planner", 0, 1),
                turn("2", "writer", 2, 3),
                turn("4", "writer", 6, 7),
                start("start", 0)));
    assertThat(ways(graph))
        .containsExactly("START>planner 1", "planner>writer 2", "writer>planner 1", "writer>END 1");
    assertThat(graph.agents())
        .extracting(AgentGraph.Agent::name)
        .containsExactly("planner", "writer");
    assertThat(graph.agents().getFirst().tally().agentTurns()).isEqualTo(2);
  }

  @Test
  void eachRun_beginsAtTheStart_andOneThatGoesOnHasNoEnd() {
    AgentGraph graph =
        AgentGraph.of(
            List.of(
                turn("1", "a", 0, 1),
                end("end", 2, Duration.ofSeconds(2)),
                end("end of nothing", 2.5, Duration.ofSeconds(2)),
                turn("2", "a", 3, 4),
                turn("3", "b", 5, 6)));
    assertThat(ways(graph)).containsExactly("START>a 2", "a>END 1", "a>b 1");
  }

  @Test
  void turnsAtTheSameInstant_areOrderedByTheirIds_andTheEndComesAfterThem() {
    AgentGraph graph =
        AgentGraph.of(
            List.of(
                end("0", 1, Duration.ofSeconds(1)),
                turn("z", "second", 1, 1),
                turn("y", "first", 1, 1)));
    assertThat(ways(graph)).containsExactly("START>first 1", "first>second 1", "second>END 1");
    assertThat(graph.handovers()).extracting(Handover::overlapping).containsOnly(0L);
  }

  @Test
  void turnThatBeginsBeforeTheOneBeforeItEnded_isMarked() {
    AgentGraph graph =
        AgentGraph.of(List.of(turn("1", "a", 0, 10), turn("2", "b", 2, 3), turn("3", "c", 4, 5)));
    assertThat(graph.handovers())
        .extracting(each -> name(each.to()), Handover::overlapping)
        .containsExactly(tuple("a", 0L), tuple("b", 1L), tuple("c", 0L));
  }

  @Test
  void callsOfTheTurnThatFollowed_areTheCostOfTheHandover() {
    AgentGraph graph =
        AgentGraph.of(
            List.of(
                call("before any turn", "writer", 0, 1),
                turn("1", "planner", 1, 2),
                call("a", "planner", 1.5, 100),
                turn("2", "writer", 3, 4),
                call("b", "writer", 3, 1_000),
                call("c", "planner", 3.5, 10_000),
                call("d", "writer", 9, 100_000)));
    assertThat(graph.handovers())
        .extracting(each -> name(each.to()), each -> each.following().promptTokens())
        .containsExactly(tuple("planner", 10_100L), tuple("writer", 101_000L));
    assertThat(graph.agents())
        .extracting(AgentGraph.Agent::name, each -> each.tally().promptTokens())
        .containsExactlyInAnyOrder(tuple("planner", 10_100L), tuple("writer", 101_001L));
  }

  @Test
  void tools_areTold() {
    AgentGraph graph =
        AgentGraph.of(
            List.of(
                tool("1", "planner", "search", 0, false),
                tool("2", "planner", "search", 1, true),
                tool("3", "writer", "mail", 2, false)));
    assertThat(graph.tools()).extracting(AgentGraph.Tool::name).containsExactly("mail", "search");
    assertThat(graph.toolUses())
        .containsExactly(
            new AgentGraph.ToolUse("planner", "search", 2, 1),
            new AgentGraph.ToolUse("writer", "mail", 1, 0));
  }

  @Test
  void median_isExact() {
    assertThat(AgentGraphJson.median(List.of())).isNull();
    assertThat(AgentGraphJson.median(List.of(Duration.ofSeconds(2))))
        .isEqualTo(new BigDecimal("2.0"));
    assertThat(
            AgentGraphJson.median(
                List.of(Duration.ofMillis(900), Duration.ofMillis(1), Duration.ofMillis(4))))
        .isEqualTo(new BigDecimal("0.004"));
    assertThat(AgentGraphJson.median(List.of(Duration.ofMillis(4), Duration.ofMillis(1))))
        .isEqualTo(new BigDecimal("0.0025"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agentsAddUpToTheChat_inWhateverOrderTheEventsCome(long seed) {
    List<ChatEvent> events = new ArrayList<>(Told.random(seed, 200));
    AgentGraph graph = AgentGraph.of(events);
    Tally sum = new Tally();
    graph.agents().forEach(agent -> sum.add(agent.tally()));
    assertThat(sum).isEqualTo(ChatState.fold(Told.CHAT, events).summary().tally());

    Collections.shuffle(events, new Random(seed));
    assertThat(AgentGraph.of(events)).isEqualTo(graph);
  }
}
