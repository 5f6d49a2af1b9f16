// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Events for the tests of the metrics.
final class Events {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final SpanRef SPAN = new SpanRef("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");

  private Events() {}

  static ChatEvent.Context context(String app, String workflow) {
    return new ChatEvent.Context("e", new ChatKey(app, "chat"), workflow, "ann", NOON, SPAN);
  }

  static ChatEvent turn(String app, String agent, Duration took, boolean failed) {
    return new ChatEvent.AgentTurn(
        context(app, "order"), agent, took, failed ? Failure.of("Refused", null) : null);
  }

  static ChatEvent call(String app, String model, TokenUsage usage, Cost cost) {
    return new ChatEvent.LlmCall(
        context(app, "order"),
        "planner",
        "openai",
        model,
        null,
        usage,
        cost,
        Duration.ofMillis(820),
        Duration.ofMillis(210),
        true,
        false,
        false,
        List.of(),
        null,
        null);
  }

  static ChatEvent tool(String app, String agent) {
    return new ChatEvent.ToolCall(
        context(app, "order"), agent, "search", null, null, Duration.ofMillis(20), null);
  }
}
