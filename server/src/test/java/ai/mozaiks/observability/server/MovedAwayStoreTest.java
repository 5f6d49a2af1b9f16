// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.ingest.JournalGaps;
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
import tools.jackson.databind.JsonNode;

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

  /// What happens when somebody copies the store, and the journal a while after it.
  @Test
  void anOlderStoreThatIsPutBack_isToldOf_withWhatIsMissing_untilItIsAccepted() throws Exception {
    Path older = data.resolve("older");
    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(peer.send(request(span(900_001)), true).statusCode()).isEqualTo(200);
      assertThat(check(peer).get("state").asString()).isEqualTo("ok");
      assertThat(missing(peer)).isEqualTo("0.0");
    }
    long had = applied();
    copy(data.resolve("store"), older);
    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      fill(peer);
    }
    Files.move(data.resolve("store"), data.resolve("moved-away"));
    Files.move(older, data.resolve("store"));
    long first;
    try (OpenStore store = OpenStore.of(config())) {
      first = store.journal().firstSequence();
    }
    assertThat(first).as("there is a gap").isGreaterThan(had + 1);
    String told =
        "journal records %d to %d (%d) are missing, found at "
            .formatted(had + 1, first - 1, first - 1 - had);

    for (int start = 0; start < 2; start++) { // the second one finds the store behind the gap
      try (Server server = Server.start(config());
          HttpPeer peer = new HttpPeer(server.port())) {
        JsonNode check = check(peer);
        assertThat(check.get("state").asString()).isEqualTo("fail");
        assertThat(check.get("evidence").asString()).startsWith(told);
        assertThat(check.get("next_step").asString())
            .contains("backup.md", "delete " + data.resolve(JournalGaps.FILE));
        assertThat(missing(peer)).isEqualTo((first - 1 - had) + ".0");
        awaitStored(peer);
      }
    }
    Files.delete(data.resolve(JournalGaps.FILE));
    try (Server server = Server.start(config());
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(check(peer).get("state").asString()).isEqualTo("ok");
      assertThat(missing(peer)).isEqualTo("0.0");
    }
  }

  private long applied() {
    try (OpenStore store = OpenStore.of(config())) {
      return store.storage().appliedSequence();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }

  private static JsonNode check(HttpPeer peer) throws Exception {
    for (JsonNode each : peer.json("/api/checklist?section=troubleshooting").get("checks")) {
      if (each.get("id").asString().equals("journal_complete")) {
        return each;
      }
    }
    throw new AssertionError("no check journal_complete");
  }

  private static String missing(HttpPeer peer) throws Exception {
    return peer.get("/metrics/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("mozaiks_journal_missing_records "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitStored(HttpPeer peer) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (peer.json("/api/balance").get("spans").get("pending").asLong() > 0) {
      assertThat(Instant.now()).as("deadline").isBefore(deadline);
      Thread.sleep(20);
    }
  }
}
