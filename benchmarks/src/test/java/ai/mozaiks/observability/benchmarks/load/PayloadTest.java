// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  @ParameterizedTest
  @ValueSource(ints = {450, 2048})
  void makesSpansOfTheSizeAskedFor(int spanBytes) {
    ExportTraceServiceRequest request = new AgentTraces(spanBytes).request(512);

    assertThat(spans(request)).hasSize(512);
    assertThat((double) request.getSerializedSize() / 512)
        .isCloseTo(spanBytes, within(spanBytes * 0.15));
  }

  @Test
  void stampsEveryTraceAndChat_andNothingElse() throws Exception {
    Payload payload = new Payload(new AgentTraces(450).request(64).toByteArray(), 64);
    Set<Object> traces = new HashSet<>();
    Set<String> chats = new HashSet<>();
    byte[] body = payload.copy();
    for (long number = 1; number <= 3; number++) {
      payload.stamp(body, number);
      for (Span span : spans(ExportTraceServiceRequest.parseFrom(body))) {
        traces.add(span.getTraceId());
        chats.add(span.getAttributes(0).getValue().getStringValue());
      }
    }
    assertThat(traces).hasSize(3 * 64 / AgentTraces.SPANS);
    assertThat(chats).hasSize(3 * 64 / AgentTraces.SPANS / AgentTraces.TRACES_PER_CHAT);
    assertThat(chats).contains("load-0000000000000003-1");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void replacesTheIdsInEveryEncoding(Wire wire) {
    Payload payload = new Payload(wire.encode(new AgentTraces(450).request(8)), 8);
    byte[] first = payload.copy();
    byte[] second = payload.copy();

    payload.stamp(first, 0x1234);
    payload.stamp(second, 0x1235);

    assertThat(first).isNotEqualTo(second).hasSameSizeAs(second);
    assertThat(new String(first, StandardCharsets.ISO_8859_1))
        .contains("load-0000000000001234-0")
        .doesNotContain("7e57ab1e5eedf00d");
  }

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpans(0).getSpansList();
  }
}
