// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.otlp.LogRecords;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `kill -9` under load: what was acknowledged is there, nothing is there twice, and resending
/// everything changes nothing.
class CrashIT {
  private static final int SENDERS = 4;
  private static final int TRACES_PER_REQUEST = 20;

  @TempDir Path data;

  private final AtomicLong nextTrace = new AtomicLong();
  private final AtomicLong nextLog = new AtomicLong();
  private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Long> unanswered = new ConcurrentLinkedQueue<>();
  private final Queue<Long> acknowledgedLogs = new ConcurrentLinkedQueue<>();
  private final Queue<Long> unansweredLogs = new ConcurrentLinkedQueue<>();

  @Test
  void losesNothingAndCountsNothingTwice() throws Exception {
    crash(3);
  }

  @Test
  @Tag("slow")
  void losesNothingAndCountsNothingTwice_thirtyTimes() throws Exception {
    crash(30);
  }

  private void crash(int rounds) throws Exception {
    Random random = new Random(rounds);
    for (int round = 0; round < rounds; round++) {
      ServerProcess server = ServerProcess.start(data);
      resendAcknowledged(server, random);
      loadUntilKilled(server, 100 + random.nextInt(1_200));
    }
    try (ServerProcess server = ServerProcess.start(data);
        HttpPeer peer = new HttpPeer(server.port())) {
      // What was sent without an answer may be there or not; a real client sends it again.
      resend(peer, unanswered);
      long storedBefore = settled(peer, "spans").get("stored").asLong();
      resend(peer, acknowledged);
      JsonNode balance = settled(peer, "spans");
      assertThat(balance.get("stored").asLong())
          .as("acknowledged spans that were not there")
          .isEqualTo(storedBefore);
      assertThat(balance.get("accepted").asLong())
          .isEqualTo(balance.get("stored").asLong() + balance.get("duplicates").asLong());
      expectTotals(peer, (long) (acknowledged.size() + unanswered.size()) * TRACES_PER_REQUEST);
      expectLogs(peer);
      assertThat(acknowledged).as("requests acknowledged in all rounds").hasSizeGreaterThan(rounds);
    }
    try (ServerProcess server = ServerProcess.start(data);
        HttpPeer peer = new HttpPeer(server.port())) {
      expectTotals(peer, (long) (acknowledged.size() + unanswered.size()) * TRACES_PER_REQUEST);
    }
  }

  private static void resend(HttpPeer peer, Queue<Long> requests) throws Exception {
    for (long first : requests) {
      assertThat(peer.send(AgentSpans.request(first, TRACES_PER_REQUEST), false).statusCode())
          .isEqualTo(200);
    }
  }

  private void sendLogs(int port, AtomicBoolean stopped) {
    try (HttpPeer peer = new HttpPeer(port)) {
      while (!stopped.get()) {
        long first = nextLog.getAndAdd(TRACES_PER_REQUEST);
        int status;
        try {
          status = sendLogs(peer, first, false).statusCode();
        } catch (IOException e) {
          status = 0; // the server died on it
        }
        (status == 200 ? acknowledgedLogs : unansweredLogs).add(first);
        if (status != 200) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpResponse<byte[]> sendLogs(HttpPeer peer, long first, boolean wait)
      throws IOException, InterruptedException {
    LogRecord.Builder[] lines = new LogRecord.Builder[TRACES_PER_REQUEST];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = LogRecords.line(first + i);
    }
    byte[] body = LogRecords.request(lines).toByteArray();
    return peer.post("/v1/logs", "application/x-protobuf", body, wait);
  }

  /// What was acknowledged is there once, and what was not answered is there once after a resend.
  private void expectLogs(HttpPeer peer) throws Exception {
    for (long first : unansweredLogs) {
      assertThat(sendLogs(peer, first, false).statusCode()).isEqualTo(200);
    }
    long storedBefore = settled(peer, "logs").get("stored").asLong();
    for (long first : acknowledgedLogs) {
      assertThat(sendLogs(peer, first, false).statusCode()).isEqualTo(200);
    }
    JsonNode balance = settled(peer, "logs");
    assertThat(balance.get("stored").asLong())
        .as("acknowledged log records that were not there")
        .isEqualTo(storedBefore);
    assertThat(acknowledgedLogs).isNotEmpty();
    String text = peer.get("/metrics/prometheus").body();
    long requests = (long) acknowledgedLogs.size() + unansweredLogs.size();
    assertThat(text).contains("mozaiks_store_logs " + requests * TRACES_PER_REQUEST + ".0");
  }

  /// The balance of a signal once nothing is pending.
  private static JsonNode settled(HttpPeer peer, String signal) throws Exception {
    Instant deadline = Instant.now().plusSeconds(120);
    while (true) {
      JsonNode balance = peer.json("/api/balance").get(signal);
      if (balance.get("pending").asLong() == 0) {
        return balance;
      }
      assertThat(Instant.now()).as("still pending: %s", balance).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// Some of what was acknowledged before the crash: all of it has to be known.
  private void resendAcknowledged(ServerProcess server, Random random) throws Exception {
    List<Long> sample = new ArrayList<>(acknowledged);
    try (HttpPeer peer = new HttpPeer(server.port())) {
      for (int i = 0; i < Math.min(sample.size(), 10); i++) {
        // The last ones are the ones at risk.
        int back = i < 5 ? i : random.nextInt(sample.size());
        long first = sample.get(sample.size() - 1 - back);
        assertThat(fresh(peer.send(AgentSpans.request(first, TRACES_PER_REQUEST), true)))
            .as("spans of acknowledged request %s that were not there", first)
            .isZero();
      }
    }
  }

  private void loadUntilKilled(ServerProcess server, int millis) throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      senders.add(Thread.ofPlatform().start(() -> send(server.port(), stopped)));
    }
    senders.add(Thread.ofPlatform().start(() -> sendLogs(server.port(), stopped)));
    TimeUnit.MILLISECONDS.sleep(millis); // the random moment
    server.kill();
    stopped.set(true);
    for (Thread sender : senders) {
      sender.join();
    }
  }

  private void send(int port, AtomicBoolean stopped) {
    try (HttpPeer peer = new HttpPeer(port)) {
      while (!stopped.get()) {
        long first = nextTrace.getAndAdd(TRACES_PER_REQUEST);
        int status;
        try {
          status = peer.send(AgentSpans.request(first, TRACES_PER_REQUEST), false).statusCode();
        } catch (IOException e) {
          status = 0; // the server died on it
        }
        (status == 200 ? acknowledged : unanswered).add(first);
        if (status != 200) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long fresh(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValueAsLong("Mozaiks-Fresh").orElseThrow();
  }

  private static void expectTotals(HttpPeer peer, long traces) throws Exception {
    JsonNode totals = peer.json("/metrics/perf/aggregate?limit=0");
    assertThat(totals.get("total_agent_turns").asLong()).isEqualTo(traces);
    assertThat(totals.get("total_tool_calls").asLong()).isEqualTo(traces);
    assertThat(totals.get("total_prompt_tokens").asLong())
        .isEqualTo(traces * AgentSpans.PROMPT_TOKENS);
    assertThat(totals.get("total_completion_tokens").asLong())
        .isEqualTo(traces * AgentSpans.COMPLETION_TOKENS);
  }
}
