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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command against a real server.
class DeleteCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @Nullable Server server;

  private void start(boolean allowed) throws Exception {
    server =
        Server.start(
            new ConfigSources(
                    Map.of("port", "0", "otlp_port", "off", "grpc_port", "off"),
                    Map.of(
                        "MOZAIKS_STORAGE_KIND",
                        "memory",
                        "MOZAIKS_RETENTION_DELETE_ON_REQUEST",
                        Boolean.toString(allowed)),
                    null)
                .read());
    Path events =
        Files.writeString(
            folder.resolve("events.ndjson"),
            """
            {"type":"agent_turn","chat_id":"c-1","app_id":"shop","user_id":"ann","agent_name":"a","duration_sec":1,"ts":"2026-03-01T12:00:00Z"}
            {"type":"agent_turn","chat_id":"c-2","app_id":"shop","user_id":"bob","agent_name":"a","duration_sec":1,"ts":"2026-03-01T12:00:00Z"}
            """);
    assertThat(run("import", events.toString())).as(err.toString()).isZero();
    out.getBuffer().setLength(0);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private int run(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command));
    if (server != null) {
      line.addAll(List.of("--url", "http://localhost:" + server.port()));
    }
    line.addAll(List.of(arguments));
    CommandLine mozaiks = Mozaiks.commandLine();
    mozaiks.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return mozaiks.execute(line.toArray(String[]::new));
  }

  @Test
  void deletes_andShowsTheReceipt() throws Exception {
    start(true);
    assertThat(run("delete", "--user", "ann", "--reason", "wish", "--by", "desk")).isZero();
    assertThat(out.toString())
        .startsWith("Removed 1 chat, 1 event, 0 spans, 0 content, 0 logs, 0 metric points")
        .contains("From 2026-03-01T12:00:00Z to 2026-03-01T12:00:00Z", "Receipt ", "digest ");
    out.getBuffer().setLength(0);
    assertThat(run("delete", "--chat", "c-2", "--app", "shop", "--json")).isZero();
    assertThat(out.toString()).startsWith("{\"id\":").contains("\"chat_id\":\"c-2\"");
  }

  @Test
  void dryRun_onlyCounts_evenWhereDeletingIsNotAllowed() throws Exception {
    start(false);
    // The store has events soon after they were folded.
    for (int i = 0; i < 200 && !out.toString().contains("2 chats"); i++) {
      out.getBuffer().setLength(0);
      assertThat(run("delete", "--app", "shop", "--dry-run")).isZero();
      Thread.sleep(25);
    }
    assertThat(out)
        .hasToString(
            "Would remove 2 chats, 2 events, 0 spans, 0 content, 0 logs, 0 metric points\n");
    assertThat(run("delete", "--app", "shop")).isEqualTo(1);
    assertThat(err.toString())
        .contains("the server answered 403")
        .contains("retention.delete_on_request");
  }

  @Test
  void unclearWishes_areRefused() {
    assertThat(run("delete")).isEqualTo(2);
    assertThat(err.toString()).contains("expected: --chat, --user or --app");
    assertThat(run("delete", "--chat", "c", "--user", "u")).isEqualTo(2);
  }
}
