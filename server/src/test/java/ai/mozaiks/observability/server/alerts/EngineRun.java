// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import static java.util.Objects.requireNonNull;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The engine over events of the past, at speed: each event is told when it is over.
public final class EngineRun {
  private final RuleSet rules;
  private final List<ChatEvent> events;
  private ToIntFunction<Instant> runningChats = _ -> 0;
  private Function<Instant, Boolean> ready = _ -> true;

  public EngineRun(RuleSet rules, List<ChatEvent> events) {
    this.rules = rules;
    this.events = events.stream().sorted(Comparator.comparing(ChatEvent::endedAt)).toList();
  }

  /// How many chats run.
  public EngineRun chats(ToIntFunction<Instant> running) {
    this.runningChats = running;
    return this;
  }

  /// Whether the server is ready.
  public EngineRun ready(Function<Instant, Boolean> ready) {
    this.ready = ready;
    return this;
  }

  /// A time in which an alert fired.
  ///
  /// @param labels all labels of the alert
  /// @param until null while it fires
  public record Firing(Map<String, String> labels, Instant from, @Nullable Instant until) {
    public String name() {
      return String.valueOf(labels.get("alertname"));
    }
  }

  /// Evaluates the rules again and again.
  ///
  /// @param to included
  /// @return in the order in which they began
  public List<Firing> run(Instant from, Instant to, Duration step) {
    Measures measures = new Measures(rules.measurements(), 1_000, from);
    AlertEngine engine = new AlertEngine();
    engine.use(rules, from);
    List<Firing> firings = new ArrayList<>();
    Map<Map<String, String>, Integer> open = new HashMap<>();
    int next = 0;
    for (Instant now = from; !now.isAfter(to); now = now.plus(step)) {
      measures.advance(now);
      int first = next;
      while (next < events.size() && !events.get(next).endedAt().isAfter(now)) {
        next++;
      }
      measures.add(events.subList(first, next));
      for (AlertChange change : engine.evaluate(measures, surroundings(now), now)) {
        note(change, firings, open);
      }
    }
    return firings;
  }

  /// The names of the alerts that fire at the end of a run.
  public List<String> firingAt(Instant from, Instant to) {
    return run(from, to, Duration.ofSeconds(30)).stream()
        .filter(firing -> firing.until() == null)
        .map(Firing::name)
        .toList();
  }

  private static void note(
      AlertChange change, List<Firing> firings, Map<Map<String, String>, Integer> open) {
    Alert after = change.after();
    if (after == null) {
      return;
    }
    if (after.state() == AlertState.FIRING) {
      open.put(after.labels(), firings.size());
      firings.add(new Firing(after.labels(), change.at(), null));
    } else if (after.state() == AlertState.RESOLVED) {
      int place = requireNonNull(open.remove(after.labels()));
      Firing begun = firings.get(place);
      firings.set(place, new Firing(begun.labels(), begun.from(), change.at()));
    }
  }

  private Surroundings surroundings(Instant now) {
    return new Surroundings() {
      @Override
      public List<FlaggedChat> chats() {
        List<FlaggedChat> chats = new ArrayList<>();
        for (int i = 0; i < runningChats.applyAsInt(now); i++) {
          ChatKey key = new ChatKey("shop", "chat " + i);
          ChatEvent start =
              new ChatEvent.WorkflowStarted(
                  new ChatEvent.Context("start " + i, key, "order", null, now, null));
          chats.add(
              new FlaggedChat(
                  ChatState.fold(key, List.of(start)).snapshot(now, ChatTimeouts.DEFAULT),
                  List.of()));
        }
        return chats;
      }

      @Override
      public double read(Figure figure) {
        return switch (figure) {
          case READY -> ready.apply(now) ? 1 : 0;
          case DISK_FREE -> 1e12;
          default -> 0;
        };
      }
    };
  }
}
