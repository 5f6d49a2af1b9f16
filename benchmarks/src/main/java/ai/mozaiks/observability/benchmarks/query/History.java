// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.query;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.TotalsKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Thirty days of chats of ten events each, in the order in which they began; the same for the same
/// numbers. Each chat is one trace. Five apps of eight workflows, 100 agents, 20 models, 5,000
/// users.
final class History {
  static final Instant END = Instant.parse("2026-03-31T00:00:00Z");
  static final Duration LENGTH = Duration.ofDays(30);
  static final int EVENTS_PER_CHAT = 10;
  static final int USERS = 5_000;
  static final int AGENTS = 100;

  /// The chat with very many spans.
  static final ChatKey LARGE = new ChatKey("app-0", "large");

  static final PartId LARGE_TRACE = PartId.ofTrace(1, 1);

  private final int chats;
  private final Set<TotalsKey> series = new HashSet<>();

  History(int chats) {
    this.chats = chats;
  }

  static ChatKey chat(int number) {
    // ids as clients make them, in no order
    long id = new SplittableRandom(number).nextLong();
    return new ChatKey(
        "app-" + number % 5, "chat-" + HexFormat.of().toHexDigits(id) + "-" + number);
  }

  static String workflow(int chat) {
    return "workflow-" + chat % 40; // of the app chat % 5, since 40 is a multiple of 5
  }

  static String user(int chat) {
    return "user-" + chat % USERS;
  }

  private Instant start(int number) {
    return END.minus(LENGTH).plusNanos(LENGTH.toNanos() / chats * number);
  }

  /// The chats from one number to another, as one batch.
  StorageBatch batch(long sequence, int from, int to) {
    List<PartChange> parts = new ArrayList<>(to - from);
    List<ChatSummary> summaries = new ArrayList<>(to - from);
    for (int number = from; number < to; number++) {
      SplittableRandom random = new SplittableRandom(number);
      PartId trace = PartId.ofTrace(random.nextLong() | 1, random.nextLong());
      List<ChatEvent> events = events(number, trace, random);
      ChatSummary summary = ChatState.fold(chat(number), events).summary();
      long first = Nanos.of(summary.startedAt());
      long last = Nanos.of(summary.lastActivityAt());
      parts.add(new PartChange(trace, true, events.size(), first, last, List.of(), events));
      summaries.add(summary);
    }
    return batch(sequence, start(to).plusSeconds(600), List.of(), parts, summaries);
  }

  private StorageBatch batch(
      long sequence,
      Instant writtenAt,
      List<StoredSpan> spans,
      List<PartChange> parts,
      List<ChatSummary> chats) {
    List<TotalsKey> newSeries =
        parts.stream()
            .flatMap(part -> part.added().stream())
            .map(TotalsKey::of)
            .filter(series::add)
            .toList();
    return new StorageBatch(
        sequence,
        writtenAt,
        List.of(),
        spans,
        List.of(),
        List.of(),
        parts,
        newSeries,
        Map.of(),
        chats,
        List.of(),
        Instant.MAX,
        Instant.MAX);
  }

  private List<ChatEvent> events(int number, PartId trace, SplittableRandom random) {
    List<ChatEvent> events = new ArrayList<>(EVENTS_PER_CHAT);
    Instant at = start(number);
    events.add(new ChatEvent.WorkflowStarted(context(number, 0, trace, at)));
    for (int turn = 0; turn < 2; turn++) {
      String agent = "agent-" + (number % 40 + 40 * (turn + number % 3)) % AGENTS;
      Duration length = Duration.ofMillis(500 + random.nextInt(20_000));
      int first = 1 + turn * 4;
      events.add(new ChatEvent.AgentTurn(context(number, first, trace, at), agent, length, null));
      events.add(call(context(number, first + 1, trace, at), agent, random));
      at = at.plus(length.dividedBy(2));
      events.add(call(context(number, first + 2, trace, at), agent, random));
      Failure failure = random.nextInt(50) == 0 ? Failure.of("TimeoutError", "no answer") : null;
      events.add(
          new ChatEvent.ToolCall(
              context(number, first + 3, trace, at.plusMillis(200)),
              agent,
              "tool-" + random.nextInt(30),
              "call_" + number,
              null,
              Duration.ofMillis(random.nextInt(3_000)),
              failure));
      at = at.plus(length.dividedBy(2)).plusSeconds(random.nextInt(60));
    }
    events.add(
        new ChatEvent.WorkflowEnded(
            context(number, 9, trace, at),
            random.nextInt(20) == 0 ? ChatStatus.FAILED : ChatStatus.COMPLETED,
            Duration.between(start(number), at)));
    return events;
  }

  private static ChatEvent.Context context(int number, int event, PartId trace, Instant at) {
    String span = HexFormat.of().toHexDigits(((long) number << 8) + event + 1);
    return new ChatEvent.Context(
        span, chat(number), workflow(number), user(number), at, new SpanRef(trace.hex(), span));
  }

  private static ChatEvent call(ChatEvent.Context context, String agent, SplittableRandom random) {
    long input = 100L + random.nextInt(8_000);
    long output = 20L + random.nextInt(900);
    String model = "model-" + random.nextInt(20);
    return new ChatEvent.LlmCall(
        context,
        agent,
        "provider-" + model.length(),
        model,
        model + "-2026-01-01",
        TokenUsage.of(input, output),
        Cost.computed(input * 150_000 + output * 600_000, "list price"),
        Duration.ofMillis(200 + random.nextInt(9_000)),
        Duration.ofMillis(50 + random.nextInt(1_000)),
        true,
        false,
        false,
        List.of("stop"),
        "response-" + Long.toHexString(random.nextLong()),
        null);
  }

  /// One chat of one trace with so many spans, a tool call each, over the last day.
  StorageBatch large(long sequence, int spans) {
    List<StoredSpan> stored = new ArrayList<>(spans);
    List<ChatEvent> events = new ArrayList<>(spans);
    SplittableRandom random = new SplittableRandom(spans);
    byte[] body = new byte[450];
    for (int i = 1; i <= spans; i++) {
      Instant at = END.minus(Duration.ofDays(1)).plusMillis(800L * i);
      random.nextBytes(body);
      long nanos = Nanos.of(at);
      stored.add(
          new StoredSpan(
              LARGE_TRACE, i, i - 1, "execute_tool", nanos, nanos + 1, 1, 0, 0, body.clone()));
      events.add(
          new ChatEvent.ToolCall(
              new ChatEvent.Context(
                  "span-" + i,
                  LARGE,
                  "workflow-0",
                  "user-0",
                  at,
                  new SpanRef(LARGE_TRACE.hex(), HexFormat.of().toHexDigits((long) i))),
              "agent-0",
              "tool-0",
              "call_" + i,
              null,
              Duration.ofMillis(5),
              null));
    }
    ChatSummary summary = ChatState.fold(LARGE, events).summary();
    PartChange change =
        new PartChange(
            LARGE_TRACE,
            true,
            spans,
            Nanos.of(summary.startedAt()),
            Nanos.of(summary.lastActivityAt()),
            List.of(),
            events);
    return batch(sequence, END, stored, List.of(change), List.of(summary));
  }
}
