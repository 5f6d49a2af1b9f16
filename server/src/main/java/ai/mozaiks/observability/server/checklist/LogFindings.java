// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What is said of a folder of log files. Others than this process write there, often as another
/// user: what can be seen of them counts, and where nothing can be seen, that is said.
final class LogFindings {
  static final Path LOGROTATE = Path.of("/etc/logrotate.d");

  /// The files of the logging library and of the reference runtime.
  private static final Set<String> AGENTS =
      Set.of(
          "workflow_execution.log",
          "performance.log",
          "autogen_file.log",
          "tools.log",
          "core.log",
          "app.log",
          "app-error.log");

  private static final Duration RECENT = Duration.ofDays(1);

  /// The guide rotates by the month.
  private static final Duration MONTH = Duration.ofDays(35);

  /// The logging library rotates at midnight.
  private static final Duration DAYS = Duration.ofDays(2);

  /// A file that is larger is not rotated: the logging library rotates at 100 MB.
  private static final long LARGEST = 1L << 30;

  private LogFindings() {}

  /// Whether the lines are JSON.
  ///
  /// @param folder one that is there
  /// @throws IOException if it cannot be read
  static Finding json(Path folder, Instant now) throws IOException {
    List<LogFolder.File> files = LogFolder.files(folder);
    List<LogFolder.File> json = of(files, LogFolder.Form.JSON);
    List<LogFolder.File> unreadable = of(files, LogFolder.Form.UNREADABLE);
    List<Finding> findings = new ArrayList<>();
    for (LogFolder.File each : of(files, LogFolder.Form.TEXT)) {
      findings.add(text(folder, each, json, now));
    }
    if (!unreadable.isEmpty()) {
      findings.add(
          new Finding.Warn(
              "not known of "
                  + names(folder, unreadable)
                  + " in "
                  + folder
                  + ", which "
                  + user()
                  + " may not read",
              "Ask as who may: sudo -u USER mozaiks doctor --only this_machine --logs " + folder));
    }
    if (!json.isEmpty()) {
      findings.add(new Finding.Ok(json.size() + " files of " + folder + " are JSON lines"));
    }
    return findings.isEmpty()
        ? new Finding.Warn(
            "no lines in the " + files.size() + " files *.log of " + folder,
            "See that the agents' LOGS_BASE_DIR is " + folder)
        : Finding.worst(findings);
  }

  private static Finding text(
      Path folder, LogFolder.File file, List<LogFolder.File> json, Instant now) {
    String name = folder.relativize(file.path()).toString();
    String evidence =
        "text in "
            + name
            + " of "
            + folder
            + ", written "
            + Amounts.time(Duration.between(file.changedAt(), now))
            + " ago";
    if (!AGENTS.contains(file.path().getFileName().toString())) {
      return new Finding.Warn(
          evidence + "; it is no file of the agents' logging",
          "Have it written elsewhere: who ships *.log of this folder takes it for JSON");
    }
    Optional<LogFolder.File> later =
        json.stream().filter(each -> each.changedAt().isAfter(file.changedAt())).findFirst();
    if (later.isPresent()) {
      return new Finding.Warn(
          evidence + "; " + folder.relativize(later.get().path()) + " is JSON, and newer",
          "If it is from before LOGS_AS_JSON=true was set, move it away; else set it for the agents"
              + " that write it");
    }
    return new Finding.Fail(
        evidence,
        "Set LOGS_AS_JSON=true (or ENVIRONMENT=production) for the agents and restart them");
  }

  private static List<LogFolder.File> of(List<LogFolder.File> files, LogFolder.Form form) {
    return files.stream().filter(each -> each.form() == form).toList();
  }

  private static String names(Path folder, List<LogFolder.File> files) {
    return String.join(
        ", ", files.stream().map(each -> folder.relativize(each.path()).toString()).toList());
  }

  private static String user() {
    return System.getProperty("user.name", "this user");
  }

