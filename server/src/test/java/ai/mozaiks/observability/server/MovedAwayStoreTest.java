// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the store itself advises when it is damaged leads to a server that works.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MovedAwayStoreTest {
  @TempDir Path data;

  private ServerConfig config() {
    StorageConfig.Embedded usual = StorageConfig.Embedded.DEFAULT;
    return ServerConfig.defaults(data).toBuilder()
        .port(0)
        .grpcPort(ServerConfig.OFF)
        .otlpPort(ServerConfig.OFF)
        .storage(
            new StorageConfig.Embedded(
                usual.retention(),
                usual.memoryLimit(),
                StorageConfig.Embedded.LEAST_SEGMENT_SIZE,
                usual.queryTimeout(),
                usual.waitingQueries()))
        .build();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  /// Sends until the journal has let go of its first file.
  private void fill(HttpPeer peer) throws Exception {
    Path first = segments().getFirst();
    Instant deadline = Instant.now().plusSeconds(60);
    for (int number = 1; Files.exists(first); number++) {
      assertThat(Instant.now()).as("deadline").isBefore(deadline);
      Span.Builder span = span(number);
      for (int i = 0; i < 4; i++) {
        span.addAttributes(attribute("k" + i, "x".repeat(50_000)));
      }
      assertThat(peer.send(request(span), true).statusCode()).isEqualTo(200);
    }
  }

  private long journalBytes() throws IOException {
    long bytes = 0;
    for (Path segment : segments()) {
      bytes += Files.size(segment);
    }
    return bytes;
  }

  @Test
  void serverGoesOnWithAnEmptyOne_andReplaysNothingTwice() throws Exception {
    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      fill(peer);
    }
    Files.move(data.resolve("store"), data.resolve("moved-away"));

    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(peer.send(request(span(900_000)), true).statusCode()).isEqualTo(200);
      assertThat(peer.get("/health/ready").statusCode()).isEqualTo(200);
    }
    try (OpenStore store = OpenStore.of(config())) {
      assertThat(store.storage().appliedSequence())
          .isPositive()
          .isEqualTo(store.journal().lastSequence());
    }

    try (LogLines log = new LogLines(Server.class);
        Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(log.all())
          .as("nothing is replayed again")
          .noneMatch(line -> line.getFormattedMessage().startsWith("Replayed"));
      fill(peer);
      assertThat(journalBytes()).as("let go of").isLessThan(4L << 20);
    }
  }
}
