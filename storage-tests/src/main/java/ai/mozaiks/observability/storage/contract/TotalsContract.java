// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.call;
import static ai.mozaiks.observability.storage.contract.Samples.seconds;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.DurationHistogram;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Lasting totals: the fold of all events ever stored.
interface TotalsContract extends StorageUnderTest {
  private static Map<TotalsKey, Totals> fold(List<ChatEvent> events) {
    Map<TotalsKey, Totals> totals = new HashMap<>();
    events.forEach(
        event -> totals.computeIfAbsent(TotalsKey.of(event), _ -> new Totals()).add(event));
    return totals;
  }

  @Test
  default void emptyStore_hasNoTotals() {
    assertThat(reader().totals()).isEmpty();
  }

  @Test
  default void totals_areTheFoldOfAllEvents() {
    List<ChatEvent> events = new ArrayList<>(Samples.everyKind(CHAT));
    events.add(call("x", new ChatKey("other", "y"), at(5), "gpt-4o", 333));
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    ChatEvent later = call("later", CHAT, at(99), "gpt-4o", 17);
    events.add(later);
    storage().write(scenario.part(trace(2), later).batch(2));
    assertThat(reader().totals()).isEqualTo(fold(events));
  }

  @Test
  default void durationsAtTheEdges_fallIntoTheLowerBucket() {
    List<ChatEvent> events = new ArrayList<>();
    for (double edge : DurationHistogram.upperEdgesSeconds()) {
      for (double length : new double[] {edge - 1e-9, edge, edge + 1e-9}) {
        events.add(turn("t" + length, CHAT, at(0), "a", seconds(length)));
      }
    }
    storage().write(new Scenario().part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    assertThat(reader().totals()).isEqualTo(fold(events));
  }

  @Test
  default void withdrawnEvents_leaveTheTotals() {
    Scenario scenario = new Scenario();
    ChatEvent kept = call("kept", CHAT, at(0), "gpt-4o", 10);
    ChatEvent wrong = call("gone", CHAT, at(0), "gpt-4o-mini", 30);
    storage().write(scenario.part(trace(1), kept, wrong).batch(1));
    storage().write(scenario.part(trace(1), kept).batch(2));
    assertThat(reader().totals()).isEqualTo(fold(List.of(kept)));
  }

  @Test
  default void totals_surviveDeletion() {
    List<ChatEvent> events = Samples.everyKind(CHAT);
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    storage().deleteBefore(at(1000));
    assertThat(reader().totals()).isEqualTo(fold(events));
    scenario.deleteBefore(at(1000));
    ChatEvent later = turn("later", CHAT, at(2000));
    storage().write(scenario.part(trace(2), later).batch(2));
    events.add(later);
    assertThat(reader().totals()).isEqualTo(fold(events));
  }

  @Test
  default void totals_surviveReopening() {
    List<ChatEvent> events = Samples.everyKind(CHAT);
    storage().write(new Scenario().part(trace(1), events.toArray(ChatEvent[]::new)).batch(1));
    storage().deleteBefore(at(1000));
    assertThat(reopened().reader().totals()).isEqualTo(fold(events));
  }
}
