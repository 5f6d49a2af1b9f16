// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.normalise.Dialects;
import ai.mozaiks.observability.server.normalise.Explanation;
import ai.mozaiks.observability.server.normalise.Field;
import ai.mozaiks.observability.server.normalise.Origin;
import ai.mozaiks.observability.server.normalise.SpanFacts;
import ai.mozaiks.observability.server.normalise.TraceDerivation;
import ai.mozaiks.observability.server.otlp.OtlpEncoding;
import ai.mozaiks.observability.server.otlp.SpanScreen;
import ai.mozaiks.observability.server.otlp.TraceRequests;
import ai.mozaiks.observability.server.tally.TallyJson;
import ai.mozaiks.observability.storage.PartId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/explain`: takes a trace request as `/v1/traces` does, and says how it would be read:
/// each span with its dialect, role, chat, fields, and the rule that decided. Nothing is kept.
/// Thread-safe.
public final class ExplainApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  private final TraceRequests requests;
  private final Dialects dialects;
  private final TraceDerivation derivation;

  public ExplainApi(TraceRequests requests, Dialects dialects, TraceDerivation derivation) {
    this.requests = requests;
    this.dialects = dialects;
    this.derivation = derivation;
  }

  public void addTo(Router.Builder routes) {
    routes.post("/api/explain", this::explain);
  }

  private Answer explain(Request request) throws Refusal {
    request.allowParameters();
    OtlpEncoding encoding = TraceRequests.encodingOf(request.header("Content-Type"));
    SpanScreen.Screened screened = requests.read(request.body(), encoding);
    ObjectNode answer = JSON.createObjectNode();
    answer.put("rejected_spans", screened.rejected());
    answer.put("first_rejection", screened.firstReason());
    answer.put("cut_values", screened.beyondLimits());
    ArrayNode traces = answer.putArray("traces");
    for (Collection<SpanFacts> trace : tracesIn(screened.request())) {
      put(traces.addObject(), derivation.explain(trace));
    }
    return Answer.of(200, "application/json", JSON.writeValueAsBytes(answer));
  }

  /// The spans by trace, in the order of their first appearance; of repeated spans the one that
  /// wins.
  private Collection<Collection<SpanFacts>> tracesIn(ExportTraceServiceRequest request) {
    Map<PartId, Map<Long, SpanFacts>> traces = new LinkedHashMap<>();
    for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
      for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
        Origin origin = Origin.of(resourceSpans, scopeSpans);
        for (Span span : scopeSpans.getSpansList()) {
          SpanFacts facts = dialects.read(span, origin, span.toByteArray());
          traces
              .computeIfAbsent(facts.trace(), _ -> new LinkedHashMap<>())
              .merge(facts.spanId(), facts, (old, late) -> late.replaces(old) ? late : old);
        }
      }
    }
    return traces.values().stream().map(Map::values).toList();
  }

  private static void put(ObjectNode node, Explanation explanation) {
    node.put("trace_id", explanation.trace().hex());
    Tally tally = new Tally();
    explanation.events().forEach(tally::add);
    TallyJson.put(node.putObject("totals"), tally);
    ArrayNode spans = node.putArray("spans");
    explanation.spans().forEach(span -> put(spans.addObject(), span));
  }

  private static void put(ObjectNode node, Explanation.Span span) {
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
    ObjectNode fields = node.putObject("fields");
    new TreeMap<>(span.fields()).forEach((field, source) -> put(fields, field, source));
  }

  private static void put(ObjectNode node, TokenUsage usage) {
    node.put("prompt_tokens", usage.promptTokens());
    node.put("completion_tokens", usage.completionTokens());
    node.put("cached_read_tokens", usage.cachedReadTokens());
    node.put("cache_write_tokens", usage.cacheWriteTokens());
    node.put("reasoning_tokens", usage.reasoningTokens());
  }

  private static void put(ObjectNode fields, Field field, Explanation.Source source) {
    ObjectNode node = fields.putObject(field.name().toLowerCase(Locale.ROOT));
    if (source.value() instanceof List<?> texts) {
      ArrayNode values = node.putArray("value");
      texts.forEach(text -> values.add(text.toString()));
    } else {
      node.set("value", JSON.valueToTree(source.value()));
    }
    node.put("attribute", source.attribute());
  }

  private static String hex(long id) {
    return HexFormat.of().toHexDigits(id);
  }
}
