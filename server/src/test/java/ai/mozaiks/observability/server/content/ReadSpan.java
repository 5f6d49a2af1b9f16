// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.storage.StoredContent;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A span read as the intake reads it, with its content shown as lines.
///
/// @param rest what the store keeps as the span
record ReadSpan(Span rest, SpanFacts facts, List<StoredContent> content) {
  static final ContentPolicy KEEP = new ContentPolicy(true, Map.of());
  static final ContentCaps CAPS = new ContentCaps(64 << 10, 1 << 20);

  /// Reads a span whose content is kept.
  static ReadSpan of(Span span) {
    return of(span, contents(KEEP, CAPS));
  }

  static SpanContents contents(ContentPolicy policy, ContentCaps caps) {
    return new SpanContents(policy, caps, UnaryOperator.identity(), new ContentCounts());
  }

  static ReadSpan of(Span span, SpanContents contents) {
    return of(span, Resource.getDefaultInstance(), "", contents);
  }

  static ReadSpan of(Span span, Resource resource, String scope, SpanContents contents) {
    ScopeSpans.Builder inScope = ScopeSpans.newBuilder();
    inScope.getScopeBuilder().setName(scope);
    Origin origin =
        Origin.of(ResourceSpans.newBuilder().setResource(resource).build(), inScope.build());
    TakenContent taken = contents.takenFrom(span);
    Span rest = taken == null ? span : taken.rest();
    SpanFacts facts = Dialects.standard().read(rest, origin, rest.toByteArray());
    return new ReadSpan(rest, facts, taken == null ? List.of() : contents.read(taken, facts));
  }

  /// Each item as `kind role/name: text`, with `=` for `:` where the text is JSON.
  List<String> lines() {
    return content.stream().map(ReadSpan::line).toList();
  }

  static String line(StoredContent item) {
    StringBuilder line = new StringBuilder(item.kind().name().toLowerCase(Locale.ROOT));
    if (item.role() != null) {
      line.append(' ').append(item.role());
    }
    if (item.name() != null) {
      line.append('/').append(item.name());
    }
    return line.append(item.json() ? "= " : ": ").append(item.text()).toString();
  }
}
