// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// One line of what a chat cost: a model call, or tokens of one that is not itself recorded.
///
/// @param event as it is stored
/// @param counted whether its tokens and its cost are part of the chat's
/// @param reason why, or why not
record CostLine(ChatEvent event, boolean counted, String reason) {

  /// By start, then trace (direct events first), then id.
  static final Comparator<CostLine> IN_ORDER = Comparator.comparing(CostLine::place);

  /// Where a line stands among those of its chat.
  ///
  /// @param trace empty for a direct event
  record Place(Instant at, String trace, String id) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::at).thenComparing(Place::trace).thenComparing(Place::id);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /// What is told, as if it counted.
  ChatEvent told() {
    return event instanceof ChatEvent.Superseded outer ? outer.event() : event;
  }

  /// What kind of event it is; the word in the answer.
  String kind() {
    return switch (told()) {
      case ChatEvent.LlmCall _ -> "llm_call";
      case ChatEvent.UsageDelta _ -> "usage_delta";
      default -> "usage_summary";
    };
  }

  Place place() {
    SpanRef span = span();
    return new Place(event.at(), span == null ? "" : span.traceId(), event.id());
  }

  @Nullable SpanRef span() {
    return event.context().span();
  }

  @Nullable String agent() {
    return told() instanceof ChatEvent.LlmCall call
        ? call.agent()
        : told() instanceof ChatEvent.UsageDelta delta ? delta.agent() : null;
  }

  @Nullable String provider() {
    return told() instanceof ChatEvent.LlmCall call ? call.provider() : null;
  }

  @Nullable String requestModel() {
    return told() instanceof ChatEvent.LlmCall call ? call.requestModel() : null;
  }

  /// The model that answered, else the one asked for; null when neither is known.
  @Nullable String model() {
    return told() instanceof ChatEvent.LlmCall call
        ? call.model()
        : told() instanceof ChatEvent.UsageDelta delta ? delta.model() : null;
  }

  TokenUsage usage() {
    return switch (told()) {
      case ChatEvent.LlmCall call -> call.usage();
      case ChatEvent.UsageDelta delta -> delta.usage();
      case ChatEvent.UsageSummary summary -> summary.usage();
      default -> TokenUsage.UNKNOWN;
    };
  }

  Cost cost() {
    return switch (told()) {
      case ChatEvent.LlmCall call -> call.cost();
      case ChatEvent.UsageDelta delta -> delta.cost();
      case ChatEvent.UsageSummary summary -> summary.cost();
      default -> Cost.UNPRICED;
    };
  }

  boolean cached() {
    return told() instanceof ChatEvent.LlmCall call
        ? call.locallyCached()
        : told() instanceof ChatEvent.UsageDelta delta && delta.locallyCached();
  }

  boolean aggregate() {
    return told() instanceof ChatEvent.LlmCall call && call.aggregate();
  }

  @Nullable Failure failure() {
    return told() instanceof ChatEvent.LlmCall call ? call.failure() : null;
  }

  /// Whether it failed, and the same agent asked the same model again.
  boolean retried() {
    Failure failure = failure();
    return failure != null && failure.retried();
  }

  /// What it adds to the cost of the chat, US dollars; 0 if it does not count, null when unknown.
  @Nullable BigDecimal amount() {
    if (!counted || cached()) {
      return BigDecimal.ZERO;
    }
    Long pico = cost().picoUsd();
    return pico == null ? null : Usd.toDecimal(pico);
  }
}
