// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.logs;

import ai.mozaiks.observability.logging.AgentLogging;
import ai.mozaiks.observability.logging.LogContext;
import ai.mozaiks.observability.logging.LogSettings;
import ch.qos.logback.classic.LoggerContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Logs JSON lines into files at a given rate, each into the file of its topic and the combined
/// one, and counts what is on disk afterwards, rotated files included.
@Command(
    name = "logs",
    description = "Logs JSON lines at a given rate and counts what is on disk.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class LogRate implements Callable<Integer> {

  @Option(names = "--folder", required = true, description = "Where to log.")
  Path folder = Path.of("");

  @Option(
      names = "--rate",
      defaultValue = "50000",
      description = "Lines a second of all threads together (${DEFAULT-VALUE}).")
  int rate = 50_000;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "How long (${DEFAULT-VALUE}), after half as long to warm up.")
  int seconds = 20;

  @Option(names = "--threads", defaultValue = "2", description = "Threads (${DEFAULT-VALUE}).")
  int threads = 2;

  @Option(
      names = "--file-size",
      defaultValue = "2GB",
      description =
          "Size at which files are rotated (${DEFAULT-VALUE}); compressing them takes a core for a"
              + " second for each 50 MB.")
  String fileSize = "2GB";

  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    System.exit(new CommandLine(new LogRate()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    AgentLogging.start(
        LogSettings.builder()
            .folder(folder)
            .json(true)
            .console(LogSettings.Console.NONE)
            .maxFileSize(fileSize)
            .totalSizeCap("100GB")
            .build());
    long warmUp = run(seconds / 2);
    long droppedBefore = AgentLogging.dropped();
    long began = System.nanoTime();
    long cpuBegan = cpuNanos();
    long said = run(seconds);
    double took = (System.nanoTime() - began) / 1e9;
    double cpu = (cpuNanos() - cpuBegan) / 1e9;
    long dropped = AgentLogging.dropped();
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    long combined = lines("combined", "app.log");
    long topic = lines("", "core.log");
    out.printf(
        Locale.ROOT,
        "logged      %,d lines in %.1f s: %,.0f lines/s, %,d dropped%n",
        said,
        took,
        said / took,
        dropped - droppedBefore);
    out.printf(
        Locale.ROOT,
        "processor   %.1f s, %.1f us a line, logging included%n",
        cpu,
        cpu * 1e6 / said);
    out.printf(
        Locale.ROOT,
        "on disk     %,d lines in core.log, %,d in combined/app.log, of %,d with the warm-up%n",
        topic,
        combined,
        warmUp + said);
    out.flush();
    long wanted = warmUp + said - dropped;
    // the notices of what was dropped are lines too
    return topic >= wanted && combined >= wanted && dropped == droppedBefore ? 0 : 1;
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private long run(int length) throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    long perThread = (long) rate * length / threads;
    for (int t = 0; t < threads; t++) {
      String chat = "chat-" + t;
      Thread thread = new Thread(() -> LogContext.chat(chat).app("acme").run(() -> say(perThread)));
      running.add(thread);
      thread.start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    return perThread * threads;
  }

  private void say(long count) {
    Logger log = LoggerFactory.getLogger("com.acme.agents.Planner");
    long nanosPerLine = TimeUnit.SECONDS.toNanos(1) * threads / rate;
    long began = System.nanoTime();
    for (long i = 0; i < count; i++) {
      log.atInfo()
          .addKeyValue("operation", "vector search")
          .addKeyValue("rows", i)
          .addKeyValue("duration_seconds", 0.125)
          .log("asked {} indexes about the question of the planner, found {} rows", 3, i);
      long ahead = began + i * nanosPerLine - System.nanoTime();
      if (ahead > 1_000_000) {
        LockSupport.parkNanos(ahead);
      }
    }
  }

  private long lines(String below, String name) throws IOException {
    long lines = 0;
    try (Stream<Path> files = Files.list(folder.resolve(below))) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith(name)).toList()) {
        try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz")
                        ? new GZIPInputStream(Files.newInputStream(file))
                        : Files.newInputStream(file),
                    StandardCharsets.UTF_8))) {
          lines += reader.lines().count();
        }
      }
    }
    return lines;
  }
}
