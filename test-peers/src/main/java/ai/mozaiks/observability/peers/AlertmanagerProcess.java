// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// A real Alertmanager.
public final class AlertmanagerProcess implements AutoCloseable {
  private static final String DEBIAN_PACKAGE = "prometheus-alertmanager";

  private final Path folder;
  private final int port;
  private final Process process;
  private final LocalHttp http;

  private AlertmanagerProcess(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
    this.http = new LocalHttp(port);
  }

  /// The program; without it the test is skipped, but not in CI.
  public static Path program() {
    return Programs.required(DEBIAN_PACKAGE, "prometheus-alertmanager", "alertmanager");
  }

  /// Its tool; without it the test is skipped, but not in CI.
  public static Path amtool() {
    return Programs.required(DEBIAN_PACKAGE, "amtool");
  }

  /// Starts it and waits until it answers.
  ///
  /// @param folder for its data (`alertmanager`) and its log
  public static AlertmanagerProcess start(Path folder, Path configuration, int port)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program().toString(),
                "--config.file=" + configuration,
                "--storage.path=" + folder.resolve("alertmanager"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("alertmanager.log").toFile())
            .start();
    AlertmanagerProcess started = new AlertmanagerProcess(folder, port, process);
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (Instant.now().isBefore(deadline) && process.isAlive()) {
      if (started.http.isOk("/-/ready")) {
        return started;
      }
      Thread.sleep(50);
    }
    started.close();
    throw new IOException("alertmanager did not get ready:\n" + started.log());
  }

  public int port() {
    return port;
  }

  /// What `/api/v2/alerts` says.
  public JsonNode alerts() throws IOException, InterruptedException {
    return http.json("/api/v2/alerts");
  }

  /// What it wrote, for the messages of failed tests.
  public String log() throws IOException {
    return Files.readString(folder.resolve("alertmanager.log"));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    http.close();
  }
}
