// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.entry.JsonMistake;
import ai.mozaiks.observability.server.normalise.EventIds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One line of the application's log. Its facts stand in `extra`, in `extra.extra`, or beside the
/// message.
///
/// | Message | Event |
/// |---|---|
/// | `workflow_start` | the start |
/// | `agent_turn` | a turn; its tokens repeat those of the calls and are not added |
/// | `realtime_usage_delta` | usage that adds up |
/// | `realtime_session_totals` | a total, kept to compare |
/// | with `event: tool_event`, `action` `complete`, `error`, `validation_failed` | a tool call |
/// | `ag2_runtime_logging_started` | none; says which chat a session is |
///
/// `usage_delta_recorded` and `tool_call` repeat some of these at level DEBUG and are passed over,
/// as all other lines are.
final class ApplicationLogLine {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(200).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(1_000_000_000L);

  /// The topic of the logger, which some lines have where the workflow's name is expected.
  private static final String TOPIC = "performance";

  private final String id;
  private final JsonNode line;

  private ApplicationLogLine(String id, JsonNode line) {
    this.id = id;
    this.line = line;
  }

  /// A session of the runtime log, and what it is called.
  record NamedSession(String id, LogNames.Name name) {}

  /// Reads a line.
  ///
  /// @return empty for a blank one
  static Optional<ApplicationLogLine> read(byte[] line) throws UnreadableLineException {
    String text = new String(line, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.isObject()) {
        throw new UnreadableLineException("no JSON object (expected: one line of a JSON log)");
      }
      return Optional.of(new ApplicationLogLine(Digest.of(text), json));
    } catch (JacksonException e) {
      throw new UnreadableLineException(JsonMistake.of(e));
    }
  }

  boolean isLogLine() {
    boolean hasMessage = line.path("msg").isString() || line.path("message").isString();
    boolean hasLogger = line.path("logger").isString() || line.path("level").isString();
    return hasMessage && hasLogger && !line.has("event_id") && !line.has("resourceSpans");
  }

  /// The first value of these names, wherever facts stand.
  private @Nullable JsonNode find(String... names) {
    JsonNode extra = line.path("extra");
    for (JsonNode place : List.of(extra.path("extra"), extra, line)) {
      for (String name : names) {
        JsonNode value = place.path(name);
        if (!value.isMissingNode() && !value.isNull()) {
          return value;
        }
      }
    }
    return null;
  }

  private @Nullable String text(String... names) {
    JsonNode value = find(names);
    if (value == null || !(value.isString() || value.isNumber())) {
      return null;
    }
    String text = value.asString();
    return text.isEmpty() ? null : text;
  }

  private String message() {
    JsonNode message = line.path("msg");
    return (message.isMissingNode() ? line.path("message") : message).asString("");
  }

  /// The app that the line names; null if it names none.
  @Nullable String app() {
    return text("app_id", "appId", "AppId", "enterprise_id");
  }

  private @Nullable String workflow() {
    String workflow = text("workflow");
    String name = workflow == null ? text("workflow_name") : workflow;
    return TOPIC.equals(name) ? null : name;
  }

  /// The chat that the line names; null if it names none.
  @Nullable String chat() {
    return text("chat_id");
  }

  /// When the line was written; null if it does not say.
  @Nullable Instant written() {
    return LogTimes.read(lineText("ts", "timestamp", "@timestamp"));
  }

  /// The session of the runtime log that the line names.
  Optional<NamedSession> session() {
    String session = text("session_id");
    String chat = chat();
    boolean says = message().equals("ag2_runtime_logging_started");
    return !says || session == null || chat == null
        ? Optional.empty()
        : Optional.of(new NamedSession(session, new LogNames.Name(app(), workflow(), chat)));
  }

  /// The event it tells of; empty if none.
  ///
  /// @param names those of the operator, for what the line leaves out
  Optional<ChatEvent> event(LogNames names) throws UnreadableLineException {
    Kind kind = kind();
    if (kind == null) {
      return Optional.empty();
    }
    Instant ended = written();
    if (ended == null) {
      throw new UnreadableLineException("ts: absent or no time (expected: ISO-8601)");
    }
    return Optional.of(event(kind, names, ended));
  }

  private @Nullable String lineText(String... names) {
    for (String name : names) {
      if (line.path(name).isString()) {
        return line.path(name).asString();
      }
    }
    return null;
  }

  private enum Kind {
    START,
    TURN,
    DELTA,
    TOTALS,
    TOOL
  }

  private @Nullable Kind kind() {
    if ("tool_event".equals(text("event"))) {
      String action = text("action");
      return "complete".equals(action)
              || "error".equals(action)
              || "validation_failed".equals(action)
          ? Kind.TOOL
          : null;
    }
    return switch (message()) {
      case "workflow_start" -> Kind.START;
      case "agent_turn" -> Kind.TURN;
      case "realtime_usage_delta" -> Kind.DELTA;
      case "realtime_session_totals" -> Kind.TOTALS;
      default -> null;
    };
  }

  private ChatEvent event(Kind kind, LogNames names, Instant ended) throws UnreadableLineException {
    return switch (kind) {
      case START -> new ChatEvent.WorkflowStarted(context(names, ended));
      case TURN -> {
        Duration duration = duration();
        yield new ChatEvent.AgentTurn(
            context(names, began(ended, duration)), agent(), duration, null);
      }
      case DELTA ->
          new ChatEvent.UsageDelta(
              context(names, ended),
              agent(),
              text("model", "model_name"),
              usage(),
              cost("cost", "cost_usd"),
              RuntimeLogLine.isTrue(flag("cached")));
      case TOTALS ->
          new ChatEvent.UsageSummary(
              context(names, ended), usage(), cost("total_cost", "cost", "cost_usd"));
      case TOOL -> {
        Duration duration = duration();
        yield new ChatEvent.ToolCall(
            context(names, began(ended, duration)),
            agent(),
            text("tool_name", "tool"),
            text("tool_call_id"),
            null,
            duration,
            toolFailure());
      }
    };
  }

  private ChatEvent.Context context(LogNames names, Instant at) throws UnreadableLineException {
    String chat = chat();
    if (chat == null) {
      throw new UnreadableLineException("chat_id: absent or empty (expected: the chat's id)");
    }
    String app = app();
    String workflow = workflow();
    return new ChatEvent.Context(
        EventIds.APPLICATION_LOG + id,
        new ChatKey(app == null ? names.appOf(chat) : app, chat),
        workflow == null ? names.workflow(null) : workflow,
        text("user_id"),
        at,
        null);
  }

  private static Instant began(Instant ended, @Nullable Duration duration) {
    Instant began = duration == null ? ended : ended.minus(duration);
    return began.isBefore(Instant.EPOCH) ? Instant.EPOCH : began;
  }

  private @Nullable String agent() {
    return text("agent_name", "agent");
  }

  private @Nullable String flag(String name) {
    JsonNode value = find(name);
    return value == null ? null : value.asString("");
  }

  private @Nullable BigDecimal number(String... names) {
    BigDecimal number = RuntimeLogLine.dollars(text(names));
    return number == null || number.scale() > 1_000 ? null : number;
  }

  private @Nullable Duration duration() {
    BigDecimal seconds = number("duration_sec", "duration_seconds");
    BigDecimal millis = seconds == null ? number("duration_ms") : null;
    BigDecimal length = millis == null ? seconds : millis.movePointLeft(3);
    if (length == null || length.compareTo(MOST_SECONDS) > 0) {
      return null;
    }
    return Duration.ofNanos(
        length.movePointRight(9).setScale(0, RoundingMode.HALF_EVEN).longValueExact());
  }

  private TokenUsage usage() {
    return new TokenUsage(
        count("prompt_tokens"),
        count("completion_tokens"),
        count("cached_read_tokens"),
        count("cache_write_tokens"),
        count("reasoning_tokens"));
  }

  private @Nullable Long count(String name) {
    BigDecimal number = number(name);
    if (number == null
        || number.compareTo(BigDecimal.valueOf(TokenUsage.MAX_CREDIBLE)) > 0
        || number.stripTrailingZeros().scale() > 0) {
      return null;
    }
    return number.longValueExact();
  }

  private Cost cost(String... names) {
    BigDecimal dollars = number(names);
    Long pico = dollars == null || dollars.signum() == 0 ? null : Usd.toPico(dollars);
    return pico == null ? Cost.UNPRICED : Cost.reported(pico);
  }

  private @Nullable Failure toolFailure() {
    String action = text("action");
    String type = text("error_type");
    if ("complete".equals(action) && !"error".equals(text("status"))) {
      return null;
    }
    String fallback = "validation_failed".equals(action) ? "validation_failed" : Failure.OTHER;
    return Failure.of(type == null ? fallback : type, null);
  }
}
