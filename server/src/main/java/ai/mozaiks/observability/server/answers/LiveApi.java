// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.EventStream;
import ai.mozaiks.observability.server.http.Followers;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.live.Happenings;
import ai.mozaiks.observability.server.tally.TallyJson;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/live`: what runs and what happens, as server-sent events: a `snapshot` every second,
/// `happened` for each turn, call, error, start and end, and `missed` for those that came too fast.
/// All followers share one snapshot. Thread-safe.
public final class LiveApi {
  private static final int MOST_CHATS = 200;
  private static final int AT_ONCE = 100;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LiveView chats;
  private final StorageReader store;
  private final Happenings happenings;
  private final InstantSource clock;
  private final Followers followers = new Followers("what is live", EVERY);
  private @Nullable String snapshot; // guarded by this
  private Instant snapshotAt = Instant.MIN; // guarded by this

  /// @param store questions on behalf of others
  public LiveApi(LiveView chats, StorageReader store, Happenings happenings, InstantSource clock) {
    this.chats = chats;
    this.store = store;
    this.happenings = happenings;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/live", this::follow);
  }

  private Answer follow(Request request) throws Refusal {
    request.allowParameters();
    return followers.answer(request, this::tell);
  }

  private void tell(EventStream out) throws IOException, InterruptedException {
    long place = happenings.follow();
    try {
      long toldAt = System.nanoTime() - EVERY.toNanos();
      while (true) {
        if (System.nanoTime() - toldAt >= EVERY.toNanos()) {
          toldAt = System.nanoTime();
          out.event("snapshot", snapshot());
          out.send();
        }
        Happenings.Slice slice = happenings.take(place, AT_ONCE, PAUSE);
        if (slice.passed() > 0) {
          out.event("missed", "{\"events\":" + slice.passed() + "}");
        }
        for (ChatEvent event : slice.events()) {
          out.event("happened", ChatJson.JSON.writeValueAsString(happened(event)));
        }
        out.send();
        place = slice.next();
        if (slice.closed()) {
          return;
        }
        if (!slice.events().isEmpty()) {
          Thread.sleep(PAUSE); // so that a flood is told in part, not in full
        }
      }
    } finally {
      happenings.leave();
    }
  }

  private synchronized String snapshot() {
    Instant now = clock.instant();
    String known = snapshot;
    if (known == null || Duration.between(snapshotAt, now).abs().compareTo(EVERY) >= 0) {
      known = written(now);
      snapshot = known;
      snapshotAt = now;
    }
    return known;
  }

  private String written(Instant now) {
    LiveView.ActiveRuns runs = chats.activeRuns(MOST_CHATS);
    ObjectNode body = ChatJson.JSON.createObjectNode();
    body.put("at", now.toString());
    body.put("active_runs", runs.count());
    ArrayNode array = body.putArray("chats");
    for (ChatSnapshot chat : runs.chats()) {
      array.add(ChatJson.listed(chat, chats.flags(chat)));
    }
    Tally minute = minute(now);
    if (minute == null) {
      body.putNull("last_minute");
    } else {
      TallyJson.put(body.putObject("last_minute"), minute);
    }
    return ChatJson.JSON.writeValueAsString(body);
  }

  /// What began within the last minute; null while the store cannot say.
  private @Nullable Tally minute(Instant now) {
    try {
      List<SeriesPoint> points =
          store.series(new SeriesQuery(now.minus(MINUTE), now, MINUTE, List.of(), Map.of()));
      Tally sum = new Tally();
      points.forEach(point -> sum.add(point.tally()));
      return sum;
    } catch (StorageException e) {
      return null;
    }
  }

  private static ObjectNode happened(ChatEvent event) {
    ObjectNode node = ChatJson.JSON.createObjectNode();
    node.put("event_id", event.id());
    node.put("type", type(event));
    node.put("at", event.endedAt().toString());
    node.put("chat_id", event.chat().chatId());
    node.put("app_id", event.chat().app());
    node.put("workflow_name", event.context().workflow());
    node.put("agent_name", agent(event));
    node.put("model", event instanceof ChatEvent.LlmCall call ? call.model() : null);
    node.put("tool_name", event instanceof ChatEvent.ToolCall call ? call.tool() : null);
    Duration duration = event.duration();
    node.put("duration_sec", duration == null ? null : ChatJson.seconds(duration));
    node.put("cost", event instanceof ChatEvent.LlmCall call ? usd(call.cost()) : null);
    Failure failure = failure(event);
    node.put("error", failure == null ? null : failure.type());
    return node;
  }

  private static @Nullable BigDecimal usd(Cost cost) {
    Long pico = cost.picoUsd();
    return pico == null ? null : Usd.toDecimal(pico);
  }

  private static String type(ChatEvent event) {
    return switch (event) {
      case ChatEvent.WorkflowStarted _ -> "workflow_start";
      case ChatEvent.AgentTurn _ -> "agent_turn";
      case ChatEvent.LlmCall _ -> "llm_call";
      case ChatEvent.ToolCall _ -> "tool_call";
      case ChatEvent.UsageDelta _ -> "usage_delta";
      case ChatEvent.UsageSummary _ -> "usage_summary";
      case ChatEvent.ErrorOccurred _ -> "error";
      case ChatEvent.TraceAttached _ -> "trace_attached";
      case ChatEvent.Superseded _ -> "superseded";
      case ChatEvent.WorkflowEnded _ -> "workflow_end";
    };
  }

  private static @Nullable String agent(ChatEvent event) {
    return switch (event) {
      case ChatEvent.AgentTurn turn -> turn.agent();
      case ChatEvent.LlmCall call -> call.agent();
      case ChatEvent.ToolCall call -> call.agent();
      case ChatEvent.ErrorOccurred error -> error.agent();
      case ChatEvent.UsageDelta delta -> delta.agent();
      case ChatEvent.WorkflowStarted _ -> null;
      case ChatEvent.UsageSummary _ -> null;
      case ChatEvent.TraceAttached _ -> null;
      case ChatEvent.Superseded _ -> null;
      case ChatEvent.WorkflowEnded _ -> null;
    };
  }

  private static @Nullable Failure failure(ChatEvent event) {
    return switch (event) {
      case ChatEvent.AgentTurn turn -> turn.failure();
      case ChatEvent.LlmCall call -> call.failure();
      case ChatEvent.ToolCall call -> call.failure();
      case ChatEvent.ErrorOccurred error -> error.failure();
      case ChatEvent.UsageDelta _ -> null;
      case ChatEvent.WorkflowStarted _ -> null;
      case ChatEvent.UsageSummary _ -> null;
      case ChatEvent.TraceAttached _ -> null;
      case ChatEvent.Superseded _ -> null;
      case ChatEvent.WorkflowEnded _ -> null;
    };
  }
}
