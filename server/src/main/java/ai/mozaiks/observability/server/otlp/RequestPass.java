// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.normalise.dialect.AppNames;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pass over one trace request: walks the envelope, copies only where something changes. One
/// per request, not thread-safe.
final class RequestPass {
  private final ContentPolicy policy;
  private final EnvelopePass envelope;
  private final SpanPass spans;

  /// What is to be done with content, where that is the same for all apps; null where it is not.
  private final @Nullable Decision forAll;

  /// Of the resource at hand; null where it is the same for all apps.
  private @Nullable AppNames apps;

  RequestPass(
      SpanLimits limits,
      ContentPolicy policy,
      AttributeScreen attributes,
      TextScreen texts,
      SpanTimes times,
      ToolArguments arguments) {
    this.policy = policy;
    this.forAll = policy.dependsOnApp() ? null : policy.of(null);
    this.envelope = new EnvelopePass(attributes, texts);
    this.spans = new SpanPass(limits, attributes, texts, times, arguments);
  }

  Screened<ExportTraceServiceRequest> screen(ExportTraceServiceRequest request) {
    ExportTraceServiceRequest.Builder changed = null;
    for (int i = 0; i < request.getResourceSpansCount(); i++) {
      ResourceSpans resource = request.getResourceSpans(i);
      ResourceSpans screened = resource(resource, i);
      if (!same(screened, resource)) {
        changed = changed == null ? request.toBuilder() : changed;
        changed.setResourceSpans(i, screened);
      }
    }
    return envelope.screened(changed == null ? request : changed.build());
  }

  private ResourceSpans resource(ResourceSpans old, int index) {
    ResourceSpans.Builder changed = null;
    apps = forAll == null ? AppNames.of(old.getResource()) : null;
    Resource resource = envelope.resource(old.getResource());
    if (!same(resource, old.getResource())) {
      changed = old.toBuilder().setResource(resource);
    }
    String schema = envelope.schema(old.getSchemaUrl());
    if (!same(schema, old.getSchemaUrl())) {
      changed = (changed == null ? old.toBuilder() : changed).setSchemaUrl(schema);
    }
    for (int i = 0; i < old.getScopeSpansCount(); i++) {
      ScopeSpans scope = old.getScopeSpans(i);
      ScopeSpans screened = scope(scope, index, i);
      if (!same(screened, scope)) {
        changed = (changed == null ? old.toBuilder() : changed).setScopeSpans(i, screened);
      }
    }
    return changed == null ? old : changed.build();
  }

  private ScopeSpans scope(ScopeSpans old, int resourceIndex, int scopeIndex) {
    ScopeSpans.Builder changed = null;
    InstrumentationScope scope = envelope.scope(old.getScope());
    if (!same(scope, old.getScope())) {
      changed = old.toBuilder().setScope(scope);
    }
    String schema = envelope.schema(old.getSchemaUrl());
    if (!same(schema, old.getSchemaUrl())) {
      changed = (changed == null ? old.toBuilder() : changed).setSchemaUrl(schema);
    }
    List<Span> kept = spans(old.getSpansList(), resourceIndex, scopeIndex);
    if (!same(kept, old.getSpansList())) {
      changed = (changed == null ? old.toBuilder() : changed).clearSpans().addAllSpans(kept);
    }
    return changed == null ? old : changed.build();
  }

  private List<Span> spans(List<Span> old, int resourceIndex, int scopeIndex) {
    List<Span> changed = null;
    for (int i = 0; i < old.size(); i++) {
      Span span = old.get(i);
      String reason = SpanIds.reasonToReject(span);
      Span screened = reason == null ? spans.screen(span, decisionFor(span)) : null;
      if (!same(screened, span) && changed == null) {
        changed = new ArrayList<>(old.subList(0, i));
      }
      if (screened == null) {
        int index = i;
        envelope.reject(() ->
            "resourceSpans[%d].scopeSpans[%d].spans[%d].%s"
                .formatted(resourceIndex, scopeIndex, index, reason));
      } else {
        envelope.accept();
        if (changed != null) {
          changed.add(screened);
        }
      }
    }
    return changed == null ? old : changed;
  }

  /// What is to be done with the content of a span, from what it and its resource tell.
  private Decision decisionFor(Span span) {
    return forAll != null
        ? forAll
        : policy.of(apps == null ? null : apps.appOf(span.getAttributesList()));
  }
}
