// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Mozaiks.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private Server server() throws Exception {
    return Server.start(
        ServerConfig.defaults(folder).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .build());
  }

  @Test
  void showsTheListOfARunningServer() throws Exception {
    try (Server server = server()) {
      int status = run("doctor", "--url", "http://127.0.0.1:" + server.port());

      assertThat(out.toString())
          .contains("Initial setup", "ok       The server can store and answer: ")
          .contains("Prometheus grafana", "not set")
          .containsPattern("\\d+ ok, \\d+ warn, 0 fail, \\d+ not configured");
      assertThat(status).isZero();
    }
  }

  @Test
  void oneSection_asJson() throws Exception {
    try (Server server = server()) {
      String url = "http://127.0.0.1:" + server.port();

      assertThat(run("doctor", "--url", url, "--only", "initial_setup", "--json")).isZero();

      JsonNode answer = JsonMapper.shared().readTree(out.toString());
      assertThat(answer.get("checks"))
          .isNotEmpty()
          .allSatisfy(
              each -> assertThat(each.get("section").asString()).isEqualTo("initial_setup"));
      assertThat(run("doctor", "--url", url, "--only", "plumbing")).isEqualTo(1);
      assertThat(err.toString()).contains("section: plumbing (expected: one of initial_setup");
    }
  }

  @Test
  void warningsCountWhenStrict() throws Exception {
    try (Server server = server()) {
      // No telemetry has come yet, and no channel is there to tell anybody.
      assertThat(run("doctor", "--strict", "--url", "http://127.0.0.1:" + server.port()))
          .isEqualTo(1);
    }
  }

  @Test
  void saysWhatToDo_whenThereIsNoServer() {
    assertThat(run("doctor", "--url", "http://127.0.0.1:1")).isEqualTo(1);

    assertThat(out.toString())
        .contains("FAIL     The server is reached from here: ", "systemctl status mozaiks")
        .contains("0 ok, 0 warn, 1 fail");
  }
}
