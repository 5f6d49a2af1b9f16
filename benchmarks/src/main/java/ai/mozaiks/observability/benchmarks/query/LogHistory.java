// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.query;

import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.SignalRecords;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Seven days of log lines of some 210 characters with their attributes, six words of each found in
/// few others; the same for the same numbers.
final class LogHistory {
  static final Instant END = Instant.parse("2026-03-31T00:00:00Z");
  static final Duration LENGTH = Duration.ofDays(7);

  /// In one line of 10,000, and in one of a million.
  static final String SELDOM = "seldom";

  static final String RARE = "rare";

  private static final List<String> AGENTS =
      List.of("planner", "writer", "critic", "router", "researcher");
  private static final List<String> SAYINGS =
      List.of(
          "the model answered with a tool call",
          "retrying after rate limit of the provider",
          "cache hit for prompt template",
          "wrote result to the queue",
          "handover accepted by the next agent");

  private final int lines;

  LogHistory(int lines) {
    this.lines = lines;
  }

  StorageBatch batch(long sequence, int from, int to) {
    List<StoredLog> logs = new ArrayList<>(to - from);
    for (int number = from; number < to; number++) {
      logs.add(line(number));
    }
    return new StorageBatch(
        sequence,
        at(to),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        Instant.MAX,
        Instant.MAX,
        new SignalRecords(logs, List.of(), List.of()));
  }

  private Instant at(int number) {
    return END.minus(LENGTH).plusNanos(LENGTH.toNanos() / lines * number);
  }

  /// The id of the request that a line names.
  static String request(int number) {
    return HexFormat.of().toHexDigits(new SplittableRandom(number).nextLong());
  }

  private StoredLog line(int number) {
    SplittableRandom random = new SplittableRandom(number);
    String request = HexFormat.of().toHexDigits(random.nextLong());
    long order = random.nextLong(1_000_000);
    String word = number % 1_000_000 == 7 ? " " + RARE : number % 10_000 == 7 ? " " + SELDOM : "";
    int chat = number / 40;
    SplittableRandom chats = new SplittableRandom(chat);
    String agent = AGENTS.get(random.nextInt(AGENTS.size()));
    return new StoredLog(
        new RecordId(random.nextLong(), random.nextLong()),
        Nanos.of(at(number)),
        0,
        number % 50 == 0 ? 17 : number % 10 == 0 ? 13 : 9,
        null,
        null,
        "shop.module" + random.nextInt(40),
        "Agent %s handled order %d of customer cust-%x in %d ms: %s request %s%s"
            .formatted(
                agent,
                order,
                random.nextLong(100_000_000),
                random.nextInt(9_000),
                SAYINGS.get(random.nextInt(SAYINGS.size())),
                request,
                word),
        false,
        PartId.ofTrace(chats.nextLong(), chats.nextLong()),
        random.nextLong(),
        new LogSubject(
            "app-" + chat % 5,
            "chat-" + HexFormat.of().toHexDigits(chats.nextLong()),
            "workflow-" + chat % 8,
            agent,
            "user-" + chat % 5_000),
        "{\"thread\":\"worker-%d\",\"code.function\":\"handle\",\"order\":%d,\"duration_ms\":%d}"
            .formatted(number % 16, order, random.nextInt(9_000)),
        false,
        5);
  }
}
