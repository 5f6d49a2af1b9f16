// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.floor;

import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures what bounds the ingest from below: writing to the disk with fsync, the store alone, and
/// DuckDB alone with the same rows.
@Command(
    name = "floor",
    description = "Measures fsync, the store alone, and DuckDB alone with the same rows.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class FloorBenchmark implements Callable<Integer> {
  private static final int TRACES_PER_BATCH = 2_500;
  private static final int REQUEST_BYTES = 150_000;

  @Option(names = "--folder", required = true, description = "Where to write; must be empty.")
  Path folder = Path.of("");

  @Option(
      names = "--batches",
      defaultValue = "60",
      description = "Batches of 20,000 spans; the first third warms up (${DEFAULT-VALUE}).")
  int batches = 60;

  @Option(names = "--syncs", defaultValue = "500", description = "Writes (${DEFAULT-VALUE}).")
  int syncs = 500;

  @Spec CommandSpec spec = CommandSpec.create();

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /// Runs the command line.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FloorBenchmark()).execute(arguments));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @Override
  public Integer call() throws IOException, SQLException {
    sync();
    store();
    copy();
    out().flush();
    return 0;
  }

  /// What a request needs at least before it is answered, if it is alone in its group.
  private void sync() throws IOException {
    Histogram micros = new Histogram(60_000_000, 3);
    ByteBuffer bytes = ByteBuffer.allocateDirect(REQUEST_BYTES);
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("sync"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < syncs; i++) {
        bytes.clear();
        long start = System.nanoTime();
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(false);
        micros.recordValue(Math.min(60_000_000, (System.nanoTime() - start) / 1_000));
      }
    }
    out()
        .printf(
            Locale.ROOT,
            "write and fsync of %,d B      p50 %.2f ms, p99 %.2f ms%n",
            REQUEST_BYTES,
            micros.getValueAtPercentile(50) / 1e3,
            micros.getValueAtPercentile(99) / 1e3);
  }

  private void store() {
    DerivedBatches derived = new DerivedBatches();
    long wall = 0;
    long writer = 0;
    long all = 0;
    long spans = 0;
    long events = 0;
    try (EmbeddedStorage store = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      for (int number = 0; number < batches; number++) {
        StorageBatch batch = derived.next(TRACES_PER_BATCH);
        long wallBefore = System.nanoTime();
        long writerBefore = threads.getCurrentThreadCpuTime();
        long allBefore = process.getProcessCpuTime();
        store.write(batch);
        if (number >= batches / 3) {
          wall += System.nanoTime() - wallBefore;
          writer += threads.getCurrentThreadCpuTime() - writerBefore;
          all += process.getProcessCpuTime() - allBefore;
          spans += batch.spans().size();
          events += batch.parts().stream().mapToLong(part -> part.added().size()).sum();
        }
      }
    }
    out()
        .printf(
            Locale.ROOT,
            "store alone, per span          %.2f us, %.2f us of CPU in the writer, %.2f in all;"
                + " %.2f events a span%n",
            wall / 1e3 / spans,
            writer / 1e3 / spans,
            all / 1e3 / spans,
            (double) events / spans);
  }

  /// Moves the rows of the tables `spans` and `events` within DuckDB, in transactions of the same
  /// size, no row touched by Java.
  private void copy() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("store.duckdb"));
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 2");
      statement.execute("SET checkpoint_threshold = '256MB'");
      statement.execute("ATTACH '" + folder.resolve("copy.duckdb") + "' AS copy");
      statement.execute("CREATE TABLE copy.spans AS FROM spans LIMIT 0");
      statement.execute("CREATE TABLE copy.events AS FROM events LIMIT 0");
      long before = process.getProcessCpuTime();
      long wallBefore = System.nanoTime();
      int rows = TRACES_PER_BATCH * 8;
      for (int number = 0; number < batches; number++) {
        statement.execute("BEGIN");
        copy(statement, "spans", number * (long) rows, rows);
        copy(statement, "events", number * (long) rows * 9 / 8, rows * 9 / 8);
        statement.execute("COMMIT");
      }
      statement.execute("CHECKPOINT copy");
      double spans = (double) batches * rows;
      out()
          .printf(
              Locale.ROOT,
              "DuckDB alone, per span         %.2f us, %.2f us of CPU in all%n",
              (System.nanoTime() - wallBefore) / 1e3 / spans,
              (process.getProcessCpuTime() - before) / 1e3 / spans);
    }
  }

  private static void copy(Statement statement, String table, long from, int rows)
      throws SQLException {
    statement.execute(
        "INSERT INTO copy.%s FROM %s WHERE rowid BETWEEN %d AND %d"
            .formatted(table, table, from, from + rows - 1));
  }
}
