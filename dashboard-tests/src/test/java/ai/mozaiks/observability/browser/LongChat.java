// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/// A chat of very many spans in OTLP: runs of a thousand spans, each a workflow with 111 turns of
/// an agent that calls five times a model and three times a tool. Every hundredth tool call fails.
final class LongChat {
  static final int SPANS = 100_000;
  static final String ID = "a-long-chat";

  private static final int RUNS = 100;
  private static final int TURNS = 111;
  private static final int MODEL_CALLS = 5;
  private static final int TOOL_CALLS = 3;
  private static final long MILLI = 1_000_000;

  private final Instant start;
  private long spans;

  private LongChat(Instant start) {
    this.start = start;
  }

  /// Sends it as of three days ago, so that it is in no chart of the last day, and waits until it
  /// is stored.
  static void sendTo(DashboardServer server) throws IOException, InterruptedException {
    LongChat chat = new LongChat(Instant.now().minus(Duration.ofDays(3)));
    for (int run = 0; run < RUNS; run++) {
      server.send("/v1/traces", "application/x-protobuf", chat.run(run).toByteArray());
    }
    if (chat.spans != SPANS) {
      throw new IllegalStateException(chat.spans + " spans (expected: " + SPANS + ")");
    }
    server.waitUntilStored();
  }

  private ExportTraceServiceRequest run(int run) {
    ScopeSpans.Builder all = ScopeSpans.newBuilder();
    ByteString trace = id(16, run + 1);
    long begin = (start.toEpochMilli() + run * 20_000L) * MILLI;
    Span root =
        span(trace, ByteString.EMPTY, begin, 19_000)
            .setName("invoke_workflow Marathon")
            .addAttributes(attribute("gen_ai.operation.name", "invoke_workflow"))
            .addAttributes(attribute("gen_ai.workflow.name", "Marathon"))
            .build();
    all.addSpans(root);
    for (int turn = 0; turn < TURNS; turn++) {
      long turnBegin = begin + turn * 170L * MILLI;
      String agent = "agent-" + turn % 7;
      Span turnSpan =
          span(trace, root.getSpanId(), turnBegin, 160)
              .setName("invoke_agent " + agent)
              .addAttributes(attribute("gen_ai.operation.name", "invoke_agent"))
              .addAttributes(attribute("gen_ai.agent.name", agent))
              .build();
      all.addSpans(turnSpan);
      for (int call = 0; call < MODEL_CALLS + TOOL_CALLS; call++) {
        Span.Builder each = span(trace, turnSpan.getSpanId(), turnBegin + call * 18L * MILLI, 15);
        all.addSpans(call < MODEL_CALLS ? modelCall(each, call) : toolCall(each, call));
      }
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(attribute("app.id", "marathon")))
                .addScopeSpans(all))
        .build();
  }

  private static Span modelCall(Span.Builder span, int call) {
    String model = call % 2 == 0 ? "gpt-4o-mini" : "claude-sonnet-4-5";
    return span.setName("chat " + model)
        .addAttributes(attribute("gen_ai.operation.name", "chat"))
        .addAttributes(attribute("gen_ai.request.model", model))
        .addAttributes(number("gen_ai.usage.input_tokens", 1_200))
        .addAttributes(number("gen_ai.usage.output_tokens", 80))
        .build();
  }

  private Span toolCall(Span.Builder span, int call) {
    if (spans % 100 == 0) {
      span.setStatus(
          Status.newBuilder().setCode(StatusCode.STATUS_CODE_ERROR).setMessage("timed out"));
    }
    return span.setName("execute_tool search_" + call)
        .addAttributes(attribute("gen_ai.operation.name", "execute_tool"))
        .addAttributes(attribute("gen_ai.tool.name", "search_" + call))
        .build();
  }

  private Span.Builder span(ByteString trace, ByteString parent, long beginNanos, long millis) {
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(id(8, ++spans))
        .setParentSpanId(parent)
        .setStartTimeUnixNano(beginNanos)
        .setEndTimeUnixNano(beginNanos + millis * MILLI)
        .addAttributes(attribute("gen_ai.conversation.id", ID));
  }

  private static ByteString id(int bytes, long number) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(bytes).putLong(bytes - Long.BYTES, number).array());
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
