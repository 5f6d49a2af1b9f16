// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Clients that follow something as server-sent events: so many at once, each on the thread of its
/// request. Thread-safe.
public final class Followers {
  private static final int MOST = 64;
  private static final Duration LATER = Duration.ofSeconds(30);

  private final String what;
  private final Duration heartbeat;
  private final Semaphore free = new Semaphore(MOST);

  /// What a follower is told.
  @FunctionalInterface
  public interface Story {

    /// Tells it to its end, or until the client is gone.
    void tell(EventStream events) throws IOException, InterruptedException;
  }

  /// @param what they follow, for the refusal: `the logs`
  /// @param heartbeat how often to show a follower without news that the connection stands
  public Followers(String what, Duration heartbeat) {
    this.what = what;
    this.heartbeat = heartbeat;
  }

  /// The answer to one more.
  ///
  /// @throws Refusal 503 when there are too many
  public Answer answer(Request request, Story story) throws Refusal {
    boolean head = request.method().equals("HEAD"); // has no content
    if (!head && !free.tryAcquire()) {
      throw Refusal.later(MOST + " clients follow " + what + " already (expected: fewer)", LATER);
    }
    return Answer.stream(
            200,
            "text/event-stream",
            out -> {
              try {
                tell(story, out);
              } finally {
                free.release();
              }
            })
        .withHeaders(Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no"));
  }

  private void tell(Story story, OutputStream out) throws IOException {
    EventStream events = new EventStream(out, heartbeat);
    try {
      events.open();
      story.tell(events);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
