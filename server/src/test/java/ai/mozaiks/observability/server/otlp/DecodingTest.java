// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.BodyReader;
import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.Refusal;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a request takes in memory is known, bounded and refused before it is taken.
class DecodingTest {
  private static final int BODY = 1 << 20;
  private static final int CAPACITY = 6 << 20;

  private final ByteBudget budget = new ByteBudget(CAPACITY);

  private static Stream<Arguments> hostileBodies() {
    Map<String, byte[]> protobuf = HostileBodies.protobuf(BODY - 100);
    Map<String, byte[]> json = HostileBodies.json(BODY - 200);
    return Stream.concat(
        protobuf.keySet().stream()
            .map(n -> Arguments.of(OtlpEncoding.PROTOBUF, n, protobuf.get(n))),
        json.keySet().stream().map(n -> Arguments.of(OtlpEncoding.JSON, n, json.get(n))));
  }

  private static Body body(byte[] bytes, ByteBudget.Lease lease) throws Exception {
    return BodyReader.read(new ByteArrayInputStream(bytes), null, bytes.length, BODY, lease);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("hostileBodies")
  void refusesFewBytesThatStandForManyObjects_beforeTheyAreMade(
      OtlpEncoding encoding, String ofWhat, byte[] bytes) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (ByteBudget.Lease lease = budget.open()) {
      Body body = body(bytes, lease);
      Decoding decoding = new Decoding(body, Integer.MAX_VALUE);
      long before = threads.getCurrentThreadAllocatedBytes();

      assertThatThrownBy(() -> OtlpRequests.decode(OtlpSignal.TRACES, body, encoding, decoding))
          .as(ofWhat)
          .isInstanceOfSatisfying(
              Refusal.class,
              e -> {
                assertThat(e.status()).isEqualTo(413);
                assertThat(e.detail()).contains("limits.in_flight_bytes", "smaller batches");
              });

      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(3L * CAPACITY);
      assertThat(budget.used()).isLessThanOrEqualTo(CAPACITY);
    }
    assertThat(budget.used()).isZero();
  }

  private static Stream<Arguments> hostileBodiesOfOtherSignals() {
    Map<String, byte[]> logs = HostileBodies.logs(BODY - 100);
    Map<String, byte[]> metrics = HostileBodies.metrics(BODY - 100);
    return Stream.concat(
        logs.keySet().stream().map(n -> Arguments.of(OtlpSignal.LOGS, n, logs.get(n))),
        metrics.keySet().stream().map(n -> Arguments.of(OtlpSignal.METRICS, n, metrics.get(n))));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("hostileBodiesOfOtherSignals")
  void refusesFewBytesThatStandForManyObjects_ofEverySignal(
      OtlpSignal<?> signal, String ofWhat, byte[] bytes) throws Exception {
    try (ByteBudget.Lease lease = budget.open()) {
      Body body = body(bytes, lease);
      Decoding decoding = new Decoding(body, Integer.MAX_VALUE);

      assertThatThrownBy(() -> OtlpRequests.decode(signal, body, OtlpEncoding.PROTOBUF, decoding))
          .as(ofWhat)
          .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.status()).isEqualTo(413));
    }
    assertThat(budget.used()).isZero();
  }

  @ParameterizedTest
  @MethodSource("hostileBodies")
  void wouldTakeManyTimesTheBytes_wereTheyDecoded(
      OtlpEncoding encoding, String ofWhat, byte[] bytes) throws Exception {
    Decoding decoding = new Decoding(Body.of(bytes), Integer.MAX_VALUE);

    ExportTraceServiceRequest decoded =
        OtlpRequests.decode(OtlpSignal.TRACES, Body.of(bytes), encoding, decoding).request();

    assertThat(decoded).isNotNull();
    assertThat(decoding.estimate()).as(ofWhat).isGreaterThan(10L * bytes.length);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void refusesTooManySpans_namingTheLimit(OtlpEncoding encoding, byte[] bytes) throws Exception {
    Body body = Body.of(bytes);

    assertThat(OtlpRequests.decode(OtlpSignal.TRACES, body, encoding, new Decoding(body, 2)))
        .isNotNull();
    assertThatThrownBy(
            () -> OtlpRequests.decode(OtlpSignal.TRACES, body, encoding, new Decoding(body, 1)))
        .isInstanceOfSatisfying(
            Refusal.class,
            e -> {
              assertThat(e.status()).isEqualTo(413);
              assertThat(e.detail())
                  .isEqualTo(
                      "body: more than 1 items (expected: at most"
                          + " limits.items_per_request, 1; send smaller batches)");
            });
  }

  private static Stream<Arguments> encodings() {
    ExportTraceServiceRequest two = request(span(1), span(2));
    return Stream.of(
        Arguments.of(OtlpEncoding.PROTOBUF, two.toByteArray()),
        Arguments.of(
            OtlpEncoding.JSON, new OtlpJsonWriter(new Random(1)).write(two).getBytes(UTF_8)));
  }

  @Test
  void asksToComeAgain_whenOthersHaveTheRoom() throws Exception {
    byte[] bytes = request(span(1), span(2)).toByteArray();
    try (ByteBudget.Lease others = budget.open();
        ByteBudget.Lease lease = budget.open()) {
      Body body = body(bytes, lease);
      assertThat(others.take(CAPACITY - 1_000)).isTrue();

      assertThatThrownBy(() ->
              OtlpRequests.decode(
                  OtlpSignal.TRACES, body, OtlpEncoding.PROTOBUF, new Decoding(body, 10)))
          .isInstanceOfSatisfying(
              Refusal.class,
              e -> {
                assertThat(e.status()).isEqualTo(503);
                assertThat(e.headers()).containsEntry("Retry-After", "1");
              });
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void estimatesNoLessThanWhatTheMessagesTake() throws Exception {
    // What parsing allocates is what stays, and some garbage: builders, and lists that grew.
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = new RandomRequest(new Random(5)).request().toByteArray();
    Body body = Body.of(bytes);
    for (int i = 0; i < 200; i++) {
      Decoding decoding = new Decoding(body, Integer.MAX_VALUE);
      ProtobufScan.charge(body, MessageShape.TRACES, decoding, 310);
      long before = threads.getCurrentThreadAllocatedBytes();
      ExportTraceServiceRequest parsed = ExportTraceServiceRequest.parseFrom(bytes);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(parsed).isNotNull();
      assertThat(2 * decoding.estimate()).isGreaterThan(allocated);
    }
  }
}
