// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Reads the application's log in JSON lines: turns, tools and usage, and which session of the
/// runtime log is which chat. For one thread.
public final class ApplicationLog implements LogReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final LogNames names;

  /// Reads with names that the operator gave; what the log says of sessions is learnt into them.
  public ApplicationLog(LogNames names) {
    this.names = names;
  }

  @Override
  public Result read(byte[] line) {
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
    return JSON.writeValueAsString(new State(names.learnt()));
  }

  @Override
  public void restore(String state) {
    JSON.readValue(state, State.class).sessions().forEach(names::learn);
  }

  private record State(Map<String, LogNames.Name> sessions) {}

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
