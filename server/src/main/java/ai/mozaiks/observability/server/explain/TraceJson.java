// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.explain.SentTraces.SentSpan;
import ai.mozaiks.observability.server.explain.SentTraces.SentTrace;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.server.tally.TallyJson;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An explained trace as JSON.
final class TraceJson {
  private final ContentPolicy policy;

  /// @param policy for which apps content is kept
  TraceJson(ContentPolicy policy) {
    this.policy = policy;
  }

  void put(ObjectNode node, Explanation explanation, SentTrace sent) {
    node.put("trace_id", explanation.trace().hex());
    Tally tally = new Tally();
    explanation.events().forEach(tally::add);
    TallyJson.put(node.putObject("totals"), tally);
    ArrayNode spans = node.putArray("spans");
    for (Explanation.Span span : explanation.spans()) {
      ObjectNode ofSpan = spans.addObject();
      SentSpan itself = sent.span(span.spanId());
      put(ofSpan, span);
      ofSpan.put("times_sent", itself == null ? 0 : itself.times());
      if (itself != null) {
        put(ofSpan.putObject("content"), itself);
      }
    }
  }

  private void put(ObjectNode node, SentSpan sent) {
    node.put("app_id", sent.contentApp());
    node.put("kept", policy.of(sent.contentApp()) == ContentPolicy.Decision.KEEP);
    node.put("reason", policy.reason(sent.contentApp()));
    node.put("items", sent.contentItems());
  }

  /// Adds what was decided about a span.
  static void put(ObjectNode node, Explanation.Span span) {
    node.put("span_id", hex(span.spanId()));
    node.put("parent_span_id", span.parentSpanId() == 0 ? null : hex(span.parentSpanId()));
    node.put("name", span.name());
    node.put("dialect", span.dialect());
    node.put("role", span.role().name().toLowerCase(Locale.ROOT));
    node.put("counted", span.counted());
    node.put("reason", span.reason());
    node.put("app_id", span.chat().app());
    node.put("chat_id", span.chat().chatId());
    node.put("chat_from", span.chatFrom());
    node.put("workflow_name", span.workflow());
    node.put("user_id", span.user());
    node.put("agent_name", span.agent());
    if (span.usageReason() != null) {
      put(node.putObject("usage"), span.usage());
      node.put("usage_reason", span.usageReason());
    }
    Explanation.Failed error = span.error();
    if (error == null) {
      node.putNull("error");
    } else {
      put(node.putObject("error"), error);
    }
    ArrayNode flags = node.putArray("flags");
    ObjectNode reasons = node.putObject("flag_reasons");
    span.flags().stream()
        .sorted()
        .forEach(flag -> {
          flags.add(flag.word());
          reasons.put(flag.word(), FlagReason.of(flag));
        });
    ObjectNode fields = node.putObject("fields");
    new TreeMap<>(span.fields()).forEach((field, source) -> put(fields, field, source));
  }

  private static void put(ObjectNode node, Explanation.Failed error) {
    node.put("type", error.failure().type());
    node.put("message", error.failure().message());
    node.put("counted", error.counted());
    node.put("reason", error.reason());
  }

  private static void put(ObjectNode node, TokenUsage usage) {
    node.put("prompt_tokens", usage.promptTokens());
    node.put("completion_tokens", usage.completionTokens());
    node.put("cached_read_tokens", usage.cachedReadTokens());
    node.put("cache_write_tokens", usage.cacheWriteTokens());
    node.put("reasoning_tokens", usage.reasoningTokens());
  }

  private static void put(ObjectNode fields, Field field, SpanFacts.Source source) {
    ObjectNode node = fields.putObject(field.name().toLowerCase(Locale.ROOT));
    if (source.value() instanceof List<?> texts) {
      ArrayNode values = node.putArray("value");
      texts.forEach(text -> values.add(text.toString()));
    } else {
      node.set("value", AnswerJson.MAPPER.valueToTree(source.value()));
    }
    node.put("attribute", source.attribute());
  }

  static String hex(long id) {
    return HexFormat.of().toHexDigits(id);
  }
}
