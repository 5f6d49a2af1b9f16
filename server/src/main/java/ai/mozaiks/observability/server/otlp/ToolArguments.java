// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.content.Trees;
import ai.mozaiks.observability.server.normalise.dialect.ArgumentPlaces;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.text.CanonicalJson;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import org.jspecify.annotations.Nullable;

/// Puts a hash beside the arguments of a tool call, before those are taken away as content: calls
/// that repeat each other are told by it, whether content is kept or not. Thread-safe.
final class ToolArguments {
  private static final ArgumentPlaces PLACES = Dialects.argumentPlaces();

  private final ArgumentsHash hash;

  ToolArguments(ArgumentsHash hash) {
    this.hash = hash;
  }

  /// The attribute to add to a span; null when it shows no arguments of a tool call, or has the
  /// attribute already.
  @Nullable KeyValue hashOf(Span span) {
    AnyValue arguments = PLACES.argumentsIn(span.getAttributesList());
    return arguments == null || hasHash(span) ? null : hashOf(arguments);
  }

  private static boolean hasHash(Span span) {
    return span.getAttributesList().stream()
        .anyMatch(attribute -> attribute.getKey().equals(Dialects.argumentsHashAttribute()));
  }

  private @Nullable KeyValue hashOf(AnyValue arguments) {
    // Structured or as text, whichever order its fields have: one call repeats the other.
    String text =
        arguments.hasStringValue()
            ? CanonicalJson.of(arguments.getStringValue())
            : CanonicalJson.of(Trees.of(arguments));
    if (ArgumentsHash.tellsNothing(text)) {
      return null;
    }
    return KeyValue.newBuilder()
        .setKey(Dialects.argumentsHashAttribute())
        .setValue(AnyValue.newBuilder().setIntValue(hash.of(text)))
        .build();
  }
}
