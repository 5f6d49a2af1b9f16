// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatEvent.Context;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Batches of every shape, the same for the same seed: parts grow, change, shrink and move to other
/// chats.
///
/// Not thread-safe.
public final class RandomBatches {
  private static final ChatStatus[] ENDS = {
    ChatStatus.COMPLETED, ChatStatus.FAILED, ChatStatus.CANCELLED, ChatStatus.ABANDONED
  };

  private static final String LIST = "gpt-4o: 2.50/1.25/10.00 USD per 1M";
  private static final String LATER_LIST =
      "claude @ anthropic: 3.00/0.30/15.00 USD per 1M, cache write 3.75";

  private final Random random;
  private final Scenario scenario = new Scenario();
  private Instant now = Samples.NOON;
  private long sequence;

  public RandomBatches(long seed) {
    random = new Random(seed);
  }

  /// Writes some batches into a store.
  ///
  /// @return what was stored
  static Scenario fill(Storage storage, long seed, int count) {
    RandomBatches batches = new RandomBatches(seed);
    for (int i = 0; i < count; i++) {
      storage.write(batches.next());
    }
    return batches.scenario;
  }

  /// What was stored, if every batch was.
  public Scenario scenario() {
    return scenario;
  }

  /// The next batch; to be written before the one after it.
  public StorageBatch next() {
    int changes = random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      changePart(i);
    }
    sequence += 1 + random.nextInt(3);
    now = now.plusSeconds(random.nextInt(10));
    return scenario.writtenAt(now).batch(random.nextInt(10) == 0 ? 0 : sequence);
  }

  private void changePart(int slot) {
    // a slot of its own per batch, so that no part is mentioned twice in one
    long number = slot + 6L * random.nextInt(12);
    PartId part = slot == 5 ? new PartId(true, 1, number) : Samples.trace(number);
    if (!part.direct() && random.nextBoolean()) {
      long spanId = 1L + random.nextInt(5);
      StoredSpan span =
          Samples.span(part, spanId, instant(), "span " + random.nextInt(100))
              .withParent(random.nextInt(6));
      scenario.spans(span);
      for (int i = random.nextInt(4); i > 0; i--) {
        scenario.content(Samples.content(span, i, "text " + random.nextInt(1000)));
      }
    }
    List<ChatEvent> events = new ArrayList<>(scenario.eventsOf(part));
    events.removeIf(_ -> random.nextInt(4) == 0);
    Set<String> ids = new HashSet<>();
    events.forEach(event -> ids.add(event.id()));
    for (int i = random.nextInt(5); i > 0; i--) {
      String id = part.low() + "-" + random.nextInt(20);
      if (ids.add(id)) {
        events.add(event(id, part));
      }
    }
    scenario.part(part, events.toArray(ChatEvent[]::new));
  }

  /// A cutoff before which some of what was written is likely to be.
  public Instant cutoff() {
    return now.minusSeconds(random.nextInt(60));
  }

  private Instant instant() {
    return Samples.NOON.plusNanos(random.nextLong(-7_200_000_000_000L, 7_200_000_000_000L));
  }

  private ChatEvent event(String id, PartId part) {
    ChatEvent event = counted(id, part);
    return random.nextInt(10) == 0 ? new ChatEvent.Superseded(event) : event;
  }

  private ChatEvent counted(String id, PartId part) {
    ChatKey chat = new ChatKey(of("shop", "bank"), "chat-" + random.nextInt(9));
    Context context =
        new Context(
            id, chat, maybe("sales", "support"), maybe("ann", "bob"), instant(), span(part));
    return switch (random.nextInt(9)) {
      case 0 ->
          new ChatEvent.WorkflowStarted(
              context, random.nextBoolean() ? null : "outer " + random.nextInt(3));
      case 1 -> new ChatEvent.AgentTurn(context, agent(), duration(), failure());
      case 2 ->
          new ChatEvent.ToolCall(
              context,
              agent(),
              maybe("search", "buy"),
              maybe("c1", "c2"),
              hash(),
              duration(),
              failure());
      case 3 ->
          new ChatEvent.UsageDelta(
              context, agent(), model(), usage(), cost(), random.nextBoolean());
      case 4 -> new ChatEvent.UsageSummary(context, usage(), cost());
      case 5 ->
          new ChatEvent.ErrorOccurred(
              context,
              agent(),
              of(ErrorLevel.values()),
              new Failure("E", null, random.nextBoolean()));
      case 6 -> new ChatEvent.TraceAttached(context, Samples.trace(random.nextInt(99)).hex());
      case 7 ->
          new ChatEvent.WorkflowEnded(context, of(ENDS), random.nextBoolean() ? duration() : null);
      default -> call(context);
    };
  }

  /// A span of the part, stored or not; one of them for many events.
  private @Nullable SpanRef span(PartId part) {
    return part.direct() || random.nextInt(3) == 0
        ? null
        : new SpanRef(part.hex(), HexFormat.of().toHexDigits(1L + random.nextInt(5)));
  }

  private ChatEvent call(Context context) {
    return new ChatEvent.LlmCall(
        context,
        agent(),
        maybe("openai", "anthropic"),
        model(),
        model(),
        usage(),
        cost(),
        duration(),
        random.nextBoolean() ? duration() : null,
        random.nextBoolean(),
        random.nextInt(5) == 0,
        random.nextInt(5) == 0,
        random.nextBoolean() ? List.of() : List.of("stop", "length"),
        maybe("r1", "r2"),
        failureOfCall());
  }

  @SafeVarargs
  private <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  private @Nullable Long hash() {
    return random.nextBoolean() ? null : (Long) (long) random.nextInt(-2, 3);
  }

  private @Nullable String maybe(String a, String b) {
    return random.nextInt(3) == 0 ? null : of(a, b);
  }

  private @Nullable String agent() {
    return maybe("planner", "writer");
  }

  private @Nullable String model() {
    return maybe("gpt-4o", "claude");
  }

  private @Nullable Failure failureOfCall() {
    Failure failure = failure();
    return failure == null ? null : failure.withRetried(random.nextBoolean());
  }

  private @Nullable Failure failure() {
    return random.nextInt(3) > 0
        ? null
        : new Failure("E" + random.nextInt(3), maybe("no", "bad"), random.nextBoolean());
  }

  private Duration duration() {
    return Duration.ofNanos((long) Math.exp(random.nextDouble() * 28));
  }

  private @Nullable Long count() {
    return random.nextInt(3) == 0 ? null : (Long) (long) random.nextInt(5000);
  }

  private TokenUsage usage() {
    return random.nextInt(4) == 0
        ? TokenUsage.UNKNOWN
        : new TokenUsage(count(), count(), count(), count(), count());
  }

  private Cost cost() {
    return switch (random.nextInt(4)) {
      case 0 -> Cost.UNPRICED;
      case 1 -> Cost.free("local");
      case 2 -> Cost.reported(random.nextLong(1_000_000_000_000_000L));
      default -> Cost.computed(random.nextLong(1_000_000_000L), of(LIST, LATER_LIST));
    };
  }
}
