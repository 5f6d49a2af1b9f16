// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.server.ag2log.ApplicationLog;
import ai.mozaiks.observability.server.ag2log.JsonLog;
import ai.mozaiks.observability.server.ag2log.LogNames;
import ai.mozaiks.observability.server.ag2log.RuntimeLog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// The logs among the files of one import: files that one log was rotated into are read by one
/// reader, one after the other, and all logs share what the application's log says of sessions.
final class LogFamilies {
  private final LogNames.Name given;
  private final LogNames shared;
  private final Map<String, RuntimeLog> runtimeLogs = new HashMap<>();

  /// @param given names by the operator
  LogFamilies(LogNames.Name given) {
    this(given, new LogNames(given, "log"));
  }

  private LogFamilies(LogNames.Name given, LogNames shared) {
    this.given = given;
    this.shared = shared;
  }

  /// The same for logs that are followed together with the application's: new sessions wait a
  /// little for what it says of them.
  LogFamilies expectingMore(InstantSource clock) {
    return new LogFamilies(given, shared.expectingMore(clock));
  }

  /// What is known for a log.
  LogNames names(String file) {
    return shared.sharedBy(given, family(fileName(file)));
  }

  RuntimeLog runtimeLog(String file) {
    return runtimeLogs.computeIfAbsent(family(file), _ -> new RuntimeLog(names(file)));
  }

  ApplicationLog applicationLog(String file) {
    return new ApplicationLog(names(file), jsonLog());
  }

  JsonLog jsonLog() {
    return new JsonLog(given);
  }

  private static String fileName(String file) {
    Path name = Path.of(file).getFileName();
    return name == null ? file : name.toString();
  }

  /// The name without what rotation added.
  private static String family(String file) {
    return file.replaceFirst("[.-][0-9][0-9T:_.-]*(\\.gz)?$", "");
  }
}
