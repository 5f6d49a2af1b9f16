// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import ai.mozaiks.observability.server.sources.SourceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The agents' log files, where this server can see them: what its configuration says of the
/// folder, and the logs that it follows. The command `mozaiks doctor` asks the same on its side.
public final class LogFileItems {
  private static final String DOCS = "docs/logging.md";
  private static final Path LOGROTATE = Path.of("/etc/logrotate.d");

  /// A file that is larger is not rotated: the logging library rotates at 100 MB.
  private static final long LARGEST = 1L << 30;

  private LogFileItems() {}

  static List<Item> all() {
    return List.of(
        new Item(
            "logs_are_json",
            GuideSection.INITIAL_SETUP,
            "Log files are JSON lines (LOGS_AS_JSON=true)",
            DOCS,
            facts -> json(facts.config().checklist().logs().folder(), facts.sources())),
        new Item(
            "log_folder",
            GuideSection.INITIAL_SETUP,
            "The log folder is there and can be written (LOGS_BASE_DIR)",
            DOCS,
            facts -> folder(facts.config().checklist().logs().folder())),
        new Item(
            "log_rotation",
            GuideSection.ONGOING_MAINTENANCE,
            "Log files are rotated",
            DOCS,
            facts ->
                rotation(
                    facts.config().checklist().logs().folder(),
                    facts.config().checklist().logs().rotation(),
                    LOGROTATE)));
  }

  private static Finding none() {
    return new Finding.NotConfigured(
        "no log folder is named",
        "Set checklist.log_folder, or LOGS_BASE_DIR of this server, to where the agents write");
  }

  static Finding json(@Nullable Path folder, List<SourceReading> sources) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (SourceReading source : sources) {
      findings.add(followed(source));
    }
    if (folder != null && Files.isDirectory(folder)) {
      findings.add(jsonIn(folder));
    }
    return findings.isEmpty() ? none() : Finding.worst(findings);
  }

  private static Finding followed(SourceReading source) {
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

  private static Finding jsonIn(Path folder) throws IOException {
    List<LogFolder.File> files = LogFolder.files(folder);
    List<String> text = new ArrayList<>();
    int json = 0;
    for (LogFolder.File each : files) {
      switch (each.form()) {
        case JSON -> json++;
        case TEXT -> text.add(folder.relativize(each.path()).toString());
        case NONE -> {}
      }
    }
    if (!text.isEmpty()) {
      return new Finding.Fail(
          "text in " + String.join(", ", text) + " of " + folder,
          "Set LOGS_AS_JSON=true (or ENVIRONMENT=production) for the agents and restart them");
    }
    return json == 0
        ? new Finding.Warn(
            "no lines in the " + files.size() + " files *.log of " + folder,
            "See that the agents' LOGS_BASE_DIR is " + folder)
        : new Finding.Ok(json + " files of " + folder + " are JSON lines");
  }

  static Finding folder(@Nullable Path folder) {
    if (folder == null) {
      return none();
    }
    if (!Files.isDirectory(folder)) {
      return new Finding.Fail(
          folder + " is no folder", "Make it: mkdir -p " + folder + ", or mount the volume");
    }
    return LogFolder.isWritable(folder)
        ? new Finding.Ok(folder + " can be written")
        : new Finding.Fail(
            folder + " cannot be written by " + System.getProperty("user.name", "this user"),
            "Give it to the user that writes there: chown USER " + folder);
  }

  static Finding rotation(@Nullable Path folder, Rotation rotation, Path logrotate)
      throws IOException {
    if (folder == null || !Files.isDirectory(folder)) {
      return none();
    }
    List<String> large =
        LogFolder.files(folder).stream()
            .filter(each -> each.bytes() > LARGEST)
            .map(each -> each.path().getFileName() + " has " + Amounts.bytes(each.bytes()))
            .toList();
    if (!large.isEmpty()) {
      return new Finding.Fail(
          String.join(", ", large),
          "See why it is not rotated: docs/logging.md#rotation-from-outside");
    }
    return switch (rotation) {
      case INTERNAL -> new Finding.Ok("the logging library rotates (LOGS_ROTATION is internal)");
      case EXTERNAL ->
          LogFolder.logrotate(logrotate, folder)
              .<Finding>map(file -> new Finding.Ok(file + " names " + folder))
              .orElseGet(() ->
                  new Finding.Fail(
                      "LOGS_ROTATION is external, and no file of " + logrotate + " names " + folder,
                      "Write one as docs/logging.md shows, or set LOGS_ROTATION=internal"));
    };
  }
}
