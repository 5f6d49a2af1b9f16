// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command against a real server.
class DeleteCommandTest {
  @TempDir Path folder;
  private final CommandRuns mozaiks = new CommandRuns();

  /// A server with two chats.
  private TestServer server(boolean allowed) throws Exception {
    TestServer server =
        TestServer.inMemory(Map.of("retention.delete_on_request", Boolean.toString(allowed)));
    Path events =
        Files.writeString(
            folder.resolve("events.ndjson"),
            """
            {"type":"agent_turn","chat_id":"c-1","app_id":"shop","user_id":"ann","agent_name":"a","duration_sec":1,"ts":"2026-03-01T12:00:00Z"}
            {"type":"agent_turn","chat_id":"c-2","app_id":"shop","user_id":"bob","agent_name":"a","duration_sec":1,"ts":"2026-03-01T12:00:00Z"}
            """);
    assertThat(mozaiks.runAt(server, "import", events.toString())).as(mozaiks.err()).isZero();
    return server;
  }

  @Test
  void deletes_andShowsTheReceipt() throws Exception {
    try (TestServer server = server(true)) {
      assertThat(
              mozaiks.runAt(server, "delete", "--user", "ann", "--reason", "wish", "--by", "desk"))
          .isZero();
      assertThat(mozaiks.out())
          .startsWith("Removed 1 chat, 1 event, 0 spans, 0 content, 0 logs, 0 metric points")
          .contains("From 2026-03-01T12:00:00Z to 2026-03-01T12:00:00Z", "Receipt ", "digest ");
      assertThat(mozaiks.runAt(server, "delete", "--chat", "c-2", "--app", "shop", "--json"))
          .isZero();
      assertThat(mozaiks.out()).startsWith("{\"id\":").contains("\"chat_id\":\"c-2\"");
    }
  }

  @Test
  void dryRun_onlyCounts_evenWhereDeletingIsNotAllowed() throws Exception {
    try (TestServer server = server(false)) {
      // The store has events soon after they were folded.
      for (int i = 0; i < 1_200 && !mozaiks.out().contains("2 chats"); i++) {
        assertThat(mozaiks.runAt(server, "delete", "--app", "shop", "--dry-run")).isZero();
        Thread.sleep(25);
      }
      assertThat(mozaiks.out())
          .isEqualTo(
              "Would remove 2 chats, 2 events, 0 spans, 0 content, 0 logs, 0 metric points\n");
      assertThat(mozaiks.runAt(server, "delete", "--app", "shop")).isEqualTo(1);
      assertThat(mozaiks.err())
          .contains("the server answered 403")
          .contains("retention.delete_on_request");
    }
  }

  @Test
  void unclearWishes_areRefused() {
    assertThat(mozaiks.run("delete")).isEqualTo(2);
    assertThat(mozaiks.err()).contains("expected: --chat, --user or --app");
    assertThat(mozaiks.run("delete", "--chat", "c", "--user", "u")).isEqualTo(2);
  }
}
