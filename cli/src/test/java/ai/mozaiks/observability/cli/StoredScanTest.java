// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `mozaiks redact --stored` against a running server.
class StoredScanTest {
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
                        "MOZAIKS_REDACTION_SCAN_ON_REQUEST",
                        Boolean.toString(allowed)),
                    null)
                .read());
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private int run(String... arguments) {
    List<String> line = new ArrayList<>(List.of("redact"));
    if (server != null) {
      line.addAll(List.of("--url", "http://localhost:" + server.port()));
    }
    line.addAll(List.of(arguments));
    CommandLine mozaiks = Mozaiks.commandLine();
    mozaiks.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return mozaiks.execute(line.toArray(String[]::new));
  }

  /// The server scans by itself once it has started; while it does, it answers 409.
  private int runOnceFree(String... arguments) throws InterruptedException {
    int status = 1;
    for (int i = 0; i < 300; i++) {
      err.getBuffer().setLength(0);
      status = run(arguments);
      if (!err.toString().contains("the server answered 409")) {
        break;
      }
      Thread.sleep(100);
    }
    return status;
  }

  @Test
  void scans_andShowsTheRecord() throws Exception {
    start(true);
    assertThat(runOnceFree("--stored", "--by", "desk", "--reason", "check"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).startsWith("Scan ").contains("rules ", "spans ", " changed");
    out.getBuffer().setLength(0);
    assertThat(runOnceFree("--stored", "--dry-run", "--json")).isZero();
    assertThat(out.toString()).contains("\"dry_run\":true", "\"state\":\"done\"");
  }

  @Test
  void dryRun_isAllowedWhereScanningIsNot() throws Exception {
    start(false);
    assertThat(runOnceFree("--stored", "--dry-run")).as(err.toString()).isZero();
    assertThat(out.toString()).startsWith("Dry run ").contains("would change");
    assertThat(runOnceFree("--stored")).isEqualTo(1);
    assertThat(err.toString()).contains("redaction.scan_on_request");
  }

  @Test
  void unclearWishes_areRefused() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--stored", "file.log")).isEqualTo(2);
    assertThat(err.toString()).contains("expected: one of the two");
  }
}
