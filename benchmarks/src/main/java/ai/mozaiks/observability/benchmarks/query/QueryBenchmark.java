// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.query;

import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Fills an embedded store with a long history, and times every kind of question the API asks.
@Command(
    name = "query",
    description = "Fills a store with 30 days of chats and times the API's questions.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class QueryBenchmark implements Callable<Integer> {
  private static final int CHATS_PER_BATCH = 4_000;

  @Option(
      names = "--folder",
      required = true,
      description = "Where to keep the store; what is there is not loaded again.")
  Path folder = Path.of("");

  @Option(
      names = "--events",
      defaultValue = "10000000",
      description = "How many events to load (${DEFAULT-VALUE}).")
  int events = 10_000_000;

  @Option(
      names = "--large",
      defaultValue = "100000",
      description = "Spans of one large chat (${DEFAULT-VALUE}).")
  int large = 100_000;

  @Option(
      names = "--runs",
      defaultValue = "20",
      description = "How often to ask each question (${DEFAULT-VALUE}).")
  int runs = 20;

  @Option(
      names = "--only",
      defaultValue = "",
      description = "Ask only questions whose name contains this text.")
  String only = "";

  @Spec CommandSpec spec = CommandSpec.create();

  /// Runs the command line.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new QueryBenchmark()).execute(arguments));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @Override
  public Integer call() throws ConfigurationException {
    int chats = events / History.EVENTS_PER_CHAT;
    try (EmbeddedStorage store = open()) {
      load(store, chats);
      long summing = System.nanoTime();
      store.sumHours();
      out().printf("summing hours        %8.1f ms%n", millisSince(summing));
    }
    long opening = System.nanoTime();
    try (Storage store = open()) {
      out().printf("reopening            %8.1f ms%n", millisSince(opening));
      readAsTheFoldDoes(store.reader());
      readAsAlertsDo(store.reader());
      Storage.StorageStats stats = store.stats();
      out()
          .printf(
              "events %,d, spans %,d, chats %,d; %,d bytes on disk, %d per event%n",
              stats.events(),
              stats.spans(),
              stats.chats(),
              stats.bytes(),
              stats.bytes() / Math.max(1, stats.events()));
      out().printf("%-52s %9s %9s %9s%n", "question", "p50 ms", "p95 ms", "answer");
      Questions.of(chats, large)
          .forEach((name, question) -> {
            if (name.contains(only)) {
              time(store.reader(), name, question);
            }
          });
    }
    out().flush();
    return 0;
  }

  private EmbeddedStorage open() {
    return EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
  }

  /// Goes on where an earlier load ended: batch n has the sequence n, the large chat comes last.
  private void load(Storage store, int chats) {
    History history = new History(chats);
    long start = System.nanoTime();
    long before = store.stats().events();
    int batches = (chats + CHATS_PER_BATCH - 1) / CHATS_PER_BATCH;
    for (int batch = (int) store.appliedSequence() + 1; batch <= batches; batch++) {
      int from = (batch - 1) * CHATS_PER_BATCH;
      store.write(history.batch(batch, from, Math.min(chats, from + CHATS_PER_BATCH)));
    }
    if (large > 0 && store.appliedSequence() == batches) {
      store.write(history.large(batches + 1, large));
    }
    double seconds = millisSince(start) / 1_000;
    out()
        .printf(
            "loading              %8.1f s, %,.0f events/s%n",
            seconds, (store.stats().events() - before) / seconds);
    out().flush();
  }

  private void readAsTheFoldDoes(StorageReader store) {
    AtomicLong rows = new AtomicLong();
    long start = System.nanoTime();
    store.forEachKnownChat(_ -> rows.incrementAndGet());
    out().printf("reading known chats  %8.1f ms (%,d)%n", millisSince(start), rows.getAndSet(0));
    start = System.nanoTime();
    Instant lately = History.END.minus(Duration.ofDays(1));
    store.forEachChat(lately, lately, _ -> rows.incrementAndGet());
    out().printf("reading chats        %8.1f ms (%,d)%n", millisSince(start), rows.getAndSet(0));
    start = System.nanoTime();
    store.forEachPart(_ -> rows.incrementAndGet());
    out().printf("reading parts        %8.1f ms (%,d)%n", millisSince(start), rows.get());
    start = System.nanoTime();
    int series = store.totals().size();
    out().printf("reading totals       %8.1f ms (%,d)%n", millisSince(start), series);
  }

  /// What the built-in rules and service levels need at a start.
  private void readAsAlertsDo(StorageReader store) throws ConfigurationException {
    RuleSet rules = new RuleFiles(new SloFiles().addBuiltIn().read()).addBuiltIn().read();
    Instant from = History.END.minus(Duration.ofDays(31));
    Measures measures = new Measures(rules.measurements(), 10_000, History.END);
    AtomicLong rows = new AtomicLong();
    long start = System.nanoTime();
    store.forEachEvent(
        from,
        Instant.MAX,
        () -> {},
        event -> {
          measures.add(List.of(event));
          rows.incrementAndGet();
        });
    out().printf("feeding alert rules  %8.1f ms (%,d)%n", millisSince(start), rows.get());
  }

  private static double millisSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e6;
  }

  /// @param question gives the size of its answer
  private void time(StorageReader store, String name, ToLongFunction<StorageReader> question) {
    long size = question.applyAsLong(store); // warms up
    long patience = Duration.ofSeconds(20).toNanos();
    long start = System.nanoTime();
    List<Double> millis = new ArrayList<>();
    while (millis.size() < runs && System.nanoTime() - start < patience) {
      long asked = System.nanoTime();
      size = question.applyAsLong(store);
      millis.add(millisSince(asked));
    }
    List<Double> sorted = millis.stream().sorted().toList();
    out()
        .printf(
            "%-52s %9.1f %9.1f %,9d%n",
            name, sorted.get(sorted.size() / 2), sorted.get(rank95(sorted.size())), size);
    out().flush();
  }

  /// The nearest rank, as an index.
  private static int rank95(int size) {
    return (int) Math.ceil(0.95 * size) - 1;
  }
}
