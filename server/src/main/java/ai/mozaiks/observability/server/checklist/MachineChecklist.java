// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.config.ChecklistConfig.Logs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What `mozaiks doctor` sees by itself where it runs, which may be another machine than the
/// server's, or the same one with other rights.
public final class MachineChecklist {
  private static final String DOCTOR = "docs/operations/doctor.md#this-machine";
  private static final String LOGGING = "docs/logging.md";
  private static final Duration ASKEW = Duration.ofSeconds(5);
  private static final Duration WRONG = Duration.ofMinutes(1);

  private final Logs logs;
  private final @Nullable ServerTime serverTime;
  private final JavaRuntime java;
  private final Path logrotate;
  private final Instant now;

  /// When a server said which time.
  ///
  /// @param earliest when that may have been at the earliest, by the clock here
  /// @param latest when at the latest, `>= earliest`
  /// @param told the time it said
  public record ServerTime(Instant earliest, Instant latest, Instant told) {
    public ServerTime {
      if (latest.isBefore(earliest)) {
        throw new IllegalArgumentException(
            "latest: " + latest + " (expected: not before " + earliest + ")");
      }
    }

    /// How long a server keeps its answers, and so how old they may be.
    public static ServerTime ofChecklist(Instant asked, Instant answered, Instant told) {
      return new ServerTime(asked.minus(Checklist.FRESH), answered, told);
    }

    /// By how much its clock is ahead of this one at the least; negative for behind, zero if the
    /// two may agree.
    private Duration ahead() {
      if (told.isAfter(latest)) {
        return Duration.between(latest, told);
      }
      return told.isBefore(earliest) ? Duration.between(earliest, told) : Duration.ZERO;
    }
  }

  MachineChecklist(
      Logs logs, @Nullable ServerTime serverTime, JavaRuntime java, Path logrotate, Instant now) {
    this.logs = logs;
    this.serverTime = serverTime;
    this.java = java;
    this.logrotate = logrotate;
    this.now = now;
  }

  /// Looks.
  ///
  /// @param logs where agents write on this machine
  /// @param serverTime what the server said; null if it said nothing
  public static List<Check> read(Logs logs, @Nullable ServerTime serverTime, Instant now) {
    return new MachineChecklist(
            logs,
            serverTime,
            JavaRuntime.ofThisProcess("restart the server if it runs here"),
            LogFindings.LOGROTATE,
            now)
        .checks();
  }

  List<Check> checks() {
    return List.of(
        check(
            "local_java",
            "The Java that a server would be started with here is supported",
            "README.md",
            java::look),
        check("local_clock", "The clock here agrees with the server's", DOCTOR, this::clock),
        check(
            "local_log_folder",
            "The log folder is there and can be written (LOGS_BASE_DIR)",
            LOGGING,
            () -> {
              Path folder = logs.folder();
              return folder == null ? none() : LogFindings.folder(folder, now);
            }),
        check(
            "local_logs_are_json",
            "Log files are JSON lines (LOGS_AS_JSON=true)",
            LOGGING,
            () -> {
              Path folder = logs.folder();
              return folder == null ? none() : LogFindings.json(folder, now);
            }),
        check(
            "local_log_rotation",
            "Log files are rotated",
            LOGGING,
            () -> {
              Path folder = logs.folder();
              return folder == null
                  ? none()
                  : LogFindings.rotation(folder, logs.rotation(), logrotate, now);
            }));
  }

  private static Check check(String id, String title, String docs, Callable<Finding> look) {
    Item item = new Item(id, GuideSection.THIS_MACHINE, title, docs, _ -> look.call());
    return item.answered(found(look), text -> text);
  }

  private static Finding found(Callable<Finding> look) {
    try {
      return look.call();
    } catch (Exception e) { // whatever goes wrong is an answer
      return new Finding.Warn(
          "not known: " + e, "Mend what the reason says, or ask as a user who may look there");
    }
  }

  private static Finding none() {
    return new Finding.NotConfigured(
        "no log folder is named here",
        "Where agents write files on this machine: mozaiks doctor --logs FOLDER, or LOGS_BASE_DIR");
  }

  private Finding clock() {
    if (serverTime == null) {
      return new Finding.NotConfigured(
          "no server told its time", "See that the server is reached from here");
    }
    Duration ahead = serverTime.ahead();
    Duration sharpness = Duration.between(serverTime.earliest(), serverTime.latest());
    if (ahead.isZero()) {
      return new Finding.Ok("no difference, as far as " + Amounts.time(sharpness) + " can tell");
    }
    String evidence =
        "the server's is at least "
            + Amounts.time(ahead)
            + (ahead.isNegative() ? " behind" : " ahead");
    String next = "Have both set by NTP: timedatectl set-ntp true";
    if (ahead.abs().compareTo(WRONG) > 0) {
      return new Finding.Fail(evidence, next);
    }
    return ahead.abs().compareTo(ASKEW) > 0
        ? new Finding.Warn(evidence, next)
        : new Finding.Ok(evidence + ", which is little");
  }
}
