// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.server.answers.LiveView;
import ai.mozaiks.observability.server.explain.StoredTraces;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.SpanOfChat;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredSpan;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// `/api/chats/{chat_id}/spans/{trace_id}/{span_id}` and `/api/chats/{chat_id}/events/{event_id}`:
/// one span or direct event as it is stored, and why it was counted, or not. Thread-safe.
final class SpanApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");
  private static final int TRACE_DIGITS = 32;
  private static final int SPAN_DIGITS = 16;
  private static final int SHOWN = 64;

  private final LiveView chats;
  private final StorageReader store;
  private final StoredTraces traces;
  private final UsageSources sources;

  SpanApi(LiveView chats, StorageReader store, StoredTraces traces, UsageSources sources) {
    this.chats = chats;
    this.store = store;
    this.traces = traces;
    this.sources = sources;
  }

  Answer span(Request request) throws Refusal {
    request.allowParameters("app");
    PartId trace = PartId.ofTrace(hex(request, "trace_id", TRACE_DIGITS));
    long spanId = HexFormat.fromHexDigitsToLong(hex(request, "span_id", SPAN_DIGITS));
    AskedChat chat = AskedChat.of(request, chats);
    SpanOfChat found = store.span(chat.key(), trace, spanId).orElse(null);
    if (found == null) {
      throw Refusal.of(
          404,
          "span_id: no such span in this trace of the chat (expected: one that"
              + " /api/chats/{chat_id}/timeline lists)");
    }
    ObjectNode node = JSON.createObjectNode();
    chat.put(node);
    put(node.putObject("span"), found.span());
    ArrayNode events = node.putArray("events");
    found.events().forEach(event -> put(events.addObject(), event));
    node.put("spans_of_trace", found.spansOfTrace());
    putExplanation(node, found);
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private void put(ObjectNode node, StoredSpan span) {
    SpanJson.put(node, span);
    SpanJson.putMore(node, span, store.origins(List.of(span.origin())).get(span.origin()));
  }

  private void putExplanation(ObjectNode node, SpanOfChat found) {
    ObjectNode explanation = JSON.createObjectNode();
    boolean tooLarge = found.spansOfTrace() > StoredTraces.MAX_SPANS;
    boolean explained =
        !tooLarge && traces.explain(found.span().trace(), found.span().spanId(), explanation);
    if (explained) {
      node.set("explanation", explanation);
      node.putNull("not_explained");
    } else {
      node.putNull("explanation");
      node.put(
          "not_explained",
          tooLarge
              ? "its trace has %d spans, which decide together; explained are traces of at most %d"
                  .formatted(found.spansOfTrace(), StoredTraces.MAX_SPANS)
              : "it cannot be read: what it comes from is lost, or its body is damaged; its trace"
                  + " goes on without it");
    }
  }

  Answer event(Request request) throws Refusal {
    request.allowParameters("app");
    AskedChat chat = AskedChat.of(request, chats);
    ChatEvent event = store.directEvent(chat.key(), request.pathParameter("event_id")).orElse(null);
    if (event == null) {
      throw Refusal.of(
          404,
          "event_id: no such direct event in this chat (expected: one that"
              + " /api/chats/{chat_id}/timeline lists without a trace)");
    }
    ObjectNode node = JSON.createObjectNode();
    chat.put(node);
    put(node, event);
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private void put(ObjectNode node, ChatEvent event) {
    String reason = NotCounted.reason(event, sources);
    node.putRawValue("event", new RawValue(EventJson.write(event)));
    node.put("counted", reason == null);
    node.put("reason", reason);
  }

  private static String hex(Request request, String name, int digits) throws Refusal {
    String text = request.pathParameter(name);
    if (text.length() != digits || !HEX.matcher(text).matches()) {
      String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
      throw Refusal.of(400, name + ": " + shown + " (expected: " + digits + " hex digits)");
    }
    return text;
  }
}
