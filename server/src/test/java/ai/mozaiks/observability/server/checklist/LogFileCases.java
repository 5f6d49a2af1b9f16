// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.NO_PROGRAMS;
import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.stream.Stream;

/// Worlds in which lines of [LogFileItems] are not well.
final class LogFileCases {
  private static final long GIB = 1L << 30;

  private LogFileCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when("logs_are_json", NOT_CONFIGURED, "no log folder", NO_PROGRAMS),
        when(
            "logs_are_json",
            FAIL,
            "text in tools.log",
            world -> world.log("tools.log", "10:00:00 [INFO] one\n")),
        when(
            "logs_are_json",
            WARN,
            "no lines in the 0 files",
            world -> Files.delete(world.logs().resolve("core.log"))),
        when("log_folder", NOT_CONFIGURED, "no log folder", NO_PROGRAMS),
        when(
            "log_folder",
            FAIL,
            "is no folder",
            world -> {
              Files.delete(world.logs().resolve("core.log"));
              Files.delete(world.logs());
            }),
        when("log_rotation", NOT_CONFIGURED, "no log folder", NO_PROGRAMS),
        when(
            "log_rotation",
            FAIL,
            "core.log has 2.0 GiB",
            world -> {
              try (var file =
                  new RandomAccessFile(world.logs().resolve("core.log").toFile(), "rw")) {
                file.setLength(2 * GIB); // takes no room: nothing is written
              }
            }));
  }
}
