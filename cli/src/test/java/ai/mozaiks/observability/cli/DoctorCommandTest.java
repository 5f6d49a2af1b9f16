// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  @TempDir Path folder;
  private final CommandRuns mozaiks = new CommandRuns();

  @Test
  void showsTheListOfARunningServer() throws Exception {
    try (TestServer server = TestServer.inMemory()) {
      int status = mozaiks.runAt(server, "doctor");

      assertThat(mozaiks.out())
          .contains("Initial Setup", "ok       The server can store and answer: ")
          .contains("Prometheus & Grafana", "not set", "This machine")
          .containsPattern("\\d+ ok, \\d+ warn, 0 fail, \\d+ not configured");
      assertThat(mozaiks.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
      assertThat(status).isZero();
    }
  }

  @Test
  void looksAtThisMachine_besideTheServer() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(logs.resolve("core.log"), "10:00 [INFO] text\n");
    try (TestServer server = TestServer.inMemory()) {
      String url = server.url();

      int status = mozaiks.run("doctor", "--url", url, "--logs", logs.toString(), "--json");

      JsonNode answer = JsonMapper.shared().readTree(mozaiks.out());
      assertThat(status).isEqualTo(1);
      assertThat(state(answer, "server_ready")).isEqualTo("ok");
      assertThat(state(answer, "local_logs_are_json")).isEqualTo("fail");
      assertThat(state(answer, "local_log_folder")).isEqualTo("ok");
      assertThat(state(answer, "local_java")).isEqualTo("ok");
      assertThat(state(answer, "local_clock")).isEqualTo("ok");
      assertThat(answer.get("checks"))
          .allSatisfy(each ->
              assertThat(each.propertyNames())
                  .containsExactly(
                      "id",
                      "title",
                      "section",
                      "section_title",
                      "state",
                      "evidence",
                      "next_step",
                      "docs"));
    }
  }

  private static String state(JsonNode answer, String id) {
    for (JsonNode each : answer.get("checks")) {
      if (each.path("id").asString("").equals(id)) {
        return each.path("state").asString("");
      }
    }
    throw new AssertionError("no check " + id);
  }

  @Test
  void looksAtThisMachineAlone_alsoWithoutAServer() throws Exception {
    assertThat(
            mozaiks.run(
                "doctor", "--only", "this_machine", "--url", "http://127.0.0.1:1", "--json"))
        .isZero();

    JsonNode answer = JsonMapper.shared().readTree(mozaiks.out());
    assertThat(answer.get("checks"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.get("section").asString()).isEqualTo("this_machine"));
    assertThat(state(answer, "local_clock")).isEqualTo("not_configured");
  }

  @Test
  void oneSection_asJson() throws Exception {
    try (TestServer server = TestServer.inMemory()) {
      String url = server.url();

      assertThat(mozaiks.run("doctor", "--url", url, "--only", "initial_setup", "--json")).isZero();

      JsonNode answer = JsonMapper.shared().readTree(mozaiks.out());
      assertThat(answer.get("checks"))
          .isNotEmpty()
          .allSatisfy(
              each -> assertThat(each.get("section").asString()).isEqualTo("initial_setup"));
      assertThat(mozaiks.run("doctor", "--url", url, "--only", "plumbing")).isEqualTo(1);
      assertThat(mozaiks.err()).contains("section: plumbing (expected: one of initial_setup");
    }
  }

  @Test
  void warningsCountWhenStrict() throws Exception {
    try (TestServer server = TestServer.inMemory()) {
      String url = server.url();
      String empty = Files.createDirectory(folder.resolve("logs")).toString();
      String[] command = {"doctor", "--url", url, "--only", "this_machine", "--logs", empty};

      assertThat(mozaiks.run(command)).isZero();
      assertThat(mozaiks.out()).contains("WARN     Log files are JSON lines", " 0 fail");
      assertThat(
              mozaiks.run(
                  Stream.concat(Stream.of(command), Stream.of("--strict")).toArray(String[]::new)))
          .isEqualTo(1);
    }
  }

  @Test
  void saysWhatToDo_whenThereIsNoServer() {
    assertThat(mozaiks.run("doctor", "--url", "http://127.0.0.1:1")).isEqualTo(1);

    assertThat(mozaiks.out())
        .contains("FAIL     The server is reached from here: ", "systemctl status mozaiks")
        .contains("This machine", " 1 fail, ");
  }
}
