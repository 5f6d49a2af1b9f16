// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import org.jspecify.annotations.Nullable;

/// A span as a dialect looks at it.
///
/// @param span the OTLP message
/// @param origin where it came from
record SpanView(Span span, Origin origin) {

  String scopeName() {
    return origin.scopeName();
  }

  String name() {
    return span.getName();
  }

  boolean isRoot() {
    return span.getParentSpanId().isEmpty();
  }

  boolean isServerSide() {
    return span.getKind() == Span.SpanKind.SPAN_KIND_SERVER;
  }

  /// The text of an attribute; null when it is absent, empty or no text.
  @Nullable String text(String key) {
    // A scan beats a map here: spans have few attributes, a dialect asks for one or two.
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().equals(key)) {
        return Conversion.text(attribute.getValue());
      }
    }
    return null;
  }

  boolean has(String key) {
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().equals(key)) {
        return true;
      }
    }
    return false;
  }

  boolean hasKeyStartingWith(String prefix) {
    for (KeyValue attribute : span.getAttributesList()) {
      if (attribute.getKey().startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
