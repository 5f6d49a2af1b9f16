// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.engine.AlertJson;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.EventStream;
import ai.mozaiks.observability.server.http.Followers;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/alerts/feed`: alerts as they come into another state, as server-sent events. The id of
/// an event is that of its entry in the history, so that whoever comes again misses nothing, also
/// after a restart. Thread-safe.
public final class AlertFeedApi implements AutoCloseable {
  private static final int AT_ONCE = 500;
  private static final long LOOK_MILLIS = 500;

  private final AlertBook book;
  private final Followers followers;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param heartbeat how often to show a follower without news that the connection stands
  public AlertFeedApi(AlertBook book, Duration heartbeat) {
    this.book = book;
    this.followers = new Followers("the alerts", heartbeat);
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/alerts/feed", this::follow);
  }

  private Answer follow(Request request) throws Refusal {
    request.allowParameters();
    Long resumed = resumed(request.header("Last-Event-ID"));
    return followers.answer(request, out -> tell(out, resumed == null ? book.latest() : resumed));
  }

  private static @Nullable Long resumed(@Nullable String lastEventId) {
    return lastEventId != null && lastEventId.matches("\\d{1,18}")
        ? (Long) Long.parseLong(lastEventId)
        : null;
  }

  private void tell(EventStream out, long from) throws IOException, InterruptedException {
    long after = from;
    while (awaitNews()) {
      for (AlertBook.Entry entry : book.since(after, AT_ONCE)) {
        ObjectNode json = AlertJson.write(entry.alert());
        json.put("at", entry.at().toString());
        json.put("state", entry.state());
        out.event(Long.toString(entry.id()), "alert", json.toString());
        after = entry.id();
      }
      out.send();
    }
  }

  /// Waits until it is time to look for news.
  ///
  /// @return false when it is over
  private boolean awaitNews() throws InterruptedException {
    return !closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Sends all followers away.
  @Override
  public void close() {
    closed.countDown();
  }
}
