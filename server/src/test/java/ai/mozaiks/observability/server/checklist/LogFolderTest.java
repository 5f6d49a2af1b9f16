// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import ai.mozaiks.observability.server.sources.SourceReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {
  @TempDir Path folder;

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void goesByTheLastLine_ofFilesHereAndInCombined() throws Exception {
    write("a.log", "plain text of before\n{\"msg\":\"now\"}\n\n");
    write("b.log", "{\"msg\":\"before\"}\nplain text\n");
    write("c.log", "");
    write("combined/app.log", "{\"msg\":\"" + "x".repeat(10) + "\"}\n");
    write("a.2026-01-01.log.gz", "rotated");

    assertThat(LogFolder.files(folder))
        .extracting(file -> folder.relativize(file.path()) + " " + file.form())
        .containsExactly("a.log JSON", "b.log TEXT", "c.log NONE", "combined/app.log JSON");
  }

  @Test
  void readsOnlyTheEndOfALargeFile() throws Exception {
    write("large.log", "{\"n\":1}\n".repeat(300_000));

    assertThat(LogFolder.files(folder))
        .extracting(LogFolder.File::form)
        .containsExactly(LogFolder.Form.JSON);
  }

  @Test
  void seesWhetherTheFolderCanBeWritten() {
    assertThat(LogFolder.isWritable(folder)).isTrue();
    assertThat(folder).isEmptyDirectory();
    // Not by taking the right away: who is root may write all the same.
    assertThat(LogFolder.isWritable(folder.resolve("missing"))).isFalse();
    assertThat(LogFileItems.folder(folder)).isInstanceOf(Finding.Ok.class);
  }

  @Test
  void findsTheFileOfLogrotate_butNoComment() throws Exception {
    write("logrotate.d/other", "# /srv/acme/logs/*.log {\n/var/log/x/*.log {\n daily\n}\n");
    Path logs = Path.of("/srv/acme/logs");
    Path configurations = folder.resolve("logrotate.d");

    assertThat(LogFolder.logrotate(configurations, logs)).isEmpty();
    write("logrotate.d/acme", "/srv/acme/logs/*.log /srv/acme/logs/combined/*.log {\n daily\n}\n");
    assertThat(LogFolder.logrotate(configurations, logs)).contains(configurations.resolve("acme"));
    assertThat(LogFolder.logrotate(folder.resolve("missing"), logs)).isEmpty();
  }

  @Test
  void wantsAFileOfLogrotate_whenRotationIsExternal() throws Exception {
    write("logs/core.log", "{}\n");
    Path logs = folder.resolve("logs");
    Path configurations = Files.createDirectory(folder.resolve("logrotate.d"));

    Finding without = LogFileItems.rotation(logs, Rotation.EXTERNAL, configurations);
    write("logrotate.d/acme", logs + "/*.log {\n  daily\n}\n");
    Finding with = LogFileItems.rotation(logs, Rotation.EXTERNAL, configurations);

    assertThat(without).isInstanceOf(Finding.Fail.class);
    assertThat(without.evidence()).contains("LOGS_ROTATION is external");
    assertThat(with).isEqualTo(new Finding.Ok(configurations.resolve("acme") + " names " + logs));
    assertThat(LogFileItems.rotation(logs, Rotation.INTERNAL, configurations))
        .isInstanceOf(Finding.Ok.class);
  }

  @Test
  void tellsOfLogsThatAreFollowed() throws Exception {
    assertThat(followed(true, 0, "")).isInstanceOf(Finding.Ok.class);
    assertThat(followed(false, 0, "")).isInstanceOf(Finding.Warn.class);
    assertThat(followed(true, 3, "").evidence())
        .isEqualTo("/srv/app.log: 3 lines could not be read, such as no JSON");
    assertThat(followed(true, 0, "permission denied")).isInstanceOf(Finding.Fail.class);
  }

  private static Finding followed(boolean found, long rejected, String trouble) throws Exception {
    return LogFileItems.json(
        null,
        List.of(
            new SourceReading(
                "/srv/app.log",
                new LogFeed.Progress(found, 10, 0, 10, rejected, 0),
                rejected,
                trouble,
                List.of(new LogFeed.Rejection("app.log:1", "no JSON")))));
  }
}
