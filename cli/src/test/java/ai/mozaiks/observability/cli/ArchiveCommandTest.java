// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command against a real server that has archived a chat.
@Timeout(180)
class ArchiveCommandTest {
  @TempDir Path folder;

  private final CommandRuns mozaiks = new CommandRuns();

  private TestServer start(String retention) throws Exception {
    return TestServer.on(
        folder.resolve("data"),
        Map.of("storage.retention", retention, "retention.archive.enabled", "true"));
  }

  @Test
  void showsFilesAndChats() throws Exception {
    Path events =
        Files.writeString(
            folder.resolve("events.ndjson"),
            """
            {"type":"agent_turn","chat_id":"c-1","app_id":"shop","agent_name":"planner\\u001b[2J","duration_sec":1,"ts":"2026-03-01T12:00:00Z"}
            """);
    try (TestServer server = start("30d")) {
      assertThat(mozaiks.runAt(server, "import", events.toString())).as(mozaiks.err()).isZero();
      assertThat(mozaiks.runAt(server, "archive", "--chat", "c-1")).isEqualTo(1);
      assertThat(mozaiks.err()).contains("404", "in the archive");
    }
    try (TestServer server = start("1ms")) {
      Instant deadline = Instant.now().plusSeconds(60);
      while (!mozaiks.out().contains("chats/") && Instant.now().isBefore(deadline)) {
        Thread.sleep(50);
        assertThat(mozaiks.runAt(server, "archive")).as(mozaiks.err()).isZero();
      }
      assertThat(mozaiks.out())
          .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\d  chats +1 rows .* chats/.*\\.parquet$")
          .containsPattern("(?m)^all +events +1 rows .* 1 files$");
      assertThat(mozaiks.runAt(server, "archive", "--chat", "c-1")).as(mozaiks.err()).isZero();
      assertThat(mozaiks.out())
          .startsWith("Chat c-1 of shop, 2026-03-01T12:00:00Z to 2026-03-01T12:00:01Z, -")
          .contains("agent_turn")
          .doesNotContain("\u001b");
      assertThat(mozaiks.runAt(server, "archive", "--chat", "c-1", "--json")).isZero();
      assertThat(mozaiks.out()).startsWith("{\"chats\":[{\"chat_id\":\"c-1\"");
      assertThat(mozaiks.runAt(server, "logs", "--archived")).as(mozaiks.err()).isZero();
      assertThat(mozaiks.out()).isEmpty();
      assertThat(mozaiks.runAt(server, "delete", "--chat", "c-1", "--dry-run")).isZero();
      assertThat(mozaiks.out()).contains("From the archive: 1 chat, 1 event");
    }
  }

  @Test
  void unclearWishes_areRefused() throws Exception {
    try (TestServer server = start("30d")) {
      assertThat(mozaiks.runAt(server, "archive", "--app", "shop")).isEqualTo(2);
      assertThat(mozaiks.runAt(server, "archive", "--limit", "0")).isEqualTo(2);
      assertThat(mozaiks.runAt(server, "logs", "--archived", "--follow")).isEqualTo(2);
      assertThat(mozaiks.err()).contains("--archived goes neither with");
    }
  }
}
