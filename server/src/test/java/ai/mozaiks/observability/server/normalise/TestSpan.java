// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/// Builds a span as an SDK would send it, and reads it as the server does. Times are milliseconds
/// after one fixed instant. All spans are of one trace unless told otherwise.
public final class TestSpan {
  public static final String TRACE_ID = "5b8efff798038103d269b633813fc60c";
  public static final long ZERO_NANOS = 1_760_000_000_000_000_000L;
  private static final Dialects STANDARD = Dialects.standard();
  private static final ByteString TRACE = ByteString.fromHex(TRACE_ID);

  private final Span.Builder span = Span.newBuilder();
  private final Resource.Builder resource = Resource.newBuilder();
  private String scope = "test.scope";
  private String scopeVersion = "";

  private TestSpan(long id, String name) {
    span.setTraceId(TRACE).setSpanId(idOf(id)).setName(name);
    at(0, 100);
  }

  /// A root until [#under] says otherwise; lasts 100 ms.
  public static TestSpan span(long id, String name) {
    return new TestSpan(id, name);
  }

  public static TestSpan plain(long id) {
    return span(id, "GET /things");
  }

  public static TestSpan operation(long id, String operation) {
    return span(id, operation).with("gen_ai.operation.name", operation);
  }

  public static TestSpan chat(long id) {
    return operation(id, "chat");
  }

  public static TestSpan turn(long id, String agent) {
    return operation(id, "invoke_agent").with("gen_ai.agent.name", agent);
  }

  public static TestSpan run(long id) {
    return operation(id, "invoke_workflow");
  }

  public static TestSpan tool(long id, String tool) {
    return operation(id, "execute_tool").with("gen_ai.tool.name", tool);
  }

  /// A span as OpenInference writes it.
  public static TestSpan ofKind(long id, String kind) {
    return span(id, "some name").with("openinference.span.kind", kind);
  }

  public TestSpan under(long parent) {
    span.setParentSpanId(idOf(parent));
    return this;
  }

  /// Another trace.
  public TestSpan inTrace(long number) {
    span.setTraceId(traceOf(number));
    return this;
  }

  /// The id of [#inTrace], in hex.
  public static String traceId(long number) {
    return HexFormat.of().formatHex(traceOf(number).toByteArray());
  }

  private static ByteString traceOf(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0xfeedL).putLong(number).array());
  }

  public TestSpan at(long startMillis, long endMillis) {
    span.setStartTimeUnixNano(ZERO_NANOS + startMillis * 1_000_000);
    span.setEndTimeUnixNano(ZERO_NANOS + endMillis * 1_000_000);
    return this;
  }

  /// Times as they are on the wire.
  public TestSpan nanos(long start, long end) {
    span.setStartTimeUnixNano(start).setEndTimeUnixNano(end);
    return this;
  }

  public TestSpan kind(Span.SpanKind kind) {
    span.setKind(kind);
    return this;
  }

  public TestSpan scope(String name) {
    scope = name;
    return this;
  }

  public TestSpan scopeVersion(String version) {
    scopeVersion = version;
    return this;
  }

  /// Adds an attribute.
  ///
  /// @param value text, a number, a flag or a list of texts
  public TestSpan with(String key, Object value) {
    span.addAttributes(KeyValue.newBuilder().setKey(key).setValue(valueOf(value)));
    return this;
  }

  public TestSpan resource(String key, Object value) {
    resource.addAttributes(KeyValue.newBuilder().setKey(key).setValue(valueOf(value)));
    return this;
  }

  public TestSpan usage(long input, long output) {
    return with("gen_ai.usage.input_tokens", input).with("gen_ai.usage.output_tokens", output);
  }

  public TestSpan failed(String type, String message) {
    span.setStatus(
        Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(message));
    return with("error.type", type);
  }

  public TestSpan status(Status.StatusCode code, String message) {
    span.setStatus(Status.newBuilder().setCode(code).setMessage(message));
    return this;
  }

  public TestSpan exception(String type, String message) {
    span.addEvents(
        Span.Event.newBuilder()
            .setName("exception")
            .addAttributes(KeyValue.newBuilder().setKey("exception.type").setValue(valueOf(type)))
            .addAttributes(
                KeyValue.newBuilder().setKey("exception.message").setValue(valueOf(message))));
    return this;
  }

  public TestSpan event(String name, long atMillis) {
    span.addEvents(
        Span.Event.newBuilder().setName(name).setTimeUnixNano(ZERO_NANOS + atMillis * 1_000_000));
    return this;
  }

  public TestSpan eventWith(String name, String key, Object value) {
    span.addEvents(
        Span.Event.newBuilder()
            .setName(name)
            .addAttributes(KeyValue.newBuilder().setKey(key).setValue(valueOf(value))));
    return this;
  }

  public TestSpan linkTo(long other) {
    span.addLinks(Span.Link.newBuilder().setTraceId(TRACE).setSpanId(idOf(other)));
    return this;
  }

  /// Whatever else a test wants of the message.
  public TestSpan change(Consumer<Span.Builder> change) {
    change.accept(span);
    return this;
  }

  /// A request with some spans, each with its resource and scope.
  public static ExportTraceServiceRequest request(TestSpan... spans) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (TestSpan span : spans) {
      request.addResourceSpans(
          ResourceSpans.newBuilder()
              .setResource(span.resource)
              .addScopeSpans(
                  ScopeSpans.newBuilder()
                      .setScope(InstrumentationScope.newBuilder().setName(span.scope))
                      .addSpans(span.span)));
    }
    return request.build();
  }

  public SpanFacts facts() {
    return facts(STANDARD);
  }

  public SpanFacts facts(Dialects dialects) {
    ResourceSpans resourceSpans = ResourceSpans.newBuilder().setResource(resource).build();
    ScopeSpans scopeSpans =
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName(scope).setVersion(scopeVersion))
            .build();
    Span message = span.build();
    return dialects.read(message, Origin.of(resourceSpans, scopeSpans), message.toByteArray());
  }

  static ByteString idOf(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
  }

  private static AnyValue valueOf(Object value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    switch (value) {
      case String text -> any.setStringValue(text);
      case Integer number -> any.setIntValue(number);
      case Long number -> any.setIntValue(number);
      case Double number -> any.setDoubleValue(number);
      case Boolean flag -> any.setBoolValue(flag);
      case List<?> list -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        list.forEach(element -> array.addValues(valueOf(element)));
        any.setArrayValue(array);
      }
      default -> throw new IllegalArgumentException("value: " + value + " (expected: text, …)");
    }
    return any.build();
  }
}
