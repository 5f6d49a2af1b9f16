// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks;

import ai.mozaiks.observability.logging.JsonLinesEncoder;
import ai.mozaiks.observability.logging.QueuedAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.event.KeyValuePair;

/// What a line of JSON costs: a message of 60 characters, four names of the context and three
/// pairs, about 450 bytes in all. Run with `-prof gc` to see the bytes allocated by a line.
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LogLineBenchmark {

  /// Logs into a queue whose thread encodes and throws away, or only throws away.
  @State(Scope.Benchmark)
  public static class Logging {
    /// Whether lines say where in the code they were logged.
    @Param({"true", "false"})
    boolean place;

    private final LoggerContext context = new LoggerContext();
    private final QueuedAppender queue = new QueuedAppender();
    final LogbackMDCAdapter names = new LogbackMDCAdapter();
    final Logger log = context.getLogger("com.acme.agents.Planner");

    @Setup(Level.Trial)
    public void start() {
      context.setMDCAdapter(names);
      AppenderBase<ILoggingEvent> away =
          new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {}
          };
      away.setContext(context);
      away.start();
      queue.setContext(context);
      queue.setCallSite(place);
      queue.setQueueSize(65_536);
      queue.setQueueCharacters(1L << 30);
      queue.setMaxWaitMillis(
          10_000); // to wait is part of the time; to drop would be something else
      queue.addAppender(away);
      queue.start();
      log.setAdditive(false);
      log.addAppender(queue);
    }

    @TearDown(Level.Trial)
    public void stop() {
      context.stop();
      if (queue.dropped() > 0) {
        throw new IllegalStateException("lines were dropped: the figures are of something else");
      }
    }
  }

  /// A thread's context.
  @State(Scope.Thread)
  public static class Context {
    @Setup(Level.Trial)
    public void open(Logging logging) {
      logging.names.put("chat_id", "chat_abc123");
      logging.names.put("app_id", "acme_corp");
      logging.names.put("workflow_name", "Generator");
      logging.names.put("agent_name", "planner");
    }
  }

  /// Encodes one event again and again.
  @State(Scope.Thread)
  public static class Encoding {
    private final JsonLinesEncoder encoder = new JsonLinesEncoder();
    private final LoggingEvent[] events = new LoggingEvent[2];
    private int next;

    @Setup(Level.Trial)
    public void start(Logging logging, Context context) {
      encoder.setContext(logging.context);
      encoder.start();
      for (int i = 0; i < events.length; i++) {
        events[i] =
            new LoggingEvent(
                "",
                logging.log,
                ch.qos.logback.classic.Level.INFO,
                "asked {} indexes about the question of the planner, found {} rows",
                null,
                new Object[] {3, 1_200});
        events[i].prepareForDeferredProcessing();
        events[i].setCallerData(
            new StackTraceElement[] {
              new StackTraceElement("com.acme.agents.Planner", "plan", "Planner.java", 42)
            });
        events[i].addKeyValuePair(new KeyValuePair("operation", "vector search"));
        events[i].addKeyValuePair(new KeyValuePair("rows", 1_200));
        events[i].addKeyValuePair(new KeyValuePair("duration_seconds", 0.125));
      }
    }

    LoggingEvent event() {
      next ^= 1; // never the one before, which the encoder would remember
      return events[next];
    }
  }

  /// The agent's thread: all that a line costs it.
  @Benchmark
  public void onTheAgentsThread(Logging logging, Context context) {
    logging
        .log
        .atInfo()
        .addKeyValue("operation", "vector search")
        .addKeyValue("rows", 1_200)
        .addKeyValue("duration_seconds", 0.125)
        .log("asked {} indexes about the question of the planner, found {} rows", 3, 1_200);
  }

  /// The writer's thread: masking and encoding.
  @Benchmark
  public byte[] maskedAndEncoded(Encoding encoding) {
    return encoding.encoder.encode(encoding.event());
  }
}
