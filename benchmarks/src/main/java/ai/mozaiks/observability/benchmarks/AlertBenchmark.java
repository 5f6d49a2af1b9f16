// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloSet;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to evaluate 1,000 rules for 1,000 groups each, and to keep up to date what they
/// look at.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class AlertBenchmark {
  private static final int RULES = 1_000;
  private static final int GROUPS = 1_000;
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final String[] WINDOWS = {"5m", "10m", "15m", "30m", "1h", "2h", "6h", "1d"};
  private static final String[] METRICS = {"errors", "llm_errors", "tool_errors", "agent_errors"};
  private static final Surroundings NOTHING =
      new Surroundings() {
        @Override
        public List<FlaggedChat> chats() {
          return List.of();
        }

        @Override
        public double read(Figure figure) {
          return Double.NaN;
        }
      };

  private final AlertEngine engine = new AlertEngine();
  private final List<ChatEvent> events = new ArrayList<>();
  private Measures measures = new Measures(List.of(), 1, START);
  private Instant now = START;

  @Setup
  public void prepare() throws ConfigurationException {
    RuleSet rules = rules();
    measures = new Measures(rules.measurements(), GROUPS, START);
    for (int i = 0; i < 100 * GROUPS; i++) {
      events.add(turn(i));
    }
    measures.add(events);
    now = START.plus(Duration.ofHours(1));
    measures.advance(now);
    engine.use(rules, now);
  }

  private static RuleSet rules() throws ConfigurationException {
    StringBuilder text = new StringBuilder("rules:\n");
    for (int i = 0; i < RULES; i++) {
      String window = WINDOWS[i % WINDOWS.length];
      text.append("  - {name: R").append(i).append(", window: ").append(window);
      text.append(
          switch (i % 3) {
            case 0 ->
                ", kind: ratio, of: %s, to: turns, above: 90%%, by: [app, workflow]"
                    .formatted(METRICS[i % METRICS.length]);
            case 1 ->
                ", kind: threshold, of: %s, above: 1000, by: [app, workflow]"
                    .formatted(METRICS[i % METRICS.length]);
            default -> ", kind: quantile, of: turn_duration, above: 500s, by: [app, workflow]";
          });
      text.append("}\n");
    }
    return new RuleFiles(SloSet.EMPTY).add("rules", text.toString()).read();
  }

  private static ChatEvent turn(int i) {
    int group = i % GROUPS;
    String app = "app" + group / 10;
    ChatEvent.Context context =
        new ChatEvent.Context(
            "turn-" + i,
            new ChatKey(app, "chat-" + i),
            "workflow" + group % 10,
            "user",
            START.plusMillis(36L * i),
            null);
    Failure failure = i % 20 == 0 ? Failure.of("Refused", null) : null;
    return new ChatEvent.AgentTurn(context, "planner", Duration.ofMillis(i % 9_000), failure);
  }

  /// One evaluation of all rules; nothing fires.
  @Benchmark
  public List<AlertChange> evaluate() {
    return engine.evaluate(measures, NOTHING, now);
  }

  /// 100,000 events put in and withdrawn again.
  @Benchmark
  public Measures feed() {
    measures.replace(events, List.of());
    measures.replace(List.of(), events);
    return measures;
  }
}
