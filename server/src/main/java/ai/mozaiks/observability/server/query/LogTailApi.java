// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.EventStream;
import ai.mozaiks.observability.server.http.Followers;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.tail.LogTail;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.StoredLog;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `GET /api/logs/tail`: log records as they are stored, as server-sent events. A follower's thread
/// looks at the records and writes to it; whoever stores them knows nothing of followers.
/// Thread-safe.
public final class LogTailApi {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int AT_ONCE = 500;

  private final LogTail tail;
  private final LogParameters parameters;
  private final Function<String, List<ChatSnapshot>> chatsById;
  private final String run;
  private final Duration heartbeat;
  private final Followers followers;

  /// @param chatsById the chats with an id, also with one that they had before
  /// @param run what no other process that served this data called itself; letters and digits
  /// @param heartbeat how often to show a follower without news that the connection stands
  public LogTailApi(
      LogTail tail,
      Function<String, List<ChatSnapshot>> chatsById,
      String run,
      Duration heartbeat) {
    this.tail = tail;
    this.parameters = new LogParameters(chatsById);
    this.chatsById = chatsById;
    this.run = run;
    this.heartbeat = heartbeat;
    this.followers = new Followers("the logs", heartbeat);
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/logs/tail", this::follow);
  }

  private Answer follow(Request request) throws Refusal {
    LogParameters.allow(request);
    LogFilter filter = parameters.filter(request);
    Long resumed = resumed(request.header("Last-Event-ID"));
    boolean lost = request.header("Last-Event-ID") != null && resumed == null;
    long from = resumed == null ? tail.next() : resumed;
    return followers.answer(request, out -> new Following(filter, from).tell(out, lost));
  }

  /// The number after the event that a follower saw last; null if it saw none, or one of another
  /// process.
  private @Nullable Long resumed(@Nullable String lastEventId) {
    if (lastEventId == null || !lastEventId.matches("[0-9a-z]+-\\d{1,18}")) {
      return null;
    }
    int dash = lastEventId.indexOf('-');
    long number = Long.parseLong(lastEventId.substring(dash + 1)) + 1;
    return lastEventId.substring(0, dash).equals(run) && number <= tail.next()
        ? (Long) number
        : null;
  }

  /// One follower, on its own thread.
  private final class Following {
    private final LogFilter filter;
    private Set<String> traces = Set.of();
    private long tracesAskedAt;
    private long place;

    Following(LogFilter filter, long from) {
      this.filter = filter;
      this.place = from;
    }

    /// @param lost whether nobody knows what came since the follower was here last
    void tell(EventStream out, boolean lost) throws IOException, InterruptedException {
      if (lost) {
        passed(out, "null");
      }
      out.send();
      while (true) {
        LogTail.Slice slice = tail.take(place, AT_ONCE, heartbeat);
        if (slice.passed() > 0) {
          passed(out, Long.toString(slice.passed()));
        }
        tell(out, slice);
        out.send();
        place = slice.next();
        if (slice.closed()) {
          return;
        }
      }
    }

    private void tell(EventStream out, LogTail.Slice slice) throws IOException {
      for (int i = 0; i < slice.logs().size(); i++) {
        StoredLog log = slice.logs().get(i);
        if (filter.matches(log, traces())) {
          out.event(run + "-" + (slice.from() + i), "log", json(log));
        }
      }
    }

    /// The traces of the chat that is followed, which gets new ones as it goes on.
    private Set<String> traces() {
      LogFilter.OfChat chat = filter.chat();
      if (chat == null) {
        return traces;
      }
      long now = System.nanoTime();
      if (tracesAskedAt == 0 || now - tracesAskedAt > Duration.ofSeconds(1).toNanos()) {
        tracesAskedAt = now;
        Set<String> found = new HashSet<>();
        for (ChatSnapshot each : chatsById.apply(chat.chatId())) {
          if (filter.app() == null || filter.app().equals(each.key().app())) {
            found.addAll(each.summary().traceIds());
          }
        }
        traces = found;
      }
      return traces;
    }

    private static void passed(EventStream out, String records) throws IOException {
      out.event("dropped", "{\"records\":" + records + "}");
    }
  }

  private static String json(StoredLog log) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      LogJson.write(json, log);
    }
    return text.toString();
  }
}
