// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
  void takesNoLineThatIsBeingWrittenForAWholeOne() throws Exception {
    write("a.log", "{\"msg\":\"whole\"}\n{\"msg\":\"ha");
    write("b.log", "{\"msg\":\"ha");

    assertThat(LogFolder.files(folder))
        .extracting(LogFolder.File::form)
        .containsExactly(LogFolder.Form.JSON, LogFolder.Form.NONE);
  }

  @Test
  void readsOnlyTheEndsOfALargeFile() throws Exception {
    write(
        "large.log",
        "{\"ts\":\"2026-01-02T03:04:05.678901+01:00\"}\n" + "{\"n\":1}\n".repeat(300_000));

    assertThat(LogFolder.files(folder))
        .extracting(LogFolder.File::form)
        .containsExactly(LogFolder.Form.JSON);
    assertThat(LogFolder.files(folder).getFirst().begins())
        .isEqualTo(Instant.parse("2026-01-02T02:04:05.678901Z"));
  }

  @Test
  void knowsWhenAFileBegins_onlyWhereItSaysSo() throws Exception {
    write("a.log", "{\"timestamp\":\"2026-01-02T03:04:05Z\"}\n");
    write("b.log", "{\"ts\":\"yesterday\"}\n");
    write("c.log", "2026-01-02 plain text\n");

    assertThat(LogFolder.files(folder))
        .extracting(LogFolder.File::begins)
        .containsExactly(Instant.parse("2026-01-02T03:04:05Z"), null, null);
  }

  @Test
  void seesWhetherTheFolderCanBeWritten() {
    assertThat(LogFolder.refusal(folder)).isNull();
    assertThat(folder).as("nothing is left").isEmptyDirectory();
    // Not by taking the right away: who is root may write all the same.
    assertThat(LogFolder.refusal(folder.resolve("missing"))).isNotNull();
  }

  @Test
  void findsRotatedFiles_ofLogrotate_Logback_andPython() throws Exception {
    for (String name :
        new String[] {
          "core.log.1",
          "core.log.2.gz",
          "core.log-20261127",
          "core.log-20261126.zst",
          "core.log.2026-11-27",
          "combined/app.log.2026-11-27.0.gz"
        }) {
      write(name, "rotated");
    }
    write("core.log", "");
    write("core.log.swp", "no rotated one");
    write("core.logs.1", "nor this");

    assertThat(LogFolder.rotated(folder)).hasSize(6);
  }

  @Test
  void readsWhichFilesLogrotateIsToldOf_butNoComments() throws Exception {
    write("logrotate.conf", "weekly\n/srv/main/core.log {\n  daily\n}\ninclude /etc/logrotate.d\n");
    write("logrotate.d/other", "# /srv/acme/logs/core.log {\n/var/log/x/*.log {\n daily\n}\n");
    write(
        "logrotate.d/acme",
        """
        /srv/*/logs/*.log "/srv/acme/logs/combined/app*.log"
        {
          postrotate
            /usr/bin/true /srv/acme/logs/other.txt
          endscript
        }
        """);
    Logrotate told = Logrotate.read(folder.resolve("logrotate.d"));
    Path acme = folder.resolve("logrotate.d/acme");

    assertThat(told.naming(Path.of("/srv/acme/logs/core.log"))).containsExactly(acme);
    assertThat(told.naming(Path.of("/srv/acme/logs/combined/app-error.log"))).containsExactly(acme);
    assertThat(told.naming(Path.of("/srv/acme/logs/deep/core.log"))).isEmpty();
    assertThat(told.naming(Path.of("/srv/main/core.log")))
        .containsExactly(folder.resolve("logrotate.conf"));
    assertThat(told.unread()).isEmpty();
    assertThat(Logrotate.read(folder.resolve("missing/logrotate.d")).patterns()).isEmpty();
  }
}
