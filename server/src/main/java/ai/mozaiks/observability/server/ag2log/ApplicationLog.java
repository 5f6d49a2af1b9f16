// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.ArrayList;
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
  private final HeldStarts starts = new HeldStarts();

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
    List<ChatEvent> events = new ArrayList<>();
    try {
      Optional<ApplicationLogLine> read = ApplicationLogLine.read(line);
      if (read.isEmpty()) {
        return Result.NOTHING;
      }
      learn(read.get());
      if (!starts.isEmpty()) {
        events.addAll(starts.release(read.get().chat(), read.get().written(), names));
      }
      Optional<ChatEvent> event = read.get().event(names);
      if (event.isPresent()
          && event.get() instanceof ChatEvent.WorkflowStarted start
          && names.lacksAppOf(start.chat().chatId())) {
        events.addAll(starts.hold(start, names));
      } else {
        event.ifPresent(events::add);
      }
      return Result.of(events);
    } catch (UnreadableLineException e) {
      return new Result(events, null, String.valueOf(e.getMessage()), false);
    }
  }

  private void learn(ApplicationLogLine line) {
    line.session().ifPresent(session -> names.learn(session.id(), session.name()));
    String chat = line.chat();
    String app = line.app();
    if (chat != null && app != null) {
      names.learnApp(chat, app);
    }
  }

  @Override
  public List<ChatEvent> rest() {
    return starts.releaseAll(names);
  }

  @Override
  public long unbound() {
    return 0;
  }

  @Override
  public String state() {
    return JSON.writeValueAsString(
        new State(
            names.learnt(),
            names.learntApps(),
            starts.state(),
            lines == null ? null : lines.state()));
  }

  @Override
  public void restore(String state) {
    State read = JSON.readValue(state, State.class);
    read.sessions().forEach(names::learn);
    if (read.apps() != null) {
      read.apps().forEach(names::learnApp);
    }
    if (read.starts() != null) {
      starts.restore(read.starts());
    }
    if (lines != null && read.lines() != null) {
      lines.restore(read.lines());
    }
  }

  /// @param apps by chat; null in a state of before they were remembered, as is `starts`
  /// @param lines of the lines themselves; null if they were not kept
  private record State(
      Map<String, LogNames.Name> sessions,
      @Nullable Map<String, String> apps,
      @Nullable List<HeldStarts.Start> starts,
      @Nullable String lines) {}

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
