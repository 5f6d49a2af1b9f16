// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  private final CommandRuns mozaiks = new CommandRuns();

  @Test
  void showsTheListOfARunningServer() throws Exception {
    try (TestServer server = TestServer.inMemory()) {
      int status = mozaiks.runAt(server, "doctor");

      assertThat(mozaiks.out())
          .contains("Initial setup", "ok       The server can store and answer: ")
          .contains("Prometheus grafana", "not set")
          .containsPattern("\\d+ ok, \\d+ warn, 0 fail, \\d+ not configured");
      assertThat(status).isZero();
    }
  }

  @Test
  void oneSection_asJson() throws Exception {
    try (TestServer server = TestServer.inMemory()) {
      assertThat(mozaiks.runAt(server, "doctor", "--only", "initial_setup", "--json")).isZero();

      JsonNode answer = JsonMapper.shared().readTree(mozaiks.out());
      assertThat(answer.get("checks"))
          .isNotEmpty()
          .allSatisfy(
              each -> assertThat(each.get("section").asString()).isEqualTo("initial_setup"));
      assertThat(mozaiks.runAt(server, "doctor", "--only", "plumbing")).isEqualTo(1);
      assertThat(mozaiks.err()).contains("section: plumbing (expected: one of initial_setup");
    }
  }

  @Test
  void warningsCountWhenStrict() throws Exception {
    try (TestServer server = TestServer.inMemory()) {
      // No telemetry has come yet, and no channel is there to tell anybody.
      assertThat(mozaiks.runAt(server, "doctor", "--strict")).isEqualTo(1);
    }
  }

  @Test
  void saysWhatToDo_whenThereIsNoServer() {
    assertThat(mozaiks.run("doctor", "--url", "http://127.0.0.1:1")).isEqualTo(1);

    assertThat(mozaiks.out())
        .contains("FAIL     The server is reached from here: ", "systemctl status mozaiks")
        .contains("0 ok, 0 warn, 1 fail");
  }
}
