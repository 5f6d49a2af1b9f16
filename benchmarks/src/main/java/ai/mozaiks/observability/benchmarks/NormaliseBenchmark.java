// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks;

import ai.mozaiks.observability.benchmarks.load.AgentTraces;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.storage.PartId;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// From bytes to events, per span: decoding OTLP, reading the dialect, deriving the events.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NormaliseBenchmark {
  private static final int SPANS = 512;

  @Param({"450", "2048"})
  int spanBytes;

  private final Dialects dialects = Dialects.standard();
  private final TraceDerivation derivation = new TraceDerivation((_, _, _, _) -> Cost.UNPRICED);
  private byte[] body = {};
  private ExportTraceServiceRequest decoded = ExportTraceServiceRequest.getDefaultInstance();
  private List<List<SpanFacts>> traces = List.of();

  @Setup
  public void prepare() {
    decoded = new AgentTraces(spanBytes).request(SPANS);
    body = decoded.toByteArray();
    traces = read(decoded);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public ExportTraceServiceRequest decode() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(body);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public List<List<SpanFacts>> readDialect() {
    return read(decoded);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long derive() {
    return derive(traces);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long wholeWay() throws InvalidProtocolBufferException {
    return derive(read(ExportTraceServiceRequest.parseFrom(body)));
  }

  private long derive(List<List<SpanFacts>> ofTraces) {
    long events = 0;
    for (List<SpanFacts> trace : ofTraces) {
      List<ChatEvent> derived = derivation.derive(trace, false);
      events += derived.size();
    }
    return events;
  }

  private List<List<SpanFacts>> read(ExportTraceServiceRequest request) {
    Map<PartId, List<SpanFacts>> byTrace = new HashMap<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        Origin origin = Origin.of(resource, scope);
        for (Span span : scope.getSpansList()) {
          SpanFacts facts = dialects.read(span, origin, span.toByteArray());
          byTrace.computeIfAbsent(facts.trace(), _ -> new ArrayList<>()).add(facts);
        }
      }
    }
    return List.copyOf(byTrace.values());
  }
}
