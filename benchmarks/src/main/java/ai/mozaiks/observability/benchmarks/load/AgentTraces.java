// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Realistic agent traces of eight spans: a workflow, two agents, three model calls, two tools.
/// Children come before their parents, as exporters send them.
public final class AgentTraces {

  /// Spans of one trace.
  public static final int SPANS = 8;

  /// Traces that share a chat.
  static final int TRACES_PER_CHAT = 4;

  /// What stands in ids for the number of the request; replaced before sending.
  static final long MARK = 0x7E57_AB1E_5EED_F00DL;

  private static final String[] MODELS = {"gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5"};
  private static final String[] PROVIDERS = {"openai", "openai", "anthropic"};
  private static final String[] AGENTS = {"planner", "writer", "reviewer", "researcher"};
  private static final String[] TOOLS = {"search", "run_sql", "fetch_page", "send_mail"};

  private final int spanBytes;
  private final Random random = new Random(1);
  private final long now = Instant.now().getEpochSecond() * 1_000_000_000L;

  /// @param spanBytes how large a span is in protobuf, about; bytes, `>= 200`
  public AgentTraces(int spanBytes) {
    if (spanBytes < 200 || spanBytes > 65_536) {
      throw new IllegalArgumentException(
          "spanBytes: " + spanBytes + " (expected: from 200 to 65536)");
    }
    this.spanBytes = spanBytes;
  }

  /// One export request.
  ///
  /// @param spans how many spans, rounded down to whole traces; at least one trace
  public ExportTraceServiceRequest request(int spans) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder()
            .setScope(
                InstrumentationScope.newBuilder()
                    .setName("opentelemetry.instrumentation.load")
                    .setVersion("1.0"));
    for (int trace = 0; trace < Math.max(1, spans / SPANS); trace++) {
      scope.addAllSpans(trace(trace));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(text("service.name", "load"))
                        .addAttributes(text("app.id", "load"))
                        .addAttributes(text("telemetry.sdk.language", "python")))
                .addScopeSpans(scope))
        .build();
  }

  private List<Span> trace(int number) {
    ByteString traceId =
        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(MARK).putLong(number + 1L).array());
    String chat = "load-%016x-%d".formatted(MARK, number / TRACES_PER_CHAT);
    List<Span> spans = new ArrayList<>();
    spans.add(call(traceId, chat, 4, 2, number));
    spans.add(tool(traceId, chat, 5, 2, number));
    spans.add(call(traceId, chat, 6, 2, number + 1));
    spans.add(agent(traceId, chat, 2, number));
    spans.add(call(traceId, chat, 7, 3, number + 2));
    spans.add(tool(traceId, chat, 8, 3, number + 1));
    spans.add(agent(traceId, chat, 3, number + 1));
    spans.add(
        finish(
            span(traceId, chat, 1, 0, "invoke_workflow Load")
                .addAttributes(text("gen_ai.operation.name", "invoke_workflow"))
                .addAttributes(text("gen_ai.workflow.name", "Load" + number % 5))
                .addAttributes(text("user.id", "user-" + number % 17))));
    return spans;
  }

  private Span call(ByteString trace, String chat, int id, int parent, int choice) {
    int model = choice % MODELS.length;
    return finish(
        span(trace, chat, id, parent, "chat " + MODELS[model])
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .addAttributes(text("gen_ai.operation.name", "chat"))
            .addAttributes(text("gen_ai.provider.name", PROVIDERS[model]))
            .addAttributes(text("gen_ai.request.model", MODELS[model]))
            .addAttributes(text("gen_ai.response.model", MODELS[model]))
            .addAttributes(text("gen_ai.response.id", "resp-" + trace.hashCode() + "-" + id))
            .addAttributes(number("gen_ai.usage.input_tokens", 500 + random.nextInt(4_000)))
            .addAttributes(number("gen_ai.usage.output_tokens", 20 + random.nextInt(600)))
            .addAttributes(number("gen_ai.usage.cache_read.input_tokens", random.nextInt(400))));
  }

  private Span tool(ByteString trace, String chat, int id, int parent, int choice) {
    String tool = TOOLS[choice % TOOLS.length];
    return finish(
        span(trace, chat, id, parent, "execute_tool " + tool)
            .addAttributes(text("gen_ai.operation.name", "execute_tool"))
            .addAttributes(text("gen_ai.tool.name", tool))
            .addAttributes(text("gen_ai.tool.type", "function"))
            .addAttributes(text("gen_ai.tool.call.id", "call_" + id + "_" + choice)));
  }

  private Span agent(ByteString trace, String chat, int id, int choice) {
    String agent = AGENTS[choice % AGENTS.length];
    return finish(
        span(trace, chat, id, 1, "invoke_agent " + agent)
            .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
            .addAttributes(text("gen_ai.agent.name", agent)));
  }

  private Span.Builder span(ByteString trace, String chat, int id, int parent, String name) {
    long start = now + id * 10_000_000L;
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(trace)
            .setSpanId(id(id))
            .setName(name)
            .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + 5_000_000L + random.nextInt(2_000_000_000))
            .addAttributes(text("gen_ai.conversation.id", chat));
    if (parent > 0) {
      span.setParentSpanId(id(parent));
    }
    return span;
  }

  /// Fills up to the size, as the texts of messages do.
  private Span finish(Span.Builder span) {
    int missing = spanBytes - span.buildPartial().getSerializedSize() - 32;
    if (missing > 0) {
      StringBuilder text = new StringBuilder(missing);
      while (text.length() < missing) {
        text.append(Integer.toString(random.nextInt(1 << 20), 36)).append(' ');
      }
      text.setLength(missing);
      span.addAttributes(text("gen_ai.input.messages", text.toString()));
    }
    return span.build();
  }

  private static ByteString id(int id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
  }

  private static KeyValue text(String key, String value) {
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
