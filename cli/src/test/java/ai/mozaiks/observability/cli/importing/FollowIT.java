// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `mozaiks import --follow` as a process: killed, started again, and with a server that is busy.
class FollowIT {
  @TempDir Path folder;
  private FakeServer server;
  private Path log;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    log = folder.resolve("runtime.log");
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    server.close();
  }

  private Process follow() throws IOException {
    return follow("--format", "ag2-file");
  }

  private Process follow(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "ai.mozaiks.observability.cli.Mozaiks",
                "import",
                "--follow",
                "--url",
                server.uri().toString(),
                "--checkpoints",
                folder.resolve("checkpoints").toString(),
                log.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private void append(int from, int to) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append(
          """
          {"invocation_id": "i%d", "client_id": 1, "wrapper_id": 2, "request": {}, "response": \
          "error_code:None, config 0 failed", "is_cached": 0, "cost": 0, "start_time": \
          "2026-05-06 15:20:21.263231", "end_time": "2026-05-06 15:20:22.083169"}
          """
              .formatted(i));
    }
    Files.writeString(log, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void awaitKnown(int count) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (server.known() < count) {
      assertThat(Instant.now())
          .as("known: " + server.known() + "\n" + Files.readString(folder.resolve("output")))
          .isBefore(deadline);
      Thread.sleep(50); // another process: there is nothing else to wait on
    }
    assertThat(server.known()).isEqualTo(count);
  }

  private void awaitCheckpoint() throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (!Files.isDirectory(folder.resolve("checkpoints"))) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(50); // written right after the server's answer
    }
  }

  @Test
  void losesNothing_andSendsNothingUnderAnotherId_whenItIsKilled() throws Exception {
    Process first = follow(); // the log is not there yet
    append(0, 3);
    awaitKnown(3);
    first.destroyForcibly().onExit().join();

    append(3, 5);
    Files.move(log, folder.resolve("runtime.log.1"));
    append(5, 8);
    server.busy.add(new int[] {503, 0});
    Process second = follow();
    awaitKnown(8);
    awaitCheckpoint();
    second.destroyForcibly().onExit().join();

    try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints"))) {
      for (Path checkpoint : checkpoints.toList()) {
        Files.delete(checkpoint);
      }
    }
    append(8, 9);
    Process third = follow();
    awaitKnown(9);
    third.destroy(); // SIGTERM
    assertThat(third.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(third.exitValue()).isZero();
  }

  @Test
  void logOfUnknownForm_isAFailure() throws Exception {
    Process process = follow(); // with its form the log need not be there
    Process unknown = follow("--app", "acme");
    assertThat(unknown.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(unknown.exitValue()).isEqualTo(1);
    assertThat(process.isAlive()).isTrue();
  }
}
