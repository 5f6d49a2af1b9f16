// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import ai.mozaiks.observability.server.sources.SourceReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFindingsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private Path logs;
  private Path configurations;

  @BeforeEach
  void make() throws Exception {
    logs = Files.createDirectory(folder.resolve("logs"));
    configurations = Files.createDirectory(folder.resolve("logrotate.d"));
  }

  /// A file that was changed some time before now.
  private void write(String name, Duration ago, String text) throws Exception {
    Path file = logs.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(ago)));
  }

  private static String line(Duration ago) {
    return "{\"ts\":\"" + NOW.minus(ago) + "\"}\n";
  }

  private Finding rotation(Rotation rotation) throws Exception {
    return LogFindings.rotation(logs, rotation, configurations, NOW);
  }

  @Test
  void jsonAlone_isWell() throws Exception {
    write("core.log", Duration.ofMinutes(1), line(Duration.ofHours(1)));
    write("tools.log", Duration.ofDays(1), "");

    assertThat(LogFindings.json(logs, NOW))
        .isEqualTo(new Finding.Ok("1 files of " + logs + " are JSON lines"));
  }

  @Test
  void textThatIsStillWritten_fails() throws Exception {
    write("core.log", Duration.ofHours(1), "{}\n");
    write("tools.log", Duration.ofMinutes(3), "10:00 [INFO] text\n");

    Finding finding = LogFindings.json(logs, NOW);

    assertThat(finding).isInstanceOf(Finding.Fail.class);
    assertThat(finding.evidence()).contains("text in tools.log of ", "written 3 min ago");
  }

  @Test
  void textOfBefore_andTextOfOthers_areToBeLookedAt() throws Exception {
    write("core.log", Duration.ofMinutes(1), "{}\n");
    write("tools.log", Duration.ofDays(9), "10:00 [INFO] text\n");

    assertThat(LogFindings.json(logs, NOW))
        .isInstanceOf(Finding.Warn.class)
        .extracting(Finding::evidence)
        .asString()
        .contains("tools.log", "9 d ago; core.log is JSON, and newer");
    Files.delete(logs.resolve("tools.log"));
    write("nohup.log", Duration.ZERO, "text\n");
    assertThat(LogFindings.json(logs, NOW))
        .isInstanceOf(Finding.Warn.class)
        .extracting(Finding::evidence)
        .asString()
        .contains("nohup.log", "no file of the agents' logging");
  }

  @Test
  void folderThatCanBeWritten_isWell_andOneThatIsNotThereIsNot() throws Exception {
    assertThat(LogFindings.folder(logs, NOW)).isInstanceOf(Finding.Ok.class);
    assertThat(LogFindings.folder(logs.resolve("missing"), NOW)).isInstanceOf(Finding.Fail.class);
  }

  @Test
  void whereThisUserMayNotWrite_theAgentsMay_ifTheyDid() throws Exception {
    write("core.log", Duration.ofHours(2), "{}\n");

    Finding finding = LogFindings.refused(logs, "permission denied", NOW);

    assertThat(finding).isInstanceOf(Finding.Ok.class);
    assertThat(finding.evidence()).contains("core.log was written 2 h ago", "permission denied");
  }

  @Test
  void whereNobodyWroteLately_itFailsForTheOwner_andIsNotKnownElse() throws Exception {
    write("core.log", Duration.ofDays(3), "{}\n");
    Finding denied = LogFindings.refused(logs, "No space left on device", NOW);
    Finding shutIn = LogFindings.refused(logs, "Read-only file system", NOW);

    assertThat(denied).isInstanceOf(Finding.Fail.class);
    assertThat(denied.evidence()).contains("No space left", "core.log was written 3 d ago");
    assertThat(shutIn).isInstanceOf(Finding.Warn.class);
    assertThat(shutIn.evidence()).startsWith("not known whether the agents can write");
  }

  @Test
  void rotatedFiles_areProof_whoeverDoesIt() throws Exception {
    write("core.log", Duration.ofMinutes(1), line(Duration.ofHours(20)));
    write("core.log.2.gz", Duration.ofDays(2), "");
    write("core.log.1.gz", Duration.ofHours(20), "");

    for (Rotation each : Rotation.values()) {
      assertThat(rotation(each))
          .isEqualTo(
              new Finding.Ok(
                  "2 rotated files in " + logs + ", the latest core.log.1.gz of 20 h ago"));
    }
  }

  @Test
  void fileWithTheLinesOfMonths_isNotRotated_alsoBesideOthersThatAre() throws Exception {
    write("core.log", Duration.ofHours(1), line(Duration.ofDays(90)));
    write("tools.log.1", Duration.ofDays(1), "");

    Finding finding = rotation(Rotation.EXTERNAL);

    assertThat(finding).isInstanceOf(Finding.Fail.class);
    assertThat(finding.evidence()).isEqualTo("core.log has the lines of 89 d in it");
  }

  @Test
  void fileThatNobodyWritesAnyMore_needsNoRotation() throws Exception {
    write("core.log", Duration.ofDays(89), line(Duration.ofDays(90)));

    assertThat(rotation(Rotation.INTERNAL)).isInstanceOf(Finding.Ok.class);
  }

  @Test
  void theLibraryIsNotBelieved_whenItsMidnightPassed() throws Exception {
    write("core.log", Duration.ofHours(1), line(Duration.ofHours(3)));
    assertThat(rotation(Rotation.INTERNAL)).isInstanceOf(Finding.Ok.class);

    write("core.log", Duration.ofHours(1), line(Duration.ofDays(5)));
    Finding finding = rotation(Rotation.INTERNAL);

    assertThat(finding).isInstanceOf(Finding.Warn.class);
    assertThat(finding.evidence()).contains("core.log has the lines of 4 d in it");
  }

  @Test
  void rotationFromOutside_needsAFileThatNamesAllLogs() throws Exception {
    write("core.log", Duration.ofHours(1), "{}\n");
    write("combined/app.log", Duration.ofHours(1), "{}\n");
    Finding without = rotation(Rotation.EXTERNAL);
    Path file = configurations.resolve("acme");

    Files.writeString(file, logs + "/*.log {\n  daily\n}\n");
    Finding some = rotation(Rotation.EXTERNAL);
    Files.writeString(file, logs + "/*.log " + logs + "/combined/*.log {\n  daily\n}\n");
    Finding all = rotation(Rotation.EXTERNAL);

    assertThat(without).isInstanceOf(Finding.Fail.class);
    assertThat(without.evidence()).contains("LOGS_ROTATION is external", "core.log");
    assertThat(some).isInstanceOf(Finding.Warn.class);
    assertThat(some.evidence()).contains("names combined/app.log of");
    assertThat(all).isEqualTo(new Finding.Ok("nothing rotated yet; named by " + file));
  }

  @Test
  void nothingIsKnown_whereThereIsNoFile() throws Exception {
    assertThat(rotation(Rotation.EXTERNAL)).isInstanceOf(Finding.NotConfigured.class);
    assertThat(LogFindings.rotation(logs.resolve("missing"), Rotation.INTERNAL, logs, NOW))
        .isInstanceOf(Finding.NotConfigured.class);
  }

  @Test
  void tellsOfLogsThatAreFollowed() {
    assertThat(followed(true, 0, "")).isInstanceOf(Finding.Ok.class);
    assertThat(followed(false, 0, "")).isInstanceOf(Finding.Warn.class);
    assertThat(followed(true, 3, "").evidence())
        .isEqualTo("/srv/app.log: 3 lines could not be read, such as no JSON");
    assertThat(followed(true, 0, "permission denied")).isInstanceOf(Finding.Fail.class);
  }

  private static Finding followed(boolean found, long rejected, String trouble) {
    return LogFileItems.followed(
        new SourceReading(
            "/srv/app.log",
            new LogFeed.Progress(found, 10, 0, 10, rejected, 0),
            rejected,
            trouble,
            List.of(new LogFeed.Rejection("app.log:1", "no JSON"))));
  }
}
