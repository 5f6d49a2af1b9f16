// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command against a real server that has archived a chat.
@Timeout(180)
class ArchiveCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Server start(String retention) throws Exception {
    return Server.start(
        new ConfigSources(
                Map.of("port", "0", "otlp_port", "off", "grpc_port", "off"),
                Map.of(
                    "MOZAIKS_DATA",
                    folder.resolve("data").toString(),
                    "MOZAIKS_STORAGE_RETENTION",
                    retention,
                    "MOZAIKS_RETENTION_ARCHIVE_ENABLED",
                    "true"),
                null)
            .read());
  }

  private int run(Server server, String command, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> line =
        new ArrayList<>(List.of(command, "--url", "http://localhost:" + server.port()));
    line.addAll(List.of(arguments));
    CommandLine mozaiks = Mozaiks.commandLine();
    mozaiks.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return mozaiks.execute(line.toArray(String[]::new));
  }

  @Test
  void showsFilesAndChats() throws Exception {
    Path events =
        Files.writeString(
            folder.resolve("events.ndjson"),
            """
            {"type":"agent_turn","chat_id":"c-1","app_id":"shop","agent_name":"planner\\u001b[2J","duration_sec":1,"ts":"2026-03-01T12:00:00Z"}
            """);
    try (Server server = start("30d")) {
      assertThat(run(server, "import", events.toString())).as(err.toString()).isZero();
      assertThat(run(server, "archive", "--chat", "c-1")).isEqualTo(1);
      assertThat(err.toString()).contains("404", "in the archive");
    }
    try (Server server = start("1ms")) {
      Instant deadline = Instant.now().plusSeconds(60);
      while (!out.toString().contains("chats/") && Instant.now().isBefore(deadline)) {
        Thread.sleep(50);
        assertThat(run(server, "archive")).as(err.toString()).isZero();
      }
      assertThat(out.toString())
          .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\d  chats +1 rows .* chats/.*\\.parquet$")
          .containsPattern("(?m)^all +events +1 rows .* 1 files$");
      assertThat(run(server, "archive", "--chat", "c-1")).as(err.toString()).isZero();
      assertThat(out.toString())
          .startsWith("Chat c-1 of shop, 2026-03-01T12:00:00Z to 2026-03-01T12:00:01Z, -")
          .contains("agent_turn")
          .doesNotContain("\u001b");
      assertThat(run(server, "archive", "--chat", "c-1", "--json")).isZero();
      assertThat(out.toString()).startsWith("{\"chats\":[{\"chat_id\":\"c-1\"");
      assertThat(run(server, "logs", "--archived")).as(err.toString()).isZero();
      assertThat(out.toString()).isEmpty();
      assertThat(run(server, "delete", "--chat", "c-1", "--dry-run")).isZero();
      assertThat(out.toString()).contains("From the archive: 1 chat, 1 event");
    }
  }

  @Test
  void unclearWishes_areRefused() throws Exception {
    try (Server server = start("30d")) {
      assertThat(run(server, "archive", "--app", "shop")).isEqualTo(2);
      assertThat(run(server, "archive", "--limit", "0")).isEqualTo(2);
      assertThat(run(server, "logs", "--archived", "--follow")).isEqualTo(2);
      assertThat(err.toString()).contains("--archived goes neither with");
    }
  }
}
