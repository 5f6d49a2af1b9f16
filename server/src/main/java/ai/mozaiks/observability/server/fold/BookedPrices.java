// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the calls of a part cost when the store learnt of them. A part that comes back is derived
/// again, perhaps with other prices than then; a call that used the same tokens of the same model
/// keeps what was booked for it, also that it had no price; but not one that could not be priced.
/// Immutable.
final class BookedPrices {

  /// Of a part that the store does not have.
  static final BookedPrices NONE = new BookedPrices(Map.of());

  private final Map<String, Booked> byEvent;

  private BookedPrices(Map<String, Booked> byEvent) {
    this.byEvent = byEvent;
  }

  private record Booked(Basis basis, Cost cost) {}

  /// What a computed price depends on.
  private record Basis(
      @Nullable String provider,
      @Nullable String responseModel,
      @Nullable String requestModel,
      TokenUsage usage) {}

  /// The prices in events that are stored.
  static BookedPrices of(List<ChatEvent> stored) {
    Map<String, Booked> byEvent = new HashMap<>();
    for (ChatEvent event : stored) {
      Booked booked = computedIn(event);
      if (booked != null && event.context().lent() != ChatEvent.Lent.PENDING) {
        byEvent.put(event.id(), booked);
      }
    }
    return byEvent.isEmpty() ? NONE : new BookedPrices(byEvent);
  }

  /// The events with the prices that were booked for them; the same list if nothing changes.
  List<ChatEvent> keptIn(List<ChatEvent> derived) {
    if (byEvent.isEmpty()) {
      return derived;
    }
    List<ChatEvent> kept = new ArrayList<>(derived.size());
    for (ChatEvent event : derived) {
      Booked before = byEvent.get(event.id());
      kept.add(before == null ? event : kept(event, before));
    }
    return kept;
  }

  private static ChatEvent kept(ChatEvent event, Booked before) {
    Booked now = computedIn(event);
    boolean changed =
        now != null && now.basis.equals(before.basis) && !now.cost.equals(before.cost);
    return changed ? withCost(event, before.cost) : event;
  }

  /// Null for an event without a price, or whose price the sender reported.
  private static @Nullable Booked computedIn(ChatEvent event) {
    Booked booked =
        switch (event) {
          case ChatEvent.LlmCall call ->
              new Booked(
                  new Basis(
                      call.provider(), call.responseModel(), call.requestModel(), call.usage()),
                  call.cost());
          case ChatEvent.UsageDelta delta ->
              new Booked(new Basis(null, delta.model(), null, delta.usage()), delta.cost());
          case ChatEvent.Superseded superseded -> computedIn(superseded.event());
          case ChatEvent.UsageSummary _,
              ChatEvent.WorkflowStarted _,
              ChatEvent.AgentTurn _,
              ChatEvent.ToolCall _,
              ChatEvent.ErrorOccurred _,
              ChatEvent.TraceAttached _,
              ChatEvent.WorkflowEnded _ ->
              null;
        };
    return booked == null || booked.cost.source() == Cost.Source.REPORTED ? null : booked;
  }

  private static ChatEvent withCost(ChatEvent event, Cost cost) {
    return switch (event) {
      case ChatEvent.LlmCall call ->
          new ChatEvent.LlmCall(
              call.context(),
              call.agent(),
              call.provider(),
              call.requestModel(),
              call.responseModel(),
              call.usage(),
              cost,
              call.duration(),
              call.timeToFirstToken(),
              call.streaming(),
              call.locallyCached(),
              call.aggregate(),
              call.finishReasons(),
              call.responseId(),
              call.failure());
      case ChatEvent.UsageDelta delta ->
          new ChatEvent.UsageDelta(
              delta.context(),
              delta.agent(),
              delta.model(),
              delta.usage(),
              cost,
              delta.locallyCached());
      case ChatEvent.Superseded superseded ->
          new ChatEvent.Superseded(withCost(superseded.event(), cost));
      case ChatEvent.UsageSummary _,
          ChatEvent.WorkflowStarted _,
          ChatEvent.AgentTurn _,
          ChatEvent.ToolCall _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.WorkflowEnded _ ->
          event;
    };
  }
}
