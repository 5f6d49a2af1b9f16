// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.Dialects;
import ai.mozaiks.observability.server.otlp.RandomRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanPayloadTest {
  private final SpanReader reader = new SpanReader(Dialects.standard());

  @Test
  void isTheRequestItself_whateverIsInIt() throws Exception {
    Random random = new Random(20_260_301);
    for (int i = 0; i < 500; i++) {
      ExportTraceServiceRequest request = new RandomRequest(random).request();
      List<ArrivedSpan> spans = reader.read(request);

      byte[] payload = SpanPayload.of(request, spans);

      assertThat(ExportTraceServiceRequest.parseFrom(payload)).isEqualTo(request);
      assertThat(payload).isEqualTo(request.toByteArray());
    }
  }

  @Test
  void isEmpty_whenTheRequestIs() {
    assertThat(SpanPayload.of(ExportTraceServiceRequest.getDefaultInstance(), List.of())).isEmpty();
  }
}
