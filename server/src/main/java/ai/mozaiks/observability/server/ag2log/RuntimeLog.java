// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Reads the file form of the runtime log, line by line, in the log's order. For one thread.
public final class RuntimeLog implements LogReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Sessions sessions;

  /// Reads a log whose tool calls are compared with one another only.
  public RuntimeLog(LogNames names) {
    this(names, ArgumentsHash.withRandomKey());
  }

  /// @param argumentsHash what stands for the arguments of tool calls
  public RuntimeLog(LogNames names, ArgumentsHash argumentsHash) {
    this(new Sessions(names, argumentsHash));
  }

  RuntimeLog(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Result read(byte[] line, Place place) {
    try {
      Optional<Ag2Record> record = RuntimeLogLine.read(line);
      if (record.isEmpty()) {
        return Result.NOTHING;
      }
      return sessions.mustWait(record.get())
          ? Result.LATER
          : Result.of(sessions.take(record.get()));
    } catch (UnreadableLineException e) {
      return Result.rejected(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public long unbound() {
    return sessions.unbound();
  }

  @Override
  public String state() {
    return JSON.writeValueAsString(sessions.state());
  }

  @Override
  public void restore(String state) {
    sessions.restore(JSON.readValue(state, Sessions.State.class));
  }

  /// The time of the first record that has one.
  ///
  /// @param lines the first lines; a last one that is cut off does no harm
  public static Optional<Instant> beginning(List<byte[]> lines) {
    for (byte[] line : lines) {
      try {
        Optional<Instant> at =
            RuntimeLogLine.read(line).flatMap(record -> Optional.ofNullable(record.at()));
        if (at.isPresent()) {
          return at;
        }
      } catch (UnreadableLineException e) {
        // perhaps the next one
      }
    }
    return Optional.empty();
  }

  /// Whether a beginning of a file is one of this log.
  ///
  /// @param lines the first lines; a last one that is cut off does no harm
  public static boolean recognises(List<byte[]> lines) {
    for (byte[] line : lines) {
      try {
        if (RuntimeLogLine.read(line).isPresent()) {
          return true;
        }
      } catch (UnreadableLineException e) {
        // perhaps the next one
      }
    }
    return false;
  }
}
