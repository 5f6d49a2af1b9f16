// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.sources.SourceReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The agents' log files, where this server can see them: what its configuration says of the
/// folder, and the logs that it follows. The command `mozaiks doctor` asks the same on its side
/// ([MachineChecklist]).
final class LogFileItems {
  private static final String DOCS = "docs/logging.md";

  private LogFileItems() {}

  static List<Item> all() {
    return List.of(
        new Item(
            "logs_are_json",
            GuideSection.INITIAL_SETUP,
            "Log files are JSON lines (LOGS_AS_JSON=true)",
            DOCS,
            facts -> {
              Path folder = facts.config().checklist().logs().folder();
              List<Finding> findings = new ArrayList<>();
              for (SourceReading source : facts.sources()) {
                findings.add(followed(source));
              }
              if (folder != null && Files.isDirectory(folder)) {
                findings.add(LogFindings.json(folder, facts.now()));
              }
              return findings.isEmpty() ? none() : Finding.worst(findings);
            }),
        new Item(
            "log_folder",
            GuideSection.INITIAL_SETUP,
            "The log folder is there and can be written (LOGS_BASE_DIR)",
            DOCS,
            facts -> {
              Path folder = facts.config().checklist().logs().folder();
              return folder == null ? none() : LogFindings.folder(folder, facts.now());
            }),
        new Item(
            "log_rotation",
            GuideSection.ONGOING_MAINTENANCE,
            "Log files are rotated",
            DOCS,
            facts -> {
              var logs = facts.config().checklist().logs();
              Path folder = logs.folder();
              return folder == null
                  ? none()
                  : LogFindings.rotation(
                      folder, logs.rotation(), LogFindings.LOGROTATE, facts.now());
            }));
  }

  private static Finding none() {
    return new Finding.NotConfigured(
        "no log folder is named",
        "Set checklist.log_folder, or LOGS_BASE_DIR of this server, to where the agents write; where"
            + " they write elsewhere, ask there: mozaiks doctor --logs FOLDER");
  }

  static Finding followed(SourceReading source) {
    String next = "GET /api/sources says more; set LOGS_AS_JSON=true where the agents run";
    if (!source.trouble().isEmpty()) {
      return new Finding.Fail(source.path() + ": " + source.trouble(), next);
    }
    if (!source.progress().found()) {
      return new Finding.Warn(
          source.path() + ": nothing is there yet",
          "See that the agents write there, or correct its path in sources");
    }
    return source.rejected() > 0
        ? new Finding.Warn(
            source.path()
                + ": "
                + source.rejected()
                + " lines could not be read"
                + (source.reasons().isEmpty()
                    ? ""
                    : ", such as " + source.reasons().getLast().reason()),
            next)
        : new Finding.Ok(source.path() + " is followed, every line could be read");
  }
}
