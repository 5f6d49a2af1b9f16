// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Events as rules count them, of one app and workflow, each with an id of its own.
public final class SampleEvents {
  private final String app;
  private final String workflow;
  private int made;

  public SampleEvents(String app, String workflow) {
    this.app = app;
    this.workflow = workflow;
  }

  private ChatEvent.Context context(Instant at) {
    String id = app + '/' + workflow + '/' + made++;
    return new ChatEvent.Context(id, new ChatKey(app, "chat"), workflow, "ann", at, null);
  }

  /// A turn that ended then.
  public ChatEvent turn(Instant end, String agent, Duration took, boolean failed) {
    Failure failure = failed ? Failure.of("Refused", null) : null;
    return new ChatEvent.AgentTurn(context(end.minus(took)), agent, took, failure);
  }

  /// The end of a chat.
  public ChatEvent ended(Instant at, ChatStatus status) {
    return new ChatEvent.WorkflowEnded(context(at), status, Duration.ofMinutes(1));
  }

  /// A model call of no length.
  ///
  /// @param usd what it cost; null for a model without a price
  public ChatEvent call(Instant at, String model, @Nullable String usd) {
    Cost cost =
        usd == null
            ? Cost.UNPRICED
            : Cost.reported(Objects.requireNonNull(Usd.toPico(new BigDecimal(usd))));
    return new ChatEvent.LlmCall(
        context(at),
        "planner",
        "openai",
        model,
        model,
        TokenUsage.of(1_000, 100),
        cost,
        Duration.ZERO,
        null,
        false,
        false,
        false,
        List.of(),
        null,
        null);
  }

  /// Turns that ended then.
  public List<ChatEvent> turns(Instant end, int count, Duration took, boolean failed) {
    List<ChatEvent> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      turns.add(turn(end, "planner", took, failed));
    }
    return turns;
  }

  /// Ends of chats.
  public List<ChatEvent> ends(Instant at, int count, ChatStatus status) {
    List<ChatEvent> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ends.add(ended(at, status));
    }
    return ends;
  }
}
