// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.Derived.spanIds;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.plain;
import static ai.mozaiks.observability.server.normalise.TestSpan.span;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import org.junit.jupiter.api.Test;

/// Which tool calls count: rule 13 of docs/counting.md.
class ToolCallsTest {

  @Test
  void frameworkClientAndServerAreOneCall() {
    Derived derived =
        Derived.of(
            turn(1, "a"),
            tool(2, "weather").under(1).with("gen_ai.tool.call.id", "call_1"),
            mcp(3, "weather").under(2).kind(SpanKind.SPAN_KIND_CLIENT),
            plain(4).under(3),
            mcp(5, "weather").under(4).kind(SpanKind.SPAN_KIND_SERVER));

    assertThat(spanIds(derived.tools())).containsExactly(2L);
    assertThat(derived.tools().getFirst().callId()).isEqualTo("call_1");
  }

  @Test
  void clientCounts_withoutAFramework() {
    Derived derived =
        Derived.of(
            mcp(1, "weather").kind(SpanKind.SPAN_KIND_CLIENT),
            mcp(2, "weather").under(1).kind(SpanKind.SPAN_KIND_SERVER));

    assertThat(spanIds(derived.tools())).containsExactly(1L);
  }

  @Test
  void differentToolsInEachOtherAreTwoCalls() {
    assertThat(Derived.of(tool(1, "outer"), tool(2, "inner").under(1)).tools()).hasSize(2);
  }

  @Test
  void sameToolWithAnotherIdIsAnotherCall() {
    Derived derived =
        Derived.of(
            tool(1, "t").with("gen_ai.tool.call.id", "x"),
            tool(2, "t").under(1).with("gen_ai.tool.call.id", "y"));

    assertThat(derived.tools()).hasSize(2);
  }

  @Test
  void toolsWithoutNamesAreNotTheSame() {
    Derived derived =
        Derived.of(operation(1, "execute_tool"), operation(2, "execute_tool").under(1));

    assertThat(derived.tools()).hasSize(2);
  }

  @Test
  void agentInBetweenCallsTheToolAgain() {
    Derived derived = Derived.of(tool(1, "t"), turn(2, "a").under(1), tool(3, "t").under(2));

    assertThat(derived.tools()).hasSize(2);
  }

  @Test
  void sameIdAtTheSameTimeIsOneCall_elsewhereInTheTrace() {
    Derived derived =
        Derived.of(
            turn(1, "a"),
            tool(2, "t").under(1).at(0, 50).with("gen_ai.tool.call.id", "x"),
            tool(3, "t").under(1).at(10, 40).with("gen_ai.tool.call.id", "x"));

    assertThat(spanIds(derived.tools())).containsExactly(2L);
  }

  @Test
  void sameIdOneAfterTheOtherAreTwoCalls() {
    Derived derived =
        Derived.of(
            turn(1, "a"),
            tool(2, "t").under(1).at(0, 50).with("gen_ai.tool.call.id", "x"),
            tool(3, "t").under(1).at(50, 90).with("gen_ai.tool.call.id", "x"));

    assertThat(derived.tools()).hasSize(2);
  }

  @Test
  void siblingsWithoutIdsAreCallsOfTheirOwn() {
    assertThat(Derived.of(turn(1, "a"), tool(2, "t").under(1), tool(3, "t").under(1)).tools())
        .hasSize(2);
  }

  @Test
  void failedRepetitionDoesNotHideTheFailureOfTheCall() {
    Derived derived =
        Derived.of(
            tool(1, "t").failed("McpError", "refused"),
            mcp(2, "t").under(1).failed("McpError", "refused"));

    assertThat(derived.tally().toolCalls()).isEqualTo(1);
    assertThat(derived.tally().errors()).isEqualTo(1);
  }

  private static TestSpan mcp(long id, String tool) {
    return span(id, "tools/call " + tool)
        .with("mcp.method.name", "tools/call")
        .with("gen_ai.operation.name", "execute_tool")
        .with("gen_ai.tool.name", tool)
        .with("mcp.session.id", "transport");
  }
}