  /// Whether the agents can write there.
  static Finding folder(Path folder, Instant now) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new Finding.Fail(
          folder + " is no folder", "Make it: mkdir -p " + folder + ", or mount the volume");
    }
    String refusal = LogFolder.refusal(folder);
    return refusal == null
        ? new Finding.Ok(folder + " can be written by " + user())
        : refused(folder, refusal, now);
  }

  /// This process may be kept from writing where the agents are not: by its user, or by how systemd
  /// or a container shuts it in. So what they wrote counts more.
  static Finding refused(Path folder, String refusal, Instant now) throws IOException {
    Optional<LogFolder.File> newest =
        LogFolder.files(folder).stream().max(Comparator.comparing(LogFolder.File::changedAt));
    String written =
        newest
            .map(file ->
                folder.relativize(file.path())
                    + " was written "
                    + Amounts.time(Duration.between(file.changedAt(), now))
                    + " ago")
            .orElse("no file *.log is there");
    if (newest.isPresent()
        && Duration.between(newest.get().changedAt(), now).compareTo(RECENT) < 0) {
      return new Finding.Ok(
          written + " in " + folder + "; not by " + user() + " (" + refusal + "), who need not");
    }
    String owner = Files.getOwner(folder).getName();
    String evidence = folder + " cannot be written by " + user() + " (" + refusal + "); " + written;
    boolean isReadOnly = refusal.contains("Read-only");
    if (owner.equals(user()) && !isReadOnly) {
      return new Finding.Fail(
          evidence, "See its rights and its disk: ls -ld " + folder + "; df -h " + folder);
    }
    return new Finding.Warn(
        "not known whether the agents can write: " + evidence + "; it belongs to " + owner,
        "Ask as who writes there: sudo -u "
            + owner
            + " mozaiks doctor --only this_machine --logs "
            + folder);
  }

  /// Whether they are rotated.
  ///
  /// @param rotation who is to do it
  /// @param logrotate the folder with logrotate's configuration
  /// @throws IOException if the folder cannot be read
  static Finding rotation(Path folder, Rotation rotation, Path logrotate, Instant now)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return new Finding.NotConfigured(
          folder + " is no folder", "Make it: mkdir -p " + folder + ", or mount the volume");
    }
    List<LogFolder.File> files = LogFolder.files(folder);
    List<Finding> wrong = new ArrayList<>();
    for (LogFolder.File each : files) {
      overdue(folder, each).ifPresent(wrong::add);
    }
    if (!wrong.isEmpty()) {
      return Finding.worst(wrong);
    }
    List<LogFolder.Rotated> rotated = LogFolder.rotated(folder);
    if (!rotated.isEmpty()) {
      LogFolder.Rotated latest = rotated.getFirst();
      return new Finding.Ok(
          rotated.size()
              + " rotated files in "
              + folder
              + ", the latest "
              + folder.relativize(latest.path())
              + " of "
              + Amounts.time(Duration.between(latest.changedAt(), now))
              + " ago");
    }
    if (files.isEmpty()) {
      return new Finding.NotConfigured(
          "no file *.log is in " + folder, "Ask again when agents have worked");
    }
    return switch (rotation) {
      case INTERNAL -> byTheLibrary(folder, files);
      case EXTERNAL -> byLogrotate(folder, files, Logrotate.read(logrotate), logrotate);
    };
  }

  private static Optional<Finding> overdue(Path folder, LogFolder.File file) {
    String next = "See why it is not rotated: docs/logging.md#rotation-from-outside";
    String name = folder.relativize(file.path()).toString();
    if (file.bytes() > LARGEST) {
      return Optional.of(new Finding.Fail(name + " has " + Amounts.bytes(file.bytes()), next));
    }
    return spans(file).compareTo(MONTH) > 0
        ? Optional.of(
            new Finding.Fail(
                name + " has the lines of " + Amounts.time(spans(file)) + " in it", next))
        : Optional.empty();
  }

  /// From its first line to its last change.
  private static Duration spans(LogFolder.File file) {
    return file.begins() == null
        ? Duration.ZERO
        : Duration.between(file.begins(), file.changedAt());
  }

  private static Finding byTheLibrary(Path folder, List<LogFolder.File> files) {
    for (LogFolder.File each : files) {
      if (spans(each).compareTo(DAYS) > 0) {
        return new Finding.Warn(
            "nothing is rotated, although "
                + folder.relativize(each.path())
                + " has the lines of "
                + Amounts.time(spans(each))
                + " in it; LOGS_ROTATION is internal",
            "If another logging than ours writes it, have logrotate do it, and set"
                + " checklist.log_rotation: external (docs/logging.md#rotation-from-outside)");
      }
    }
    return new Finding.Ok(
        "no file is older than its midnight or large; the logging library rotates by itself"
            + " (LOGS_ROTATION is internal)");
  }

  private static Finding byLogrotate(
      Path folder, List<LogFolder.File> files, Logrotate logrotate, Path configurations) {
    Set<String> by = new TreeSet<>();
    List<LogFolder.File> unnamed = new ArrayList<>();
    for (LogFolder.File each : files) {
      List<Path> naming = logrotate.naming(each.path());
      naming.forEach(file -> by.add(file.toString()));
      if (naming.isEmpty()) {
        unnamed.add(each);
      }
    }
    if (unnamed.isEmpty()) {
      return new Finding.Ok("nothing rotated yet; named by " + String.join(", ", by));
    }
    String evidence =
        "LOGS_ROTATION is external, and no file of "
            + configurations
            + " names "
            + names(folder, unnamed)
            + " of "
            + folder;
    if (!logrotate.unread().isEmpty()) {
      return new Finding.Warn(
          "not known: " + evidence + ", but " + user() + " may not read all of them",
          "See whether one does: sudo grep -l " + folder + " " + configurations + "/*");
    }
    String next = "Write one as docs/logging.md shows, or set LOGS_ROTATION=internal";
    return by.isEmpty() ? new Finding.Fail(evidence, next) : new Finding.Warn(evidence, next);
  }
}
