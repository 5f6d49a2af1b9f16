// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.checklist.MachineChecklist.ServerTime;
import ai.mozaiks.observability.server.config.ChecklistConfig.Logs;
import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecklistTest {
  private static final Instant NOW = FakeFacts.NOW;

  @TempDir Path folder;

  private List<Check> checks(
      @Nullable Path logs, @Nullable ServerTime serverTime, JavaRuntime java) {
    return new MachineChecklist(
            new Logs(logs, Rotation.EXTERNAL), serverTime, java, folder.resolve("logrotate.d"), NOW)
        .checks();
  }

  private Check check(String id, @Nullable Path logs, @Nullable ServerTime serverTime) {
    return checks(logs, serverTime, JavaRuntime.ofThisProcess("restart")).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /// The clock check, with a server that is ahead by so much.
  private Check clock(Duration ahead) {
    return check(
        "local_clock",
        null,
        ServerTime.ofChecklist(NOW, NOW.plusSeconds(1), NOW.plusSeconds(1).plus(ahead)));
  }

  @Test
  void isOk_whenAllIsWell() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(logs.resolve("core.log"), "{\"msg\":\"one\"}\n");
    Files.writeString(logs.resolve("core.log.1"), "{\"msg\":\"zero\"}\n");

    List<Check> checks =
        checks(logs, ServerTime.ofChecklist(NOW, NOW, NOW), JavaRuntime.ofThisProcess("restart"));

    assertThat(checks)
        .extracting(Check::id)
        .containsExactly(
            "local_java",
            "local_clock",
            "local_log_folder",
            "local_logs_are_json",
            "local_log_rotation");
    assertThat(checks)
        .allSatisfy(each -> {
          assertThat(each.state()).as(each.evidence()).isEqualTo(Check.State.OK);
          assertThat(each.section()).isEqualTo(GuideSection.THIS_MACHINE);
          assertThat(Path.of("..").resolve(each.docs().replaceAll("#.*", ""))).exists();
        });
  }

  @Test
  void saysThatNothingIsKnown_whereNothingIsNamed() {
    for (String id :
        List.of("local_clock", "local_log_folder", "local_logs_are_json", "local_log_rotation")) {
      assertThat(check(id, null, null).state()).isEqualTo(Check.State.NOT_CONFIGURED);
    }
  }

  @Test
  void fails_whereItIsWrong() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(logs.resolve("core.log"), "text\n");
    JavaRuntime old = new JavaRuntime(Runtime.Version.parse("21.0.1"), "Acme", folder, "restart");

    assertThat(check("local_logs_are_json", logs, null).state()).isEqualTo(Check.State.FAIL);
    assertThat(check("local_log_rotation", logs, null).state()).isEqualTo(Check.State.FAIL);
    assertThat(check("local_log_folder", logs.resolve("no"), null).state())
        .isEqualTo(Check.State.FAIL);
    assertThat(checks(null, null, old).getFirst().state()).isEqualTo(Check.State.FAIL);
  }

  @Test
  void saysWhy_whenALookFails() {
    Check check = check("local_logs_are_json", folder.resolve("missing"), null);

    assertThat(check.state()).isEqualTo(Check.State.WARN);
    assertThat(check.evidence()).startsWith("not known: ").contains("missing");
  }

  @Test
  void clock_knowsNoBetterThanTheAnswerWasFresh() {
    assertThat(clock(Duration.ZERO).state()).isEqualTo(Check.State.OK);
    assertThat(clock(Duration.ofSeconds(-6)).evidence())
        .isEqualTo("no difference, as far as 6.0 s can tell");
    assertThat(clock(Duration.ofSeconds(2)).state()).isEqualTo(Check.State.OK);
    assertThat(clock(Duration.ofSeconds(2)).evidence()).contains("at least 2.0 s ahead");
    assertThat(clock(Duration.ofSeconds(10)).state()).isEqualTo(Check.State.WARN);
    assertThat(clock(Duration.ofSeconds(-16)).evidence())
        .isEqualTo("the server's is at least 10.0 s behind");
    assertThat(clock(Duration.ofMinutes(10)).state()).isEqualTo(Check.State.FAIL);
    assertThat(clock(Duration.ofMinutes(-10)).state()).isEqualTo(Check.State.FAIL);
  }
}
