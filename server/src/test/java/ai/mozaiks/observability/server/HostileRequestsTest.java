// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.LimitsConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.otlp.HostileBodies;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Bodies that grow when they are decoded, through every way in: refused, nothing kept, and the
/// account of what was received stays exact.
class HostileRequestsTest {
  private static final int BODY = 500_000;
  private static final String EVENT = "{\"chat_id\":\"c\",\"type\":\"agent_turn\"}\n";

  @TempDir Path data;

  private ServerConfig config() {
    LimitsConfig usual = LimitsConfig.DEFAULT;
    return ServerConfig.defaults(data).toBuilder()
        .port(0)
        .grpcPort(0)
        .otlpPort(ServerConfig.OFF)
        .storage(new StorageConfig.Memory(Duration.ofDays(1)))
        .limits(
            new LimitsConfig(
                1 << 20,
                4 << 20,
                usual.pendingBytes(),
                1_000,
                usual.attributesPerSpan(),
                usual.attributeBytes(),
                usual.eventsPerSpan(),
                usual.linksPerSpan(),
                usual.spansPerTrace(),
                usual.eventsPerChat(),
                usual.maxMovingRecords(),
                usual.maxLiveChats(),
                usual.maxLabelValues(),
                usual.maxStoredLogs(),
                usual.maxStoredPoints()))
        .build();
  }

  @Test
  void areRefusedWhole_andTheBalanceStaysExact() throws Exception {
    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      for (var body : HostileBodies.protobuf(BODY).entrySet()) {
        expect413(peer, "/v1/traces", "application/x-protobuf", body.getKey(), body.getValue());
      }
      for (var body : HostileBodies.json(BODY).entrySet()) {
        expect413(peer, "/v1/traces", "application/json", body.getKey(), body.getValue());
      }
      byte[] lines = EVENT.repeat(1_001).getBytes(UTF_8);
      expect413(peer, "/api/events", "application/x-ndjson", "lines", lines);
      byte[] numbers = ("[" + "1,".repeat(BODY / 2) + "1]").getBytes(UTF_8);
      expect413(peer, "/api/events", "application/json", "numbers", numbers);
      expectRefusedByGrpc(server.grpcPort());

      assertThat(peer.send(request(span(1), span(2)), true).statusCode()).isEqualTo(200);
      byte[] good = EVENT.repeat(1_000).getBytes(UTF_8);
      assertThat(peer.post("/api/events", "application/x-ndjson", good, true).statusCode())
          .isEqualTo(200);

      JsonNode balance = peer.json("/api/balance");
      assertThat(balance.at("/spans/received").asLong()).isEqualTo(2);
      assertThat(balance.at("/spans/accepted").asLong()).isEqualTo(2);
      assertThat(balance.at("/events/received").asLong()).isEqualTo(1_000);
      assertThat(balance.at("/events/rejected").asLong()).isZero();
    }
  }

  private static void expect413(HttpPeer peer, String path, String type, String ofWhat, byte[] body)
      throws Exception {
    var answer = peer.post(path, type, body, false);

    assertThat(answer.statusCode()).as(type + " " + ofWhat).isEqualTo(413);
    assertThat(new String(answer.body(), UTF_8)).contains("limits.", "send smaller batches");
  }

  private static void expectRefusedByGrpc(int port) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      for (byte[] body : HostileBodies.protobuf(BODY).values()) {
        StatusRuntimeException failure =
            catchThrowableOfType(
                StatusRuntimeException.class,
                () ->
                    ClientCalls.blockingUnaryCall(
                        channel,
                        bytesMethod(),
                        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                        body));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getStatus().getDescription()).contains("send smaller batches");
      }
    } finally {
      channel.shutdownNow();
      assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static MethodDescriptor<byte[], ExportTraceServiceResponse> bytesMethod() {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException();
          }
        };
    return TraceServiceGrpc.getExportMethod().toBuilder(
            bytes, TraceServiceGrpc.getExportMethod().getResponseMarshaller())
        .build();
  }
}
