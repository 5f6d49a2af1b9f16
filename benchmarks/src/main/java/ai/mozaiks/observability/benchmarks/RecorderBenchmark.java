// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks;

import ai.mozaiks.observability.recorder.PerformanceManager;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// What recording costs the agent. Run with `-prof gc` to see the bytes allocated by a call.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RecorderBenchmark {
  private static final Duration TURN = Duration.ofMillis(800);

  /// One recorder for all threads.
  @State(Scope.Benchmark)
  public static class Recorder {
    final PerformanceManager performance = PerformanceManager.builder().build();

    @Setup(Level.Trial)
    public void start() {
      performance.recordWorkflowStart("shared", "acme", "Generator", "user");
    }

    @TearDown(Level.Trial)
    public void close() {
      performance.close();
    }
  }

  /// A recorder whose events go to a sink, which takes them at once: what recording costs when they
  /// are kept and handed over.
  @State(Scope.Benchmark)
  public static class SendingRecorder {
    final PerformanceManager performance = PerformanceManager.builder().sink(events -> {}).start();

    @Setup(Level.Trial)
    public void start() {
      performance.recordWorkflowStart("shared", "acme", "Generator", "user");
    }

    @TearDown(Level.Trial)
    public void close() {
      performance.close();
    }
  }

  /// A chat of a thread's own.
  @State(Scope.Thread)
  public static class OwnChat {
    private String id = "";

    @Setup(Level.Trial)
    public void start(Recorder recorder) {
      id = "chat-" + Thread.currentThread().threadId();
      recorder.performance.recordWorkflowStart(id, "acme", "Generator", "user");
    }
  }

  /// The usual case: one thread, one chat.
  @Benchmark
  public void agentTurn(Recorder recorder, OwnChat chat) {
    recorder.performance.recordAgentTurn(chat.id, "planner", TURN);
  }

  /// Two threads, each with its own chat.
  @Benchmark
  @Threads(2)
  public void agentTurnsOfTwoChats(Recorder recorder, OwnChat chat) {
    recorder.performance.recordAgentTurn(chat.id, "planner", TURN);
  }

  /// Two threads in one chat.
  @Benchmark
  @Threads(2)
  public void agentTurnsOfOneChat(Recorder recorder) {
    recorder.performance.recordAgentTurn("shared", "planner", TURN);
  }

  /// Eight threads, each with its own chat.
  @Benchmark
  @Threads(8)
  public void agentTurnsOfEightChats(Recorder recorder, OwnChat chat) {
    recorder.performance.recordAgentTurn(chat.id, "planner", TURN);
  }

  /// Eight threads in one chat.
  @Benchmark
  @Threads(8)
  public void agentTurnsOfOneChatByEight(Recorder recorder) {
    recorder.performance.recordAgentTurn("shared", "planner", TURN);
  }

  /// The usual case, with a sink.
  @Benchmark
  public void agentTurnForASink(SendingRecorder recorder) {
    recorder.performance.recordAgentTurn("shared", "planner", TURN);
  }

  /// One model call, with its cost.
  @Benchmark
  public void llmCall(Recorder recorder, OwnChat chat) {
    recorder.performance.recordLlmCall(chat.id, "planner", "gpt-4o-mini", TURN, 1_200L, 300L);
  }

  /// One usage delta, with its cost.
  @Benchmark
  public void usageDelta(Recorder recorder, OwnChat chat) {
    recorder.performance.recordUsageDelta(chat.id, "planner", "gpt-4o-mini", 1_200L, 300L, false);
  }
}
