// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.Span;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolArgumentsTest {
  private static final String PARIS = "{\"city\":\"Paris\"}";
  private static final ArgumentsHash HASH =
      ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]);

  private final ToolArguments arguments = new ToolArguments(HASH);

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private @Nullable Long hashOf(KeyValue... attributes) {
    Span.Builder span = Span.newBuilder();
    for (KeyValue attribute : attributes) {
      span.addAttributes(attribute);
    }
    KeyValue hash = arguments.hashOf(span.build());
    if (hash == null) {
      return null;
    }
    assertThat(hash.getKey()).isEqualTo("mozaiks.tool.arguments_hash");
    return hash.getValue().getIntValue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.tool.call.arguments",
        "gen_ai.tool.args",
        "ai.toolCall.args",
        "spring.ai.tool.call.arguments",
        "gcp.vertex.agent.tool_call_args",
        "tool_call.function.arguments",
        "tool_arguments"
      })
  void argumentsOfTools_areHashed(String key) {
    assertThat(hashOf(text(key, PARIS))).isEqualTo(HASH.of(PARIS));
  }

  @ParameterizedTest
  @CsvSource({
    "input.value, openinference.span.kind, TOOL",
    "traceloop.entity.input, traceloop.span.kind, tool",
    "langfuse.observation.input, langfuse.observation.type, tool",
    "gen_ai.prompt, langsmith.span.kind, tool",
    "lmnr.span.input, lmnr.span.type, TOOL",
    "mlflow.spanInputs, mlflow.spanType, '\"TOOL\"'",
    "genkit:input, genkit:metadata:subtype, tool"
  })
  void inputIsHashed_ofToolsOnly(String input, String kind, String tool) {
    assertThat(hashOf(text(input, PARIS), text(kind, tool))).isEqualTo(HASH.of(PARIS));
    assertThat(hashOf(text(input, PARIS), text(kind, "llm"))).isNull();
    assertThat(hashOf(text(input, PARIS))).isNull();
  }

  @Test
  void argumentsGoBeforeInput_whicheverStandsFirst() {
    KeyValue own = text("gen_ai.tool.call.arguments", PARIS);
    KeyValue input = text("input.value", "{\"input\":{\"city\":\"Paris\"}}");
    KeyValue kind = text("openinference.span.kind", "TOOL");
    assertThat(hashOf(own, input, kind)).isEqualTo(HASH.of(PARIS));
    assertThat(hashOf(kind, input, own)).isEqualTo(HASH.of(PARIS));
  }

  @Test
  void ofSeveralPlaces_oneCounts_whicheverStandsFirst() {
    KeyValue[] inputs = {
      text("traceloop.span.kind", "tool"),
      text("traceloop.entity.input", "{\"inputs\":{\"city\":\"Paris\"}}"),
      text("input.value", PARIS)
    };
    assertThat(hashOf(inputs[0], inputs[1], inputs[2]))
        .isEqualTo(hashOf(inputs[2], inputs[1], inputs[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{}", "[]", "null", "__REDACTED__"})
  void emptyArguments_tellNoRepetition(String nothing) {
    assertThat(hashOf(text("gen_ai.tool.call.arguments", nothing))).isNull();
  }

  @Test
  void structuredArguments_areHashedToo() {
    AnyValue map =
        AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addValues(text("city", "Paris")))
            .build();
    KeyValue attribute =
        KeyValue.newBuilder().setKey("gen_ai.tool.call.arguments").setValue(map).build();
    assertThat(hashOf(attribute)).as("as the same in JSON").isEqualTo(HASH.of(PARIS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"city\":\"Paris\",\"days\":3}",
        "{ \"days\": 3.0,\n \"city\": \"Paris\" }",
        "{\"days\":3,\"city\":\"\\u0050aris\"}"
      })
  void argumentsInOtherOrderOrSpelling_areTheSame(String other) {
    assertThat(hashOf(text("gen_ai.tool.call.arguments", other)))
        .isEqualTo(HASH.of("{\"city\":\"Paris\",\"days\":3}"));
  }

  @Test
  void hashThatIsThere_stands() {
    KeyValue sent =
        KeyValue.newBuilder()
            .setKey("mozaiks.tool.arguments_hash")
            .setValue(AnyValue.newBuilder().setIntValue(5))
            .build();
    assertThat(hashOf(text("gen_ai.tool.call.arguments", PARIS), sent)).isNull();
  }
}
