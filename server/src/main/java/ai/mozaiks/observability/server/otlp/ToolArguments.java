// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.content.Trees;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.text.CanonicalJson;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import org.jspecify.annotations.Nullable;

/// Puts a hash beside the arguments of a tool call, before those are taken away as content: calls
/// that repeat each other are told by it, whether content is kept or not. Thread-safe.
final class ToolArguments {
  private final ArgumentsHash hash;

  ToolArguments(ArgumentsHash hash) {
    this.hash = hash;
  }

  /// The attribute to add to a span; null when it shows no arguments of a tool call, or has the
  /// attribute already.
  @Nullable KeyValue hashOf(Span span) {
    AnyValue arguments = null;
    AnyValue input = null;
    boolean isTool = false;
    for (KeyValue attribute : span.getAttributesList()) {
      switch (attribute.getKey()) {
        case "gen_ai.tool.call.arguments",
            "gen_ai.tool.args",
            "ai.toolCall.args",
            "spring.ai.tool.call.arguments",
            "gcp.vertex.agent.tool_call_args",
            "tool_call.function.arguments" ->
            arguments = attribute.getValue();
        case "input.value",
            "traceloop.entity.input",
            "langfuse.observation.input",
            "mlflow.spanInputs",
            "lmnr.span.input",
            "gen_ai.prompt" ->
            input = attribute.getValue();
        case "openinference.span.kind",
            "traceloop.span.kind",
            "langfuse.observation.type",
            "langsmith.span.kind",
            "lmnr.span.type",
            "mlflow.spanType" ->
            isTool |= names(attribute.getValue(), "tool");
        default -> {
          if (attribute.getKey().equals(Dialects.argumentsHashAttribute())) {
            return null;
          }
        }
      }
    }
    if (arguments == null && isTool) {
      arguments = input;
    }
    return arguments == null ? null : hashOf(arguments);
  }

  /// Some emitters write the word as JSON text, in quotes.
  private static boolean names(AnyValue value, String word) {
    String text = value.getStringValue();
    return text.equalsIgnoreCase(word) || text.equalsIgnoreCase('"' + word + '"');
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
