// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.content.TakenContent;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.server.otlp.OtlpEncoding;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.Screened;
import ai.mozaiks.observability.server.tally.TallyJson;
import ai.mozaiks.observability.storage.PartId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/explain`: takes a trace request as `/v1/traces` does, and says how it would be read:
/// each span with its dialect, role, chat, fields, and the rule that decided. Nothing is kept.
/// Thread-safe.
public final class ExplainApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  private final OtlpRequests<ExportTraceServiceRequest> requests;
  private final Dialects dialects;
  private final TraceDerivation derivation;
  private final SpanContents contents;
  private final ContentPolicy policy;

  /// @param contents takes content out of the spans
  /// @param policy for which apps content is kept
  public ExplainApi(
      OtlpRequests<ExportTraceServiceRequest> requests,
      Dialects dialects,
      TraceDerivation derivation,
      SpanContents contents,
      ContentPolicy policy) {
    this.requests = requests;
    this.dialects = dialects;
    this.derivation = derivation;
    this.contents = contents;
    this.policy = policy;
  }

  /// What is said about a span's content.
  ///
  /// @param app the app it is decided by; null if none is named
  /// @param items how many there are to keep; count
  private record ContentNote(@Nullable String app, int items) {}

  private record SpanKey(PartId trace, long spanId) {}

  public void addTo(Router.Builder routes) {
    routes.post("/api/explain", this::explain);
  }

  private Answer explain(Request request) throws Refusal {
    request.allowParameters();
    OtlpEncoding encoding = OtlpRequests.encodingOf(request.header("Content-Type"));
    Screened<ExportTraceServiceRequest> screened = requests.read(request.body(), encoding);
    ObjectNode answer = JSON.createObjectNode();
    answer.put("rejected_spans", screened.rejected());
    answer.put("first_rejection", screened.firstReason());
    answer.put("cut_values", screened.beyondLimits());
    ArrayNode traces = answer.putArray("traces");
    Map<SpanKey, ContentNote> notes = new HashMap<>();
    for (Collection<SpanFacts> trace : tracesIn(screened.request(), notes)) {
      put(traces.addObject(), derivation.explain(trace), notes);
    }
    return Answer.of(200, "application/json", JSON.writeValueAsBytes(answer));
  }

  /// The spans by trace, in the order of their first appearance; of repeated spans the one that
  /// wins.
  ///
  /// @param notes takes what is to be said of each span's content
  private Collection<Collection<SpanFacts>> tracesIn(
      ExportTraceServiceRequest request, Map<SpanKey, ContentNote> notes) {
    Map<PartId, Map<Long, SpanFacts>> traces = new LinkedHashMap<>();
    Envelope.SPANS.each(
        request,
        around ->
            whole -> {
              TakenContent taken = contents.takenFrom(whole);
              Span span = taken == null ? whole : taken.rest();
              SpanFacts facts = dialects.read(span, around.origin(), span.toByteArray());
              notes.put(
                  new SpanKey(facts.trace(), facts.spanId()),
                  new ContentNote(
                      contents.appOf(span, around.origin()),
                      taken == null ? 0 : contents.read(taken, facts).size()));
              traces
                  .computeIfAbsent(facts.trace(), _ -> new LinkedHashMap<>())
                  .merge(facts.spanId(), facts, (old, late) -> late.replaces(old) ? late : old);
            });
    return traces.values().stream().map(Map::values).toList();
  }

  private void put(ObjectNode node, Explanation explanation, Map<SpanKey, ContentNote> notes) {
    node.put("trace_id", explanation.trace().hex());
    Tally tally = new Tally();
    explanation.events().forEach(tally::add);
    TallyJson.put(node.putObject("totals"), tally);
    ArrayNode spans = node.putArray("spans");
    explanation
        .spans()
        .forEach(span -> {
          ObjectNode ofSpan = spans.addObject();
          put(ofSpan, span);
          ContentNote note = notes.get(new SpanKey(explanation.trace(), span.spanId()));
          if (note != null) {
            put(ofSpan.putObject("content"), note);
          }
        });
  }

  private void put(ObjectNode node, ContentNote note) {
    node.put("app_id", note.app());
    node.put("kept", policy.of(note.app()) == ContentPolicy.Decision.KEEP);
    node.put("reason", policy.reason(note.app()));
    node.put("items", note.items());
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
    ArrayNode flags = node.putArray("flags");
    span.flags().stream().sorted().forEach(flag -> flags.add(flag.word()));
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

  private static void put(ObjectNode fields, Field field, SpanFacts.Source source) {
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
