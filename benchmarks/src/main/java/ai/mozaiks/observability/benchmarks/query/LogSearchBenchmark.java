// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.query;

import ai.mozaiks.observability.storage.LogColumn;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogHistogramQuery;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogReader;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import com.sun.management.OperatingSystemMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Fills an embedded store with a gigabyte of log lines, and times searches over all of them. Tells
/// the processor time beside the time on the clock, since that can be compared on a busy machine
/// too.
@Command(
    name = "search",
    description = "Fills a store with seven days of log lines and times searches.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class LogSearchBenchmark implements Callable<Integer> {
  private static final int LINES_PER_BATCH = 20_000;
  private static final int RUNS = 10;

  @Option(
      names = "--folder",
      required = true,
      description = "Where to keep the store; what is there is not loaded again.")
  Path folder = Path.of("");

  @Option(
      names = "--lines",
      defaultValue = "4000000",
      description = "How many lines to load (${DEFAULT-VALUE}: a gigabyte as JSON lines).")
  int lines = 4_000_000;

  @Spec CommandSpec spec = CommandSpec.create();

  /// Runs the command line.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LogSearchBenchmark()).execute(arguments));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @Override
  public Integer call() {
    try (EmbeddedStorage store = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      load(store);
    }
    try (Storage store = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      Storage.StorageStats stats = store.stats();
      out().printf("lines %,d; %,d bytes on disk%n", stats.logs(), stats.bytes());
      out().printf("%-44s %8s %8s %8s %8s%n", "question", "p50 ms", "p90 ms", "cpu ms", "answer");
      LogReader reader = store.reader();
      time("the newest 100", reader, logs -> list(logs, LogFilter.ALL));
      text(reader, "a word of every line", "handled");
      text(reader, "a phrase of every fifth line", "\"rate limit\"");
      text(reader, "a word of one line in 10,000", LogHistory.SELDOM);
      text(reader, "a word of one line in a million", LogHistory.RARE);
      text(reader, "a request id of the last hour", LogHistory.request(lines - 10_000));
      text(reader, "a request id of seven days ago", LogHistory.request(10_000));
      text(reader, "two words, one of them in a million", "handled " + LogHistory.RARE);
      text(reader, "a word that is nowhere", "nowhere");
      part(reader, "a part of every fifth line", "rate lim");
      part(reader, "a part of one request id", LogHistory.request(10_000).substring(2));
      part(
          reader,
          "a part with a whole rare word in it",
          "quest " + LogHistory.request(10_000) + " ");
      time(
          "a logger",
          reader,
          logs -> list(logs, LogFilter.builder().column(LogColumn.LOGGER, "shop.module7").build()));
      time(
          "an attribute of few lines",
          reader,
          logs -> list(logs, LogFilter.builder().field("order", "77777").build()));
      time("counts by hour, all", reader, logs -> count(logs, LogFilter.ALL));
      time("counts by hour, a word of every line", reader, logs -> count(logs, words("handled")));
      time("counts by hour, one in a million", reader, logs -> count(logs, words(LogHistory.RARE)));
    }
    out().flush();
    return 0;
  }

  private void load(Storage store) {
    LogHistory history = new LogHistory(lines);
    long start = System.nanoTime();
    long cpu = cpuNanos();
    long before = store.stats().logs();
    int batches = (lines + LINES_PER_BATCH - 1) / LINES_PER_BATCH;
    for (int batch = (int) store.appliedSequence() + 1; batch <= batches; batch++) {
      int from = (batch - 1) * LINES_PER_BATCH;
      store.write(history.batch(batch, from, Math.min(lines, from + LINES_PER_BATCH)));
    }
    out()
        .printf(
            "loading %,d lines: %.1f s, processor %.1f s%n",
            store.stats().logs() - before,
            (System.nanoTime() - start) / 1e9,
            (cpuNanos() - cpu) / 1e9);
    out().flush();
  }

  private static LogFilter words(String words) {
    return LogFilter.builder().text(LogText.parse(words, List.of())).build();
  }

  private void text(LogReader reader, String name, String words) {
    time(name, reader, logs -> list(logs, words(words)));
  }

  private void part(LogReader reader, String name, String part) {
    LogFilter filter = LogFilter.builder().text(new LogText(List.of(), List.of(part))).build();
    time(name, reader, logs -> list(logs, filter));
  }

  private static long list(LogReader logs, LogFilter filter) {
    return logs.logs(
            new LogQuery(
                LogHistory.END.minus(LogHistory.LENGTH), LogHistory.END, filter, null, 100))
        .size();
  }

  private static long count(LogReader logs, LogFilter filter) {
    return logs.countLogs(
            new LogHistogramQuery(
                LogHistory.END.minus(LogHistory.LENGTH),
                LogHistory.END,
                Duration.ofHours(1),
                filter))
        .size();
  }

  private void time(String name, LogReader reader, ToLongFunction<LogReader> question) {
    long size = question.applyAsLong(reader); // warms up
    List<Double> millis = new ArrayList<>();
    long cpu = cpuNanos();
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      size = question.applyAsLong(reader);
      millis.add((System.nanoTime() - start) / 1e6);
    }
    double cpuMillis = (cpuNanos() - cpu) / 1e6 / RUNS;
    List<Double> sorted = millis.stream().sorted().toList();
    out()
        .printf(
            "%-44s %8.1f %8.1f %8.1f %,8d%n",
            name, sorted.get(RUNS / 2), sorted.get(RUNS * 9 / 10), cpuMillis, size);
    out().flush();
  }

  /// Processor time of all threads of this process.
  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
