// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Loads a server on this machine and reports what it did with it.
@Command(
    name = "load",
    description = "Loads a server on this machine with agent traces and reads back the counts.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class LoadDriver implements Callable<Integer> {
  private static final int MOST_SECONDS = 600;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8000",
      description = "The server's main address; loopback only (${DEFAULT-VALUE}).")
  URI url = URI.create("http://127.0.0.1:8000");

  @Option(
      names = "--grpc",
      paramLabel = "URL",
      description = "Send over gRPC to this address, such as http://127.0.0.1:4317.")
  @Nullable URI grpc;

  @Option(
      names = "--wire",
      defaultValue = "OTLP_PROTOBUF",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  Wire wire = Wire.OTLP_PROTOBUF;

  @Option(
      names = "--span-bytes",
      defaultValue = "450",
      description = "Size of a span in protobuf (${DEFAULT-VALUE}).")
  int spanBytes = 450;

  @Option(
      names = "--spans",
      defaultValue = "512",
      description = "Spans in a request; 1 to 20000 (${DEFAULT-VALUE}).")
  int spans = 512;

  @Option(names = "--connections", defaultValue = "4", description = "1 to 64 (${DEFAULT-VALUE}).")
  int connections = 4;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "How long to measure; 1 to 600 (${DEFAULT-VALUE}).")
  int seconds = 10;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      description = "Seconds before, not measured (${DEFAULT-VALUE}).")
  int warmUp = 5;

  @Option(
      names = "--requests",
      defaultValue = "1000000",
      description = "The most requests (${DEFAULT-VALUE}).")
  long requests = 1_000_000;

  @Option(names = "--pid", description = "The server's process, for CPU and memory.")
  @Nullable Long pid;

  @Option(
      names = "--zipkin-jar",
      description = "Start this zipkin-server jar on the port of --url, and load it.")
  @Nullable Path zipkinJar;

  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new LoadDriver())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(100)
            .setExecutionExceptionHandler((failure, commandLine, _) -> {
              if (failure instanceof IOException) {
                commandLine.getErr().println("the server does not answer: " + failure);
                return 1;
              }
              throw failure;
            })
            .execute(args));
  }

  @Override
  public Integer call() throws Exception {
    requireLoopback(url);
    if (grpc != null) {
      requireLoopback(grpc);
    }
    require(connections >= 1 && connections <= 64, "--connections: 1 to 64");
    require(seconds >= 1 && seconds <= MOST_SECONDS, "--seconds: 1 to 600");
    require(warmUp >= 0 && warmUp <= MOST_SECONDS, "--warm-up: 0 to 600");
    require(spans >= 1 && spans <= 20_000, "--spans: 1 to 20000");
    require(zipkinJar == null || wire.zipkin(), "--zipkin-jar needs --wire ZIPKIN_…");
    if (zipkinJar == null) {
      return measure(pid);
    }
    try (ZipkinServer zipkin = ZipkinServer.start(zipkinJar, url.getPort())) {
      return measure(zipkin.pid());
    }
  }

  private int measure(@Nullable Long process) throws IOException, InterruptedException {
    ExportTraceServiceRequest request = new AgentTraces(spanBytes).request(spans);
    int count = request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
    Payload payload = new Payload(wire.encode(request), count);
    // Ids of one run begin where those of no earlier run can be.
    Load load = new Load(payload, () -> connect(payload.size()), System.currentTimeMillis() << 20);
    try (Readback readback = new Readback(url, wire.zipkin())) {
      if (warmUp > 0) {
        load.run(connections, requests, Duration.ofSeconds(warmUp));
        readback.awaitSettled();
      }
      Readback.Counts before = readback.counts();
      ServerProcess processBefore = process == null ? null : ServerProcess.read(process);
      ThreadTimes threadsBefore = process == null ? null : ThreadTimes.read(process);
      long driverBefore = cpuNanos();
      Load.Result result = load.run(connections, requests, Duration.ofSeconds(seconds));
      long driver = cpuNanos() - driverBefore;
      Duration settled = readback.awaitSettled();
      Readback.Counts after = readback.counts();
      ServerProcess processAfter = process == null ? null : ServerProcess.read(process);
      int status = report(payload, result, before, after, settled, processBefore, processAfter);
      if (process != null && threadsBefore != null) {
        reportThreads(threadsBefore, ThreadTimes.read(process), driver, result, payload);
      }
      return status;
    }
  }

  /// Of this process, since it began.
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private Connection connect(int bodySize) throws IOException {
    return grpc == null ? new Connection.Http(url, wire, bodySize) : new Connection.Grpc(grpc);
  }

  private int report(
      Payload payload,
      Load.Result result,
      Readback.Counts before,
      Readback.Counts after,
      Duration settled,
      @Nullable ServerProcess processBefore,
      @Nullable ServerProcess processAfter) {
    PrintWriter out = spec.commandLine().getOut();
    double elapsed = result.elapsed().toNanos() / 1e9;
    long acknowledged = result.acknowledged() * payload.spans();
    long stored = after.stored() - before.stored();
    Histogram micros = result.micros();
    out.printf(
        Locale.ROOT,
        "sent          %s, %s, spans of %d B, %d a request of %,d B, %d connections, %.1f s%n",
        wire,
        grpc == null ? "HTTP" : "gRPC",
        spanBytes,
        payload.spans(),
        payload.size(),
        connections,
        elapsed);
    out.printf(Locale.ROOT, "statuses      %s%n", result.statuses());
    out.printf(
        Locale.ROOT,
        "acknowledged  %,d spans, %,.0f spans/s%n",
        acknowledged,
        acknowledged / elapsed);
    out.printf(
        Locale.ROOT,
        "answer time   p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
    out.printf(
        Locale.ROOT,
        "read back     accepted %,d, stored %,d, duplicates %,d, agent turns %,d%n",
        after.accepted() - before.accepted(),
        stored,
        after.duplicates() - before.duplicates(),
        after.agentTurns() - before.agentTurns());
    out.printf(
        Locale.ROOT,
        "settled       %s%n",
        settled.isNegative()
            ? "not within a minute: " + after.pending() + " pending"
            : "%.2f s after the last answer".formatted(settled.toNanos() / 1e9));
    if (processBefore != null && processAfter != null) {
      out.printf(
          Locale.ROOT,
          "server        %.1f s CPU, %,d MB resident, %,d MB at most%n",
          processAfter.cpuSeconds() - processBefore.cpuSeconds(),
          processAfter.residentMegabytes(),
          processAfter.peakMegabytes());
    }
    boolean balanced = stored == acknowledged;
    out.printf(
        Locale.ROOT,
        "balance       %s%n",
        balanced
            ? "exact: every acknowledged span was read back, none twice"
            : "OFF by " + (stored - acknowledged) + " spans");
    out.flush();
    return balanced ? 0 : 1;
  }

  private void reportThreads(
      ThreadTimes before, ThreadTimes after, long driver, Load.Result result, Payload payload) {
    long acknowledged = result.acknowledged() * payload.spans();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "CPU per span  %s; this driver %.2f%n",
        after.perSpanSince(before, acknowledged),
        driver / 1e3 / Math.max(1, acknowledged));
    out.flush();
  }

  /// By name only: looking a name up could lead anywhere.
  private void requireLoopback(URI address) {
    String host = address.getHost();
    boolean here = "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    require(
        here && address.getPort() > 0,
        address + " (expected: localhost, 127.0.0.1 or [::1] with a port: no other is loaded)");
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
