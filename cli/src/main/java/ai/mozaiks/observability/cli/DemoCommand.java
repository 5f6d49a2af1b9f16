// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.demo.Demo;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `mozaiks demo`: a server, and simulated agents that send to it.
@Command(
    name = "demo",
    description =
        "Starts a server and simulated multi-agent chats that send to it over OTLP (traces, logs and "
            + "metrics): first the last hour at once, then live. Some chats get stuck, go round in "
            + "circles or run away, and are flagged. All of it is marked: app ids and chat ids begin with "
            + "'demo-', and every resource carries mozaiks.demo=true. Without --data the data is "
            + "deleted at the end.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks demo",
      "  mozaiks demo --port 9000 --speed 10 --seed 7",
      "  mozaiks demo --duration 5m --data ./demo-data"
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration PACE = Duration.ofSeconds(1);

  /// Of a chat that is called a runaway; the longest of the usual ones have some 45.
  private static final int RUNAWAY_TURNS = 40;

  @Mixin ServerOptions options = new ServerOptions();

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "How many times as many chats; > 0, at most 1000 (${DEFAULT-VALUE}).")
  double speed = 1;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Decides what happens; the same seed, the same chats.")
  @Nullable Long seed;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "Stops after this time, such as 5m; until Ctrl-C otherwise.")
  @Nullable String duration;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Instant end = end();
    if (!(speed > 0 && speed <= 1_000)) {
      throw usage("--speed: " + speed + " (expected: > 0, at most 1000)");
    }
    long usedSeed = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
    Path temporary = options.data == null ? Files.createTempDirectory("mozaiks-demo-") : null;
    Map<String, String> overrides =
        temporary == null ? Map.of() : Map.of("data", temporary.toString());
    ServerConfig config;
    Server server;
    try {
      config = options.read(environment(System.getenv()), overrides);
      server = ServerStart.start(config);
    } catch (Exception e) {
      delete(temporary);
      throw e;
    }
    StopSignal stop =
        StopSignal.onStop(() -> {
          server.close();
          delete(temporary);
        });
    Addresses addresses = Addresses.of(config, server);
    PrintWriter out = spec.commandLine().getOut();
    addresses.print(
        out,
        "Mozaiks Observability "
            + Mozaiks.Version.text()
            + " with simulated agents, seed "
            + usedSeed
            + ".",
        temporary == null
            ? config.data().toAbsolutePath().toString()
            : temporary + "  (deleted at the end)");
    play(addresses, usedSeed, end, stop, out);
    return 0; // the exit runs the stop action
  }

  /// Adds what makes more to see, where the operator has not set it: what the simulated chats say
  /// is kept, and theirs are soon enough called runaways.
  Map<String, String> environment(Map<String, String> real) {
    boolean own = options.config != null || !real.getOrDefault("MOZAIKS_CONFIG", "").isBlank();
    if (own) {
      return real;
    }
    Map<String, String> more = new HashMap<>(real);
    more.putIfAbsent("MOZAIKS_CONTENT_APPS", Demo.appsWithContent());
    more.putIfAbsent("MOZAIKS_CHATS_RUNAWAY_TURNS", Integer.toString(RUNAWAY_TURNS));
    return more;
  }

  private void play(
      Addresses addresses, long usedSeed, Instant end, StopSignal stop, PrintWriter out)
      throws CommandFailure, InterruptedException {
    InstantSource clock = InstantSource.system();
    try (Demo demo = new Demo(addresses.main(""), usedSeed, speed, clock)) {
      int history = demo.catchUp();
      out.printf(
          Locale.ROOT,
          "%nSent the last hour: %,d spans, with log records and metrics. Now live.%n",
          history);
      String chat = demo.firstChat();
      if (chat != null) {
        out.println("  What was said in one of the chats:");
        out.println("  " + addresses.pageOf(chat) + "?tab=transcript");
      }
      out.flush();
      while (!stop.await(PACE) && clock.instant().isBefore(end)) {
        demo.catchUp();
      }
      out.printf(Locale.ROOT, "Sent %,d spans altogether.%n", demo.sent());
      out.flush();
    } catch (CommandFailure e) {
      if (!stop.stopping()) { // while stopping, the server closes under the demo's feet
        stop.failed();
        throw e;
      }
    }
  }

  private Instant end() {
    String text = duration;
    if (text == null) {
      return Instant.MAX;
    }
    Duration time =
        DurationText.parse(text)
            .orElseThrow(
                () -> usage("--duration: " + text + " (expected: a time such as 30s or 5m)"));
    return Instant.now().plus(time);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("mozaiks: the demo's data stays in " + folder + ": " + e.getMessage());
    }
  }
}
