// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The distribution's server as a process: started, used, stopped, and refusing to start.
class ServeIT {
  private static final Path LAUNCHER = Path.of("target", "mozaiks", "mozaiks").toAbsolutePath();
  private static final Pattern ADDRESS = Pattern.compile("(http://127.0.0.1:\\d+)/api/health");

  /// For what takes seconds on a machine that does nothing else.
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stopWhatIsLeft() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void servesUntilItIsStopped_andEndsWithStatus0() throws Exception {
    Running server = serve(folder.resolve("data"));
    Path events =
        Files.writeString(
            folder.resolve("events.ndjson"),
            """
            {"event_id":"1","type":"workflow_start","chat_id":"c","app_id":"a","event_ts":"%1$s"}
            {"event_id":"2","type":"agent_turn","chat_id":"c","app_id":"a","event_ts":"%1$s"}
            {"event_id":"3","type":"agent_turn","event_ts":"%1$s"}
            """
                .formatted(Instant.now()));

    assertThat(run("import", "--url", server.url, events.toString()))
        .startsWith("1: ")
        .contains("2 accepted (2 new, 0 duplicates), 1 rejected")
        .contains("events.ndjson:3: ");
    assertThat(run("import", "--url", server.url, events.toString()))
        .contains("2 accepted (0 new, 2 duplicates), 1 rejected");

    server.process.destroy(); // SIGTERM
    assertThat(server.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(server.process.exitValue()).isZero();
  }

  @Test
  void showsItsOwnLog() throws Exception {
    Running server = serve(folder.resolve("data"));
    String shown = "";
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!shown.contains(" ready ") && System.nanoTime() < deadline) {
      shown = run("logs", "--url", server.url, "--app", "mozaiks", "--level", "info");
    }
    assertThat(shown).startsWith("0: ").containsPattern("INFO .*Live \\d+ ms, ready \\d+ ms after");
  }

  @Test
  void keepsItsFilesFromOtherUsers_withAFolderOfItsOwn_andInOneThatIsThere() throws Exception {
    Path own = folder.resolve("data");
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path data : List.of(own, shared)) {
      Running server = serve(data);
      server.process.destroy();
      assertThat(server.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      try (Stream<Path> made = Files.walk(data)) {
        assertThat(made.filter(path -> !path.equals(shared)))
            .hasSizeGreaterThan(6)
            .allSatisfy(path ->
                assertThat(Files.getPosixFilePermissions(path))
                    .doesNotContain(
                        PosixFilePermission.OTHERS_READ,
                        PosixFilePermission.OTHERS_WRITE,
                        PosixFilePermission.OTHERS_EXECUTE));
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
        .as("a folder that is somebody's choice")
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void saysInOneSentenceWhyItDoesNotStart() throws Exception {
    Path data = folder.resolve("data");
    Running unused = serve(data);
    assertThat(unused.process.isAlive()).isTrue();

    assertFails(serveOn(data, "0"), data.toString(), "in use by another server");
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertFails(serveOn(file, "0"), file + "/store: cannot be written", "it is a file, no folder");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertFails(serveOn(folder.resolve("other"), port), port, "expected: a free port");
      assertThat(folder.resolve("other")).as("what a failed start leaves").doesNotExist();
    }
  }

  @Test
  void playsTheDemo_andCleansUp() throws Exception {
    String output =
        run(
            "demo",
            "--port",
            "0",
            "--grpc-port",
            "off",
            "--otlp-port",
            "off",
            "--seed",
            "1",
            "--duration",
            "1s");

    assertThat(output)
        .startsWith("0: ")
        .contains("seed 1.", "Sent the last hour: ")
        .contains("/api/logs", "/api/metrics", "/health/ready")
        .containsPattern("Dashboard +http://\\S+:\\d+/\n")
        .containsPattern("http://\\S+:\\d+/chats/demo-\\S+\\?tab=transcript");
    Matcher data = Pattern.compile("Data +(\\S+)  \\(deleted at the end\\)").matcher(output);
    assertThat(data.find()).isTrue();
    assertThat(Path.of(data.group(1))).doesNotExist();
  }

  private static void assertFails(String output, String... parts) {
    assertThat(output).startsWith("1: mozaiks: the server does not start: ").contains(parts);
    assertThat(output.strip().lines()).hasSize(1);
    assertThat(output).doesNotContain("java.", "Exception");
  }

  private String serveOn(Path data, String port) throws Exception {
    return run(
        "serve",
        "--port",
        port,
        "--grpc-port",
        "off",
        "--otlp-port",
        "off",
        "--data",
        data.toString());
  }

  private record Running(Process process, String url) {}

  private Running serve(Path data) throws Exception {
    Path log = folder.resolve("server.log");
    Process process =
        start(
            log,
            "serve",
            "--port",
            "0",
            "--grpc-port",
            "0",
            "--otlp-port",
            "0",
            "--data",
            data.toString());
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      Matcher address = ADDRESS.matcher(Files.readString(log));
      if (address.find()) {
        return new Running(process, address.group(1));
      }
      Thread.sleep(50); // a real process: there is nothing else to wait on
    }
    throw new IllegalStateException("not started: " + Files.readString(log));
  }

  private String run(String... args) throws Exception {
    Path log = Files.createTempFile(folder, "run", ".log");
    Process process = start(log, args);
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .as(() -> "ended; so far it said: " + said(log))
        .isTrue();
    return process.exitValue() + ": " + Files.readString(log, StandardCharsets.UTF_8);
  }

  private static String said(Path log) {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(Path log, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("MOZAIKS_"));
    builder.environment().remove("JAVA_OPTS");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }
}
