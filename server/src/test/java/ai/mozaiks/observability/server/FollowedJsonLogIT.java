// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A log in JSON lines that grows and is rotated while the server that follows it is killed: no
/// line is lost, and none is there twice, though many say the same.
class FollowedJsonLogIT {
  private static final int ROUNDS = 3;
  private static final int STEPS = 12;
  private static final String KEY = "sk-proj-4f9K2mQx7LpR8vTz1YwB3nCd";

  @TempDir Path folder;
  private final Map<String, Integer> written = new HashMap<>();
  private int lines;
  private int rotations;

  @Test
  void losesNoLineAndHasNoneTwice_rotatedAndKilled() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      ServerProcess server = ServerProcess.startFollowing(folder.resolve("data"), log());
      try (HttpPeer peer = new HttpPeer(server.port())) {
        for (int step = 0; step < STEPS; step++) {
          append(1 + random.nextInt(40));
          switch (random.nextInt(5)) {
            case 0 -> rename();
            case 1 -> copyAndTruncate();
            case 2 -> awaitStored(peer, 1 + random.nextInt(20));
            default -> {}
          }
        }
      }
      server.kill(); // somewhere between reading, journal, store and checkpoint
    }
    append(5);
    try (ServerProcess server = ServerProcess.startFollowing(folder.resolve("data"), log());
        HttpPeer peer = new HttpPeer(server.port())) {
      awaitLines(peer);
      assertThat(peer.json("/api/balance").get("logs").get("unaccounted").asInt()).isZero();
    }
    forgetCheckpoints();
    try (ServerProcess server = ServerProcess.startFollowing(folder.resolve("data"), log());
        HttpPeer peer = new HttpPeer(server.port())) {
      awaitDuplicates(peer); // all is read again, and nothing is added
      awaitLines(peer);
      JsonNode ofChat = peer.json("/api/logs?chat_id=chat_1&limit=1").get("logs").get(0);
      assertThat(ofChat.get("app_id").asString()).isEqualTo("acme");
      assertThat(ofChat.toString()).doesNotContain(KEY);
    }
  }

  private Path log() {
    return folder.resolve("app.log");
  }

  private void append(int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      // every fourth line says what the one before it says, to the nanosecond
      int number = lines % 4 == 3 ? lines - 1 : lines;
      String message = "line " + number;
      text.append(
          """
          {"ts":"%s","level":"INFO","logger":"core","msg":"%s","extra":{"chat_id":"chat_%d","api_key":"%s"}}
          """
              .formatted(
                  Instant.parse("2026-01-01T00:00:00Z").plusMillis(number),
                  message,
                  number % 3,
                  KEY));
      written.merge(message, 1, Integer::sum);
      lines++;
    }
    Files.writeString(log(), text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Path rotated() {
    return folder.resolve("app.log." + (100 - rotations++));
  }

  private void rename() throws IOException {
    // so that the next generation begins with a line that none begins with
    if (lines % 4 != 3) {
      Files.move(log(), rotated());
    }
  }

  private void copyAndTruncate() throws IOException {
    if (lines % 4 != 3) {
      Files.copy(log(), rotated());
      Files.write(log(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    }
  }

  private void forgetCheckpoints() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data").resolve("sources"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static Instant deadline() {
    return Instant.now().plus(Duration.ofSeconds(90));
  }

  private static void awaitStored(HttpPeer peer, int atLeast) throws Exception {
    Instant deadline = deadline();
    while (peer.json("/api/balance").get("logs").get("stored").asInt() < atLeast) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(20); // another process: there is nothing else to wait on
    }
  }

  private void awaitDuplicates(HttpPeer peer) throws Exception {
    Instant deadline = deadline();
    while (peer.json("/api/balance").get("logs").get("duplicates").asInt() < lines) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  private void awaitLines(HttpPeer peer) throws Exception {
    Instant deadline = deadline();
    Map<String, Integer> found = found(peer);
    while (found.values().stream().mapToInt(each -> each).sum() < lines) {
      assertThat(Instant.now()).as(found.toString()).isBefore(deadline);
      Thread.sleep(100);
      found = found(peer);
    }
    assertThat(found).isEqualTo(written);
  }

  private static Map<String, Integer> found(HttpPeer peer) throws Exception {
    Map<String, Integer> found = new HashMap<>();
    String before = "";
    do {
      JsonNode page = peer.json("/api/logs?app=acme&limit=500" + before);
      page.get("logs").forEach(log -> found.merge(log.get("body").asString(), 1, Integer::sum));
      JsonNode next = page.get("next");
      before = next.isNull() ? null : "&cursor=" + next.asString();
    } while (before != null);
    return found;
  }
}
