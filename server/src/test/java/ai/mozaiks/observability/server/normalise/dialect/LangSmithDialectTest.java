// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LangSmithDialectTest {

  private static TestSpan of(long id, String kind) {
    return span(id, "a " + kind).scope("langsmith").with("langsmith.span.kind", kind);
  }

  @ParameterizedTest
  @CsvSource({
    "llm, LLM_CALL",
    "embedding, EMBEDDING_CALL",
    "tool, TOOL_CALL",
    "chain, RUN",
    "retriever, OTHER",
    "prompt, OTHER",
    "parser, OTHER",
  })
  void rolesByKind(String kind, Role role) {
    assertThat(of(1, kind).facts().role()).isEqualTo(role);
  }

  @Test
  void usageMetadata_whereNoAttributeTellsTheTokens() {
    Derived derived =
        Derived.of(
            of(1, "llm")
                .with(
                    "langsmith.usage_metadata",
                    "{\"input_tokens\":100,\"output_tokens\":30,\"total_tokens\":130,"
                        + "\"input_token_details\":{\"cache_read\":40,\"cache_creation\":7},"
                        + "\"output_token_details\":{\"reasoning\":12}}"));

    assertThat(derived.tally().promptTokens()).isEqualTo(100);
    assertThat(derived.tally().completionTokens()).isEqualTo(30);
    assertThat(derived.tally().cachedReadTokens()).isEqualTo(40);
    assertThat(derived.tally().cacheWriteTokens()).isEqualTo(7);
    assertThat(derived.tally().reasoningTokens()).isEqualTo(12);
  }

  @Test
  void attributesComeBeforeUsageMetadata_andAreNotAdded() {
    Derived derived =
        Derived.of(
            of(1, "llm")
                .usage(100, 30)
                .with("gen_ai.usage.input_token_details", "{\"cache_read\":40}")
                .with("langsmith.usage_metadata", "{\"input_tokens\":99}"));

    assertThat(derived.tally().promptTokens()).isEqualTo(100);
    assertThat(derived.tally().cachedReadTokens()).isEqualTo(40);
  }

  @Test
  void projectIsNoChat_threadIs() {
    Derived derived =
        Derived.of(
            of(1, "chain").with("langsmith.trace.session_id", "project-uuid"),
            of(2, "llm").under(1).with("langsmith.metadata.thread_id", "thread-1"));

    assertThat(derived.chatIds()).containsExactly("thread-1");
  }

  @Test
  void usageMetadata_inTheMetadataOfTheRun() {
    Derived derived =
        Derived.of(
            of(1, "llm")
                .usage(151, 29)
                .with(
                    "langsmith.metadata.usage_metadata",
                    "{\"input_tokens\":151,\"output_tokens\":29,"
                        + "\"input_token_details\":{\"cache_read\":40},"
                        + "\"output_token_details\":{\"reasoning\":7}}"));

    assertThat(derived.tally().promptTokens()).isEqualTo(151);
    assertThat(derived.tally().cachedReadTokens()).isEqualTo(40);
    assertThat(derived.tally().reasoningTokens()).isEqualTo(7);
  }

  @Test
  void nameOfTheTraceIsTheWorkflow_onItsRootAlone() {
    Derived derived =
        Derived.of(
            of(1, "chain").with("langsmith.trace.name", "concierge"),
            of(2, "llm").under(1).with("langsmith.trace.name", "ChatOpenAI"));

    assertThat(derived.calls())
        .singleElement()
        .matches(call -> "concierge".equals(call.context().workflow()));
  }
}
