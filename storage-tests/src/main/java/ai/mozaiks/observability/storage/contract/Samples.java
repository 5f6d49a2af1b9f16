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
import ai.mozaiks.observability.storage.ContentKind;
import ai.mozaiks.observability.storage.ContentTeller;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events and spans to store in tests.
public final class Samples {
  /// A round instant; most samples lie shortly after it.
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  public static final ChatKey CHAT = new ChatKey("shop", "chat-1");

  /// Two-, three- and four-byte characters, quotes, separators, a NUL and line ends.
  static final String AWKWARD = "Zoë 🤖 \uFB01 'x' \"y\" \\ , \u001F \0 \r\n\t %_;--";

  private Samples() {}

  /// The trace with this number.
  public static PartId trace(long number) {
    return PartId.ofTrace(number * 0x9E3779B97F4A7C15L, number);
  }

  static Instant at(double secondsAfterNoon) {
    return NOON.plusNanos(Math.round(secondsAfterNoon * 1e9));
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  static Context context(String id, ChatKey chat, Instant at) {
    return new Context(id, chat, null, null, at, null);
  }

  static Context context(
      String id, ChatKey chat, @Nullable String workflow, @Nullable String user, Instant at) {
    return new Context(id, chat, workflow, user, at, null);
  }

  /// A turn of one second, and nothing else known of it.
  public static ChatEvent turn(String id, ChatKey chat, Instant at) {
    return new ChatEvent.AgentTurn(context(id, chat, at), null, Duration.ofSeconds(1), null);
  }

  /// A turn of an agent.
  static ChatEvent turn(String id, ChatKey chat, Instant at, String agent, Duration duration) {
    return new ChatEvent.AgentTurn(context(id, chat, at), agent, duration, null);
  }

  /// A priced model call of two seconds.
  public static ChatEvent call(String id, ChatKey chat, Instant at, String model, long tokens) {
    return new ChatEvent.LlmCall(
        context(id, chat, at),
        "planner",
        "openai",
        model,
        null,
        TokenUsage.of(tokens, tokens / 2),
        Cost.computed(tokens * 2_500_000, "list"),
        Duration.ofSeconds(2),
        Duration.ofMillis(300),
        true,
        false,
        false,
        List.of("stop"),
        "response-" + id,
        null);
  }

  /// A span of one second.
  public static StoredSpan span(PartId trace, long spanId, Instant start) {
    return span(trace, spanId, start, "chat gpt-4o");
  }

  static StoredSpan span(PartId trace, long spanId, Instant start, String name) {
    long nanos = Nanos.of(start);
    byte[] body = ("body of " + name).getBytes(StandardCharsets.UTF_8);
    return new StoredSpan(trace, spanId, 0, name, nanos, nanos + 1_000_000_000, 3, 1, 7, body);
  }

  /// A message on a span, said when it began. What a log event tells of a span.
  ///
  /// @param number names the event
  static StoredContent contentOfEvent(
      StoredSpan span,
      long number,
      ContentKind kind,
      ContentTeller teller,
      Instant at,
      String text) {
    return new StoredContent(
        span.trace(),
        span.spanId(),
        new RecordId(number, -number),
        0,
        kind,
        teller,
        "shop",
        Nanos.of(at),
        Nanos.of(at),
        "user",
        null,
        false,
        text,
        text.getBytes(StandardCharsets.UTF_8).length);
  }

  public static StoredContent content(StoredSpan span, int position, String text) {
    return new StoredContent(
        span.trace(),
        span.spanId(),
        position,
        ContentKind.INPUT,
        "shop",
        span.startNanos(),
        span.startNanos(),
        "user",
        null,
        false,
        text,
        text.getBytes(StandardCharsets.UTF_8).length);
  }

  /// An event behind a span of a trace.
  public static ChatEvent turnOf(StoredSpan span, ChatKey chat, String agent) {
    SpanRef ref = new SpanRef(span.trace().hex(), HexFormat.of().toHexDigits(span.spanId()));
    Context context =
        new Context(
            ref.spanId() + "/turn", chat, "sales", "ann", Nanos.toInstant(span.startNanos()), ref);
    return new ChatEvent.AgentTurn(context, agent, Duration.ofSeconds(1), null);
  }

  /// A log line of a trace, named by its number.
  public static StoredLog log(long number, Instant at, @Nullable PartId trace) {
    return log(number, at, trace, new LogSubject("shop", null, null, null, null));
  }

  public static StoredLog log(long number, Instant at, @Nullable PartId trace, LogSubject subject) {
    return new StoredLog(
        recordId(number),
        Nanos.of(at),
        0,
        (int) Math.floorMod(number, 25L),
        null,
        null,
        "shop.orders",
        "line " + number,
        false,
        trace,
        trace == null ? 0 : 1,
        subject,
        "{}",
        false,
        7);
  }

  /// A note of a trace.
  public static StoredLog note(long number, Instant at, PartId trace) {
    StoredLog log = log(number, at, trace);
    return new StoredLog(
        log.id(),
        log.timeNanos(),
        log.observedNanos(),
        log.severity(),
        log.severityText(),
        "gen_ai.client.inference.operation.details",
        log.logger(),
        log.body(),
        log.structured(),
        trace,
        log.spanId(),
        log.subject(),
        log.attributes(),
        true,
        log.origin());
  }

  /// The id with this number; in the order of the numbers.
  public static RecordId recordId(long number) {
    return new RecordId(number, number * 0x9E3779B97F4A7C15L);
  }

  public static StoredOrigin origin(long id) {
    return new StoredOrigin(id, ("origin " + id).getBytes(StandardCharsets.UTF_8));
  }

  /// One event of every kind with every optional field absent, and one or more with all present.
  static List<ChatEvent> everyKind(ChatKey chat) {
    List<ChatEvent> events = new ArrayList<>();
    bare(events, chat);
    full(events, chat);
    for (ErrorLevel level : ErrorLevel.values()) {
      Failure failure = new Failure("E-" + level, null, level == ErrorLevel.AGENT);
      events.add(
          new ChatEvent.ErrorOccurred(
              context("error " + level, chat, at(3)), null, level, failure));
    }
    for (ChatStatus status : ChatStatus.values()) {
      if (status != ChatStatus.RUNNING) {
        events.add(
            new ChatEvent.WorkflowEnded(context("end " + status, chat, at(9)), status, null));
      }
    }
    return events;
  }

  private static void bare(List<ChatEvent> events, ChatKey chat) {
    Duration none = Duration.ZERO;
    TokenUsage unknown = TokenUsage.UNKNOWN;
    events.add(new ChatEvent.WorkflowStarted(context("bare start", chat, at(0))));
    events.add(new ChatEvent.AgentTurn(context("bare turn", chat, at(0)), null, none, null));
    events.add(
        new ChatEvent.LlmCall(
            context("bare call", chat, at(0)),
            null,
            null,
            null,
            null,
            unknown,
            Cost.UNPRICED,
            none,
            null,
            false,
            false,
            false,
            List.of(),
            null,
            null));
    events.add(
        new ChatEvent.ToolCall(
            context("bare tool", chat, at(0)), null, null, null, null, none, null));
    events.add(
        new ChatEvent.UsageDelta(
            context("bare delta", chat, at(0)), null, null, unknown, Cost.UNPRICED, false));
    events.add(
        new ChatEvent.UsageSummary(context("bare summary", chat, at(0)), unknown, Cost.UNPRICED));
  }

  private static void full(List<ChatEvent> events, ChatKey chat) {
    TokenUsage usage = new TokenUsage(1L << 40, 20L, 0L, 4L, 5L);
    Failure failure = new Failure("TimeoutError", AWKWARD, true);
    Duration length = seconds(1.234567891);
    events.add(new ChatEvent.WorkflowStarted(fullContext("start", chat), "outer chat"));
    events.add(new ChatEvent.AgentTurn(fullContext("turn", chat), AWKWARD, length, failure));
    events.add(
        new ChatEvent.LlmCall(
            fullContext("call", chat),
            "planner",
            "openai",
            "gpt-4o",
            "gpt-4o-2024-08-06",
            usage,
            Cost.computed(123_456_789_012_345L, "list price, 2026"),
            length,
            seconds(0.000000001),
            true,
            true,
            true,
            List.of("stop", "", "a,b\\", AWKWARD),
            "resp-1",
            failure));
    events.add(
        new ChatEvent.ToolCall(
            fullContext("tool", chat),
            "planner",
            "search",
            "call_1",
            Long.MIN_VALUE,
            length,
            failure));
    events.add(
        new ChatEvent.UsageDelta(
            fullContext("delta", chat), "planner", "gpt-4o", usage, Cost.reported(1), true));
    events.add(
        new ChatEvent.UsageSummary(fullContext("summary", chat), usage, Cost.free("local model")));
    events.add(
        new ChatEvent.ErrorOccurred(
            fullContext("error", chat), "planner", ErrorLevel.LLM, failure));
    events.add(
        new ChatEvent.TraceAttached(
            fullContext("attached", chat), "0123456789abcdef0123456789abcdef"));
    events.add(new ChatEvent.WorkflowEnded(fullContext("end", chat), ChatStatus.FAILED, length));
    events.add(
        new ChatEvent.Superseded(
            new ChatEvent.UsageDelta(
                fullContext("superseded", chat),
                "planner",
                "gpt-4o",
                usage,
                Cost.UNPRICED,
                false)));
  }

  private static Context fullContext(String id, ChatKey chat) {
    SpanRef span = new SpanRef("fedcba9876543210fedcba9876543210", "00f067aa0ba902b7");
    return new Context(id + " " + AWKWARD, chat, AWKWARD, "user " + AWKWARD, at(1), span);
  }
}
