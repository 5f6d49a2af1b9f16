// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.otlp.RandomRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanPayloadTest {
  private final SpanReader reader = new SpanReader(Dialects.standard(), null);
  private final SpanReader taking = new SpanReader(Dialects.standard(), SpanContents.none());

  @Test
  void isTheRequestItself_whateverIsInIt() throws Exception {
    Random random = new Random(20_260_301);
    for (int i = 0; i < 500; i++) {
      ExportTraceServiceRequest request = new RandomRequest(random).request();
      byte[] payload = SpanPayload.of(request, reader.read(request).bodies());
      byte[] withContent = SpanPayload.of(request, taking.read(request).bodies());

      assertThat(ExportTraceServiceRequest.parseFrom(payload)).isEqualTo(request);
      assertThat(payload).isEqualTo(request.toByteArray());
      assertThat(withContent).isEqualTo(payload);
    }
  }

  @Test
  void isEmpty_whenTheRequestIs() {
    assertThat(SpanPayload.of(ExportTraceServiceRequest.getDefaultInstance(), List.of())).isEmpty();
  }
}
