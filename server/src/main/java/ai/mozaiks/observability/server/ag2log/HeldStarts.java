// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts of chats whose app is not known yet. The reference runtime writes `workflow_start`
/// without an app, and names it in a line right after; told at once, the start would be one of
/// another chat, of the app `unknown`.
///
/// A start waits until the next line of its chat, at most until the log is ten seconds further. For
/// one thread.
final class HeldStarts {
  /// More do not wait.
  private static final int MOST = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  // by chat, the longest held first
  private final LinkedHashMap<String, Start> starts = new LinkedHashMap<>();

  /// A start without its app; also what a checkpoint keeps.
  ///
  /// @param id of the event
  /// @param at when the chat began
  record Start(
      String id, String chat, @Nullable String workflow, @Nullable String user, Instant at) {
    private ChatEvent event(LogNames names) {
      return new ChatEvent.WorkflowStarted(
          new ChatEvent.Context(
              id, new ChatKey(names.appOf(chat), chat), workflow, user, at, null));
    }
  }

  boolean isEmpty() {
    return starts.isEmpty();
  }

  /// Keeps a start.
  ///
  /// @return another one for which there is no room any more; mostly none
  List<ChatEvent> hold(ChatEvent.WorkflowStarted start, LogNames names) {
    ChatEvent.Context context = start.context();
    String chat = start.chat().chatId();
    starts.put(chat, new Start(context.id(), chat, context.workflow(), context.user(), start.at()));
    return starts.size() <= MOST
        ? List.of()
        : List.of(starts.pollFirstEntry().getValue().event(names));
  }

  /// Gives back what need not wait any longer.
  ///
  /// @param chat that a line is of; null if it names none
  /// @param now how far the log is; null if that is not known
  List<ChatEvent> release(@Nullable String chat, @Nullable Instant now, LogNames names) {
    List<ChatEvent> released = new ArrayList<>();
    Start own = chat == null ? null : starts.remove(chat);
    if (own != null) {
      released.add(own.event(names));
    }
    Iterator<Start> oldest = starts.values().iterator();
    while (now != null && oldest.hasNext()) {
      Start start = oldest.next();
      if (start.at().plus(PATIENCE).isAfter(now)) {
        break;
      }
      released.add(start.event(names));
      oldest.remove();
    }
    return released;
  }

  /// Gives back all, since no more lines come.
  List<ChatEvent> releaseAll(LogNames names) {
    List<ChatEvent> released =
        new ArrayList<>(starts.values().stream().map(start -> start.event(names)).toList());
    starts.clear();
    return released;
  }

  List<Start> state() {
    return List.copyOf(starts.values());
  }

  void restore(List<Start> state) {
    state.forEach(start -> starts.put(start.chat(), start));
  }
}
