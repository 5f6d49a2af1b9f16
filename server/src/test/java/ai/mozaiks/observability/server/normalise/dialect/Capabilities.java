// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.FoldedTraces;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an emitter can give, read off what its spans came to. `yes` and `no`, or `–` where nothing
/// happened that could show it. Errors are also `calls` or `tools`, where the emitter tells of
/// those alone.
final class Capabilities {
  static final String YES = "yes";
  static final String NO = "no";
  static final String NOT_SHOWN = "–";

  private Capabilities() {}

  /// Of a recording: what did not come is missing for good, since the truth says that it was there.
  static Map<String, String> ofRecording(FoldedTraces folded, JsonNode truth) {
    JsonNode served = truth.get("served");
    JsonNode tools = truth.get("tools");
    Map<String, String> given = given(folded, NO);
    given.replace("cached", NO, usedAny(served, "cached") ? NO : NOT_SHOWN);
    given.replace("reasoning", NO, usedAny(served, "reasoning") ? NO : NOT_SHOWN);
    given.replace("tools", NO, tools.isEmpty() ? NOT_SHOWN : NO);
    given.replace("TTFT", NO, anyIs(served, "stream") ? NO : NOT_SHOWN);
    Tally tally = folded.tally();
    given.put(
        "errors",
        errors(
            served.valueStream().anyMatch(call -> call.get("status").asInt() != 200),
            tally.errors(ErrorLevel.LLM) > 0,
            tools.valueStream().anyMatch(tool -> !tool.get("ok").asBoolean()),
            tally.errors(ErrorLevel.TOOL) > 0));
    return given;
  }

  /// Of a trace that somebody else made: what did not come may not have been there.
  static Map<String, String> ofTrace(FoldedTraces folded) {
    Map<String, String> given = given(folded, NOT_SHOWN);
    Tally tally = folded.tally();
    boolean calls = tally.errors(ErrorLevel.LLM) > 0;
    boolean tools = tally.errors(ErrorLevel.TOOL) > 0;
    given.put("errors", errors(calls, calls, tools, tools));
    return given;
  }

  private static Map<String, String> given(FoldedTraces folded, String otherwise) {
    Map<String, String> given = new LinkedHashMap<>();
    boolean named = folded.chatIds().stream().noneMatch(id -> id.startsWith("trace:"));
    given.put("chat", named ? YES : otherwise);
    given.put("turns", told(folded.counted(Role.TURN).findAny().isPresent(), otherwise));
    given.put("calls", told(folded.calls().anyMatch(call -> !call.aggregate()), otherwise));
    given.put("tokens", told(saysAny(folded, TokenUsage::promptTokens), otherwise));
    given.put("cached", told(saysAny(folded, TokenUsage::cachedReadTokens), otherwise));
    given.put("reasoning", told(saysAny(folded, TokenUsage::reasoningTokens), otherwise));
    given.put("tools", told(folded.tally().toolCalls() > 0, otherwise));
    given.put("errors", otherwise);
    given.put("TTFT", told(folded.calls().anyMatch(c -> c.timeToFirstToken() != null), otherwise));
    given.put("cost", told(folded.calls().anyMatch(Capabilities::reportsCost), otherwise));
    return given;
  }

  private static boolean saysAny(FoldedTraces folded, Function<TokenUsage, @Nullable Long> tokens) {
    return folded.usages().anyMatch(usage -> tokens.apply(usage) != null);
  }

  private static boolean reportsCost(ChatEvent.LlmCall call) {
    return call.cost().source() == Cost.Source.REPORTED;
  }

  private static String told(boolean told, String otherwise) {
    return told ? YES : otherwise;
  }

  private static String errors(
      boolean callFailed, boolean callTold, boolean toolFailed, boolean toolTold) {
    if (!callFailed && !toolFailed) {
      return NOT_SHOWN;
    }
    if (callTold == callFailed && toolTold == toolFailed) {
      return YES;
    }
    return callTold ? "calls" : toolTold ? "tools" : NO;
  }

  private static boolean usedAny(JsonNode served, String tokens) {
    return served.valueStream().anyMatch(call -> call.path("usage").path(tokens).asLong(0) > 0);
  }

  private static boolean anyIs(JsonNode served, String flag) {
    return served.valueStream().anyMatch(call -> call.get(flag).asBoolean());
  }
}
