// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Reads the application's log in JSON lines: turns, tools and usage, which session of the runtime
/// log is which chat, and the lines themselves. For one thread.
public final class ApplicationLog implements LogReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final LogNames names;
  private final @Nullable JsonLog lines;

  /// Reads with names that the operator gave; what the log says of sessions is learnt into them.
  ///
  /// @param lines reads the lines themselves; null if they are not to be kept
  public ApplicationLog(LogNames names, @Nullable JsonLog lines) {
    this.names = names;
    this.lines = lines;
  }

  @Override
  public Result read(byte[] line, Place place) {
    if (lines == null) {
      return read(line);
    }
    Result itself = lines.read(line, place);
    return JsonLog.isObject(line) ? read(line).with(itself) : itself;
  }

  private Result read(byte[] line) {
    try {
      Optional<ApplicationLogLine> read = ApplicationLogLine.read(line);
      if (read.isEmpty()) {
        return Result.NOTHING;
      }
      read.get().session().ifPresent(session -> names.learn(session.id(), session.name()));
      Optional<ChatEvent> event = read.get().event(names);
      return event.isEmpty() ? Result.NOTHING : Result.of(List.of(event.get()));
    } catch (UnreadableLineException e) {
      return Result.rejected(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public long unbound() {
    return 0;
  }

  @Override
  public String state() {
    return JSON.writeValueAsString(new State(names.learnt(), lines == null ? null : lines.state()));
  }

  @Override
  public void restore(String state) {
    State read = JSON.readValue(state, State.class);
    read.sessions().forEach(names::learn);
    if (lines != null && read.lines() != null) {
      lines.restore(read.lines());
    }
  }

  /// @param lines of the lines themselves; null if they were not kept
  private record State(Map<String, LogNames.Name> sessions, @Nullable String lines) {}

  /// Whether a beginning of a file is one of such a log: JSON lines with a message, and a logger or
  /// a level.
  public static boolean recognises(List<byte[]> lines) {
    for (byte[] line : lines) {
      try {
        Optional<ApplicationLogLine> read = ApplicationLogLine.read(line);
        if (read.isPresent()) {
          return read.get().isLogLine();
        }
      } catch (UnreadableLineException e) {
        // perhaps the next one
      }
    }
    return false;
  }
}
