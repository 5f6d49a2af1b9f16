// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.storage.FailureMessage;
import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Knows a direct event again that came without an id, and so got one of its content, where masking
/// changed that content since: its message is masked then, and all else is as it was.
final class ResentEvent {
  private static final Pattern OF_CONTENT = Pattern.compile("[0-9a-f]{32}");
  private static final String PART_OF_A_MASK = "***";

  private ResentEvent() {}

  /// Whether one of these is the event by another id.
  ///
  /// @param masking masks messages by the rules of now; memory may hold some as they were before
  static boolean isAmong(
      Collection<ChatEvent> events, ChatEvent event, UnaryOperator<String> masking) {
    String message = FailureMessage.of(event);
    if (message == null || !message.contains(PART_OF_A_MASK) || !hasIdOfContent(event)) {
      return false;
    }
    ChatEvent said = said(event);
    return said != null
        && events.stream()
            .filter(each -> each.at().equals(event.at()) && hasIdOfContent(each))
            .anyMatch(each -> said.equals(said(FailureMessage.masked(each, masking))));
  }

  private static boolean hasIdOfContent(ChatEvent event) {
    return OF_CONTENT.matcher(event.id()).matches();
  }

  /// A failed event as it was sent, without its id and what was found out about it; null for one
  /// that has no message.
  private static @Nullable ChatEvent said(ChatEvent event) {
    ChatEvent.Context given = event.context();
    ChatEvent.Context context =
        new ChatEvent.Context(
            "", given.chat(), given.saidWorkflow(), given.saidUser(), given.at(), given.span());
    return switch (event) {
      case ChatEvent.AgentTurn turn ->
          new ChatEvent.AgentTurn(context, turn.agent(), turn.duration(), said(turn.failure()));
      case ChatEvent.LlmCall call ->
          new ChatEvent.LlmCall(
              context,
              call.agent(),
              null,
              call.requestModel(),
              call.responseModel(),
              call.usage(),
              Cost.UNPRICED,
              call.duration(),
              call.timeToFirstToken(),
              call.streaming(),
              call.locallyCached(),
              call.aggregate(),
              call.finishReasons(),
              call.responseId(),
              said(call.failure()));
      case ChatEvent.ToolCall call ->
          new ChatEvent.ToolCall(
              context,
              call.agent(),
              call.tool(),
              call.callId(),
              call.argumentsHash(),
              call.duration(),
              said(call.failure()));
      case ChatEvent.ErrorOccurred error ->
          new ChatEvent.ErrorOccurred(
              context,
              error.agent(),
              error.level(),
              Failure.of(error.failure().type(), error.failure().message()));
      case ChatEvent.Superseded superseded -> said(superseded.event());
      case ChatEvent.WorkflowStarted _,
          ChatEvent.WorkflowEnded _,
          ChatEvent.UsageDelta _,
          ChatEvent.UsageSummary _,
          ChatEvent.TraceAttached _ ->
          null;
    };
  }

  private static @Nullable Failure said(@Nullable Failure failure) {
    return failure == null ? null : Failure.of(failure.type(), failure.message());
  }
}
