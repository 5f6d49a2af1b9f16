// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What holds for every trace, tried on many random ones. A failure names the seed that shows it.
class DerivationPropertiesTest {
  private static final int TRACES = 1_000;

  @Test
  void orderOfSpansDoesNotMatter() {
    for (long seed = 0; seed < TRACES; seed++) {
      List<SpanFacts> spans = RandomTrace.ofSeed(seed);
      List<SpanFacts> shuffled = new ArrayList<>(spans);
      Collections.shuffle(shuffled, new Random(seed));

      assertThat(Derived.of(shuffled, false))
          .as("seed %d", seed)
          .isEqualTo(Derived.of(spans, false));
    }
  }

  @Test
  void usageOfEachCountedSpanAppearsExactlyOnce() {
    for (long seed = 0; seed < TRACES; seed++) {
      List<SpanFacts> spans = RandomTrace.ofSeed(seed);
      Map<Long, TokenUsage> usageById = new HashMap<>();
      spans.forEach(span -> usageById.put(span.spanId(), span.usage()));
      Set<Long> seen = new HashSet<>();

      for (ChatEvent event : Derived.of(spans, false).events()) {
        TokenUsage usage = usageOf(event);
        if (usage != null) {
          Long id = Derived.spanIds(List.of(event)).getFirst();
          assertThat(seen.add(id)).as("seed %d: span %d once", seed, id).isTrue();
          assertThat(usage).as("seed %d: span %d", seed, id).isEqualTo(usageById.get(id));
        }
      }
    }
  }

  @Test
  void tokensAreNeverMoreThanModelSpansAndBookedSumsTell() {
    for (long seed = 0; seed < TRACES; seed++) {
      List<SpanFacts> spans = RandomTrace.ofSeed(seed);
      Derived derived = Derived.of(spans, false);
      long ofModelSpans =
          spans.stream()
              .filter(span -> span.role().isModelCall())
              .mapToLong(span -> prompt(span.usage()))
              .sum();
      long booked =
          derived.events().stream()
              .filter(event -> event.id().endsWith("/usage"))
              .mapToLong(event -> prompt(usageOf(event)))
              .sum();
      long derivedTokens =
          derived.events().stream().mapToLong(event -> prompt(usageOf(event))).sum();

      assertThat(derivedTokens).as("seed %d", seed).isLessThanOrEqualTo(ofModelSpans + booked);
    }
  }

  @Test
  void modelCallWithoutAnotherBelowCounts_whereItKnowsItsUsage() {
    for (long seed = 0; seed < TRACES; seed++) {
      List<SpanFacts> spans = RandomTrace.ofSeed(seed);
      Set<Long> parents = new HashSet<>();
      spans.forEach(span -> parents.add(span.parentSpanId()));
      List<Long> counted = Derived.spanIds(Derived.of(spans, false).calls());

      for (SpanFacts span : spans) {
        if (span.role().isModelCall() && span.hasUsage() && !parents.contains(span.spanId())) {
          assertThat(counted).as("seed %d", seed).contains(span.spanId());
        }
      }
    }
  }

  @Test
  void leafWithoutAgentTelemetryChangesNothing() {
    for (long seed = 0; seed < TRACES; seed++) {
      List<SpanFacts> spans = RandomTrace.ofSeed(seed);
      Set<Long> ids = new HashSet<>();
      Set<Long> parents = new HashSet<>();
      spans.forEach(span -> {
        ids.add(span.spanId());
        parents.add(span.parentSpanId());
      });
      List<SpanFacts> without = new ArrayList<>(spans);
      without.removeIf(span ->
          span.role() == Role.PLAIN
              && ids.contains(span.parentSpanId())
              && !parents.contains(span.spanId()));

      assertThat(Derived.of(without, false))
          .as("seed %d", seed)
          .isEqualTo(Derived.of(spans, false));
    }
  }

  @Test
  void eventsHaveIdsOfTheirOwn_andNoNegativeTimes() {
    for (long seed = 0; seed < TRACES; seed++) {
      Derived derived = Derived.of(RandomTrace.ofSeed(seed), true);
      Set<String> ids = new HashSet<>();

      for (ChatEvent event : derived.events()) {
        assertThat(ids.add(event.id())).as("seed %d: %s", seed, event.id()).isTrue();
        assertThat(event.duration()).as("seed %d", seed).isGreaterThanOrEqualTo(Duration.ZERO);
      }
    }
  }

  @Test
  void failureOfATraceIsNeverOnlyEchoes() {
    for (long seed = 0; seed < TRACES; seed++) {
      Derived derived = Derived.of(RandomTrace.ofSeed(seed), false);
      boolean failed =
          derived.turns().stream().anyMatch(turn -> turn.failure() != null)
              || derived.tools().stream().anyMatch(tool -> tool.failure() != null);

      if (failed) {
        assertThat(derived.tally().errors()).as("seed %d", seed).isPositive();
      }
    }
  }

  private static @Nullable TokenUsage usageOf(ChatEvent event) {
    return switch (event) {
      case ChatEvent.LlmCall call -> call.usage();
      case ChatEvent.UsageDelta delta -> delta.usage();
      case ChatEvent.WorkflowStarted _,
          ChatEvent.AgentTurn _,
          ChatEvent.ToolCall _,
          ChatEvent.UsageSummary _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.Superseded _,
          ChatEvent.WorkflowEnded _ ->
          null;
    };
  }

  private static long prompt(@Nullable TokenUsage usage) {
    return usage == null || usage.promptTokens() == null ? 0 : usage.promptTokens();
  }
}
