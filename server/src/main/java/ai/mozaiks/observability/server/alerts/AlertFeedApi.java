// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.engine.AlertJson;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/alerts/feed`: alerts as they come into another state, as server-sent events. The id of
/// an event is that of its entry in the history, so that whoever comes again misses nothing, also
/// after a restart. Thread-safe.
public final class AlertFeedApi implements AutoCloseable {
  private static final int MAX_FOLLOWERS = 64;
  private static final int AT_ONCE = 500;
  private static final long LOOK_MILLIS = 500;

  private final AlertBook book;
  private final Duration heartbeat;
  private final Semaphore followers = new Semaphore(MAX_FOLLOWERS);
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param heartbeat how often to show a follower without news that the connection stands
  public AlertFeedApi(AlertBook book, Duration heartbeat) {
    this.book = book;
    this.heartbeat = heartbeat;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/alerts/feed", this::follow);
  }

  private Answer follow(Request request) throws Refusal {
    request.allowParameters();
    Long resumed = resumed(request.header("Last-Event-ID"));
    boolean head = request.method().equals("HEAD");
    if (!head && !followers.tryAcquire()) {
      throw Refusal.later(
          MAX_FOLLOWERS + " clients follow the alerts already (expected: fewer)",
          Duration.ofSeconds(30));
    }
    return Answer.stream(
            200,
            "text/event-stream",
            out -> {
              try {
                writeTo(out, resumed == null ? book.latest() : resumed);
              } finally {
                followers.release();
              }
            })
        .withHeaders(Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no"));
  }

  private static @Nullable Long resumed(@Nullable String lastEventId) {
    return lastEventId != null && lastEventId.matches("\\d{1,18}")
        ? (Long) Long.parseLong(lastEventId)
        : null;
  }

  private void writeTo(OutputStream out, long from) throws IOException {
    write(out, ": following\n\n");
    out.flush();
    long after = from;
    long toldAt = System.nanoTime();
    try {
      while (awaitNews()) {
        List<AlertBook.Entry> entries = book.since(after, AT_ONCE);
        for (AlertBook.Entry entry : entries) {
          ObjectNode json = AlertJson.write(entry.alert());
          json.put("at", entry.at().toString());
          json.put("state", entry.state());
          write(out, "id: %d\nevent: alert\ndata: %s\n\n".formatted(entry.id(), json));
          after = entry.id();
        }
        boolean silent = System.nanoTime() - toldAt >= heartbeat.toNanos();
        if (silent && entries.isEmpty()) {
          write(out, ": \n\n");
        }
        if (silent || !entries.isEmpty()) {
          out.flush();
          toldAt = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until it is time to look for news.
  ///
  /// @return false when it is over
  private boolean awaitNews() throws InterruptedException {
    return !closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends all followers away.
  @Override
  public void close() {
    closed.countDown();
  }
}
