// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// `mozaiks redact --stored` against a running server.
class StoredScanTest {
  private final CommandRuns mozaiks = new CommandRuns();

  private static TestServer server(boolean allowed) throws Exception {
    return TestServer.inMemory(Map.of("redaction.scan_on_request", Boolean.toString(allowed)));
  }

  /// The server scans by itself once it has started; while it does, it answers 409.
  private int runOnceFree(TestServer server, String... arguments) throws InterruptedException {
    int status = 1;
    for (int i = 0; i < 300; i++) {
      status = mozaiks.runAt(server, "redact", arguments);
      if (!mozaiks.err().contains("the server answered 409")) {
        break;
      }
      Thread.sleep(100);
    }
    return status;
  }

  @Test
  void scans_andShowsTheRecord() throws Exception {
    try (TestServer server = server(true)) {
      assertThat(runOnceFree(server, "--stored", "--by", "desk", "--reason", "check"))
          .as(mozaiks.err())
          .isZero();
      assertThat(mozaiks.out()).startsWith("Scan ").contains("rules ", "spans ", " changed");
      assertThat(runOnceFree(server, "--stored", "--dry-run", "--json")).isZero();
      assertThat(mozaiks.out()).contains("\"dry_run\":true", "\"state\":\"done\"");
    }
  }

  @Test
  void dryRun_isAllowedWhereScanningIsNot() throws Exception {
    try (TestServer server = server(false)) {
      assertThat(runOnceFree(server, "--stored", "--dry-run")).as(mozaiks.err()).isZero();
      assertThat(mozaiks.out()).startsWith("Dry run ").contains("would change");
      assertThat(runOnceFree(server, "--stored")).isEqualTo(1);
      assertThat(mozaiks.err()).contains("redaction.scan_on_request");
    }
  }

  @Test
  void unclearWishes_areRefused() {
    assertThat(mozaiks.run("redact")).isEqualTo(2);
    assertThat(mozaiks.run("redact", "--stored", "file.log")).isEqualTo(2);
    assertThat(mozaiks.err()).contains("expected: one of the two");
  }
}
