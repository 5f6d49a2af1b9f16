// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.server.ag2log.Ag2Record.Source;
import ai.mozaiks.observability.server.ag2log.Ag2Record.ToolAsk;
import ai.mozaiks.observability.server.ag2log.Ag2Record.ToolResult;
import ai.mozaiks.observability.server.entry.JsonMistake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads an event of an agent, whose state is JSON in a text.
final class ReplyState {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What AG2 writes for a tool that raised, does not exist, or got arguments that are no JSON.
  private static final String ERROR = "Error: ";

  private ReplyState() {}

  /// @param id of the record
  /// @param name the event's
  /// @param state JSON
  static Ag2Record read(String id, Instant at, Source source, String name, @Nullable String state)
      throws UnreadableLineException {
    return switch (name) {
      case "received_message" ->
          new Ag2Record.Received(at, source, asks(tree(state).path("message")));
      case "reply_func_executed" -> {
        JsonNode json = tree(state);
        JsonNode reply = json.path("reply");
        boolean replied = !reply.isNull() && !reply.isMissingNode();
        yield new Ag2Record.Reply(
            id, at, source, json.path("final").asBoolean(false), replied, results(reply));
      }
      default -> new Ag2Record.Other(at, source);
    };
  }

  private static JsonNode tree(@Nullable String state) throws UnreadableLineException {
    if (state == null) {
      throw new UnreadableLineException("json_state: absent (expected: JSON in a text)");
    }
    try {
      return JSON.readTree(state);
    } catch (JacksonException e) {
      throw new UnreadableLineException("json_state: " + JsonMistake.of(e));
    }
  }

  private static List<ToolAsk> asks(JsonNode message) {
    List<ToolAsk> asks = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      asks.add(ask(text(call.path("id")), call.path("function")));
    }
    JsonNode function = message.path("function_call"); // before there were tool calls
    if (function.isObject()) {
      asks.add(ask(null, function));
    }
    return asks;
  }

  private static ToolAsk ask(@Nullable String callId, JsonNode function) {
    JsonNode arguments = function.path("arguments");
    return new ToolAsk(
        callId,
        text(function.path("name")),
        arguments.isContainer() ? arguments.toString() : text(arguments));
  }

  private static List<ToolResult> results(JsonNode reply) {
    List<ToolResult> results = new ArrayList<>();
    for (JsonNode response : reply.path("tool_responses")) {
      results.add(result(response));
    }
    if (results.isEmpty() && "function".equals(text(reply.path("role")))) {
      results.add(result(reply));
    }
    return results;
  }

  private static ToolResult result(JsonNode response) {
    JsonNode content = response.path("content");
    String answer = content.isString() ? content.asString() : content.toString();
    return new ToolResult(
        text(response.path("tool_call_id")),
        text(response.path("name")),
        Digest.of(answer),
        answer.startsWith(ERROR) ? answer.substring(ERROR.length()) : null);
  }

  /// A digest of what a function returned, as its answer has it: a text without its quotes.
  static String returned(@Nullable String json) {
    if (json == null) {
      return Digest.of("");
    }
    try {
      JsonNode value = JSON.readTree(json);
      return Digest.of(value.isString() ? value.asString() : json);
    } catch (JacksonException e) {
      return Digest.of(json);
    }
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() && !node.asString().isEmpty() ? node.asString() : null;
  }
}
