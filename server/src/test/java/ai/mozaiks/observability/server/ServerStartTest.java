// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A start that takes long says so, and takes nothing before it is done.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerStartTest {
  @TempDir Path data;

  private final PausingJournal journal = new PausingJournal();
  private final InMemoryStorage storage = new InMemoryStorage();
  private @Nullable ManagedChannel channel;

  /// Stands still before the second replayed record, until it is told to go on.
  private static final class PausingJournal implements Journal {
    private final InMemoryJournal records = new InMemoryJournal();
    private final CountDownLatch pausing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void replay(long afterSequence, Reader reader) {
      records.replay(
          afterSequence,
          (sequence, type, payload) -> {
            if (sequence == 2) {
              pause();
            }
            reader.read(sequence, type, payload);
          });
    }

    private void pause() {
      pausing.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new StorageException("interrupted", true, e);
      }
    }

    @Override
    public long append(byte type, byte[] payload) {
      return records.append(type, payload);
    }

    @Override
    public void release(long sequence) {
      records.release(sequence);
    }

    @Override
    public long firstSequence() {
      return records.firstSequence();
    }

    @Override
    public long lastSequence() {
      return records.lastSequence();
    }

    @Override
    public long sizeBytes() {
      return records.sizeBytes();
    }

    @Override
    public @Nullable StorageException failure() {
      return records.failure();
    }

    @Override
    public void check() {
      records.check();
    }

    @Override
    public void close() {
      records.close();
    }
  }

  private void journalled(int records) {
    for (int i = 1; i <= records; i++) {
      journal.append((byte) 1, request(span(i)).toByteArray());
    }
  }

  private static void isToldToComeAgain(HttpResponse<?> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
  }

  @AfterEach
  void close() {
    journal.goOn.countDown();
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  @Test
  void tellsOfItsHealth_andSendsEverybodyElseAway_untilTheJournalIsReplayed() throws Exception {
    journalled(3);
    int port = FreePort.any();
    int grpcPort = FreePort.any();
    ServerConfig config =
        ServerConfig.defaults(data).toBuilder()
            .port(port)
            .grpcPort(grpcPort)
            .otlpPort(ServerConfig.OFF)
            .build();
    CompletableFuture<Server> starting =
        CompletableFuture.supplyAsync(() -> {
          try {
            return Server.start(
                config,
                InstantSource.system(),
                new OpenStore(storage, journal, JournalGaps.unremembered(), null));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    journal.pausing.await();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    var exporter = TraceServiceGrpc.newBlockingStub(channel);

    try (HttpPeer peer = new HttpPeer(port)) {
      assertThat(peer.get("/health/live").statusCode()).isEqualTo(200);
      HttpResponse<String> ready = peer.get("/health/ready");
      isToldToComeAgain(ready);
      assertThat(ready.body()).contains("start: replaying the journal, 1 of 3 records");
      HttpResponse<byte[]> refused = peer.send(request(span(9)), false);
      isToldToComeAgain(refused);
      assertThat(new String(refused.body(), UTF_8)).contains("1 of 3 records");
      isToldToComeAgain(peer.get("/metrics/perf/aggregate"));
      isToldToComeAgain(peer.get("/metrics/prometheus"));
      isToldToComeAgain(peer.get("/health/active-runs"));
      assertThatThrownBy(() -> exporter.export(request(span(9))))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
          .hasMessageContaining("1 of 3 records");
      assertThat(journal.lastSequence()).as("nothing was kept").isEqualTo(3);
      assertThat(starting).isNotDone();

      journal.goOn.countDown();
      try (Server server = starting.get()) {
        assertThat(server.port()).isEqualTo(port);
        assertThat(peer.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(peer.send(request(span(9)), true).statusCode()).isEqualTo(200);
        assertThat(exporter.export(request(span(10))).getPartialSuccess().getRejectedSpans())
            .isZero();
        assertThat(peer.get("/metrics/prometheus").statusCode()).isEqualTo(200);
      }
    }
    assertThat(storage.stats().spans()).isEqualTo(5);
  }
}
