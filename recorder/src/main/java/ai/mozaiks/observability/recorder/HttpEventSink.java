// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import ai.mozaiks.observability.recorder.http.RetryAfter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Sends events to a server's `POST /api/events`, as gzipped lines of JSON, from a thread of its
/// own. What is not answered with 2xx is sent again, after a growing pause or the one that the
/// server asks for (`Retry-After`); the server tells repetitions by the events' ids. Answers that
/// no repetition will change (4xx other than 408 and 429) drop the batch.
///
/// [#accept] never waits: when the queue is full, the new events are dropped and counted. The first
/// failure of a kind is logged, the others are only counted.
///
/// Thread-safe. [#close] it at the end, or let the [PerformanceManager] that it belongs to do so.
public final class HttpEventSink implements EventSink {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int TOO_LARGE = 413;
  private static final long INTERRUPTED_MILLIS = 1_000;

  private final URI uri;
  private final Map<String, String> headers;
  private final Duration requestTimeout;
  private final Duration firstPause;
  private final Duration closeTimeout;
  private final HttpClient client;
  private final EventQueue queue;
  private final Thread thread;
  private final LongAdder sent = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final FailureLog refusals =
      new FailureLog(HttpEventSink.class, Level.WARNING, "Events could not be sent");
  private final FailureLog rejections =
      new FailureLog(HttpEventSink.class, Level.WARNING, "The server refused events for good");
  private final FailureLog failures =
      new FailureLog(HttpEventSink.class, Level.WARNING, "Events were lost to a defect");

  private HttpEventSink(Builder builder) {
    uri = builder.uri;
    headers = Map.copyOf(builder.headers);
    requestTimeout = builder.requestTimeout;
    firstPause = builder.firstPause;
    closeTimeout = builder.closeTimeout;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(builder.requestTimeout)
            .build();
    queue = new EventQueue(builder.queueCapacity);
    thread = new Thread(this::run, "mozaiks-event-sink");
    thread.setDaemon(true);
  }

  /// Starts from a server's address.
  ///
  /// @param server for example `http://localhost:8000`; `/api/events` is added
  /// @throws IllegalArgumentException if it is not an http or https address
  public static Builder builder(URI server) {
    return new Builder(server);
  }

  /// Queues events; drops and counts those for which there is no room, all of them once closed.
  @Override
  public void accept(List<ChatEvent> events) {
    dropped.add(queue.offer(events));
  }

  /// Events that the server has taken.
  public long sent() {
    return sent.sum();
  }

  /// Events given up: no room in the queue, refused by the server, or left over at the end.
  @Override
  public long dropped() {
    return dropped.sum();
  }

  /// How often sending failed in a way that nobody foresaw; each one is a defect, and its events
  /// count as dropped.
  public long failures() {
    return failures.count();
  }

  /// Sends what is queued, for as long as the close time-out allows; the rest is dropped and
  /// counted. Takes at most a second longer than that. An interrupt ends the waiting.
  @Override
  public void close() {
    queue.end(closeTimeout);
    try {
      thread.join(closeTimeout.toMillis() + 1);
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(INTERRUPTED_MILLIS);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    dropped.add(queue.discard());
  }

  private void run() {
    try {
      for (List<ChatEvent> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
        ArrayDeque<List<ChatEvent>> parts = new ArrayDeque<>(List.of(batch));
        while (!parts.isEmpty()) {
          attempt(parts.remove(), parts);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by close, whose time is up
    }
  }

  // One batch that cannot be sent must not keep the others from it, nor end the thread.
  private void attempt(List<ChatEvent> part, ArrayDeque<List<ChatEvent>> rest)
      throws InterruptedException {
    try {
      deliver(part, rest);
    } catch (RuntimeException | Error unexpected) {
      dropped.add(part.size());
      failures.add(unexpected);
    } catch (InterruptedException e) {
      dropped.add(part.size());
      rest.forEach(waiting -> dropped.add(waiting.size()));
      throw e;
    }
  }

  /// Sends a part, gives it up, or cuts it in two and puts these first.
  private void deliver(List<ChatEvent> part, ArrayDeque<List<ChatEvent>> rest)
      throws InterruptedException {
    byte[] body = body(part);
    Duration pause = firstPause;
    while (true) {
      HttpResponse<BatchAnswer> response = send(body);
      int status = response == null ? 0 : response.statusCode();
      if (response != null && status / 100 == 2) {
        taken(part.size(), response.body());
        return;
      }
      if (status == TOO_LARGE && part.size() > 1) {
        rest.addFirst(part.subList(part.size() / 2, part.size()));
        rest.addFirst(part.subList(0, part.size() / 2));
        return;
      }
      if (response != null && !mayChange(status)) {
        String reason = response.body().reason();
        refusals.add(
            new IOException(
                "the server answers " + status + (reason == null ? "" : ": " + reason)));
        dropped.add(part.size());
        return;
      }
      Duration asked = response == null ? null : RetryAfter.of(response.headers(), Instant.now());
      // A server that says "at once" again and again would be asked in a tight loop.
      if (!queue.pause(asked == null || asked.isZero() ? jittered(pause) : asked)) {
        dropped.add(part.size()); // closing, and the time is up
        return;
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  /// Of a batch that was taken, single events may have been refused.
  private void taken(int events, BatchAnswer answer) {
    int rejected = Math.min(events, answer.rejected());
    sent.add(events - rejected);
    if (rejected > 0) {
      dropped.add(rejected);
      rejections.add(
          new IOException(rejected + " of " + events + " events, the first: " + answer.reason()));
    }
  }

  private static boolean mayChange(int status) {
    return status == 0 || status == 408 || status == 429 || status >= 500;
  }

  private @Nullable HttpResponse<BatchAnswer> send(byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(requestTimeout)
            .header("Content-Type", "application/x-ndjson")
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    try {
      return client.send(request.build(), info -> BatchAnswer.subscriber());
    } catch (IOException e) {
      refusals.add(e);
      return null;
    }
  }

  private static byte[] body(List<ChatEvent> batch) {
    StringBuilder lines = new StringBuilder(320 * batch.size());
    for (ChatEvent event : batch) {
      EventJson.write(event, lines);
      lines.append('\n');
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * batch.size() + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return bytes.toByteArray();
  }

  // Half to the whole of the pause, so that many senders do not come back at once.
  private static Duration jittered(Duration pause) {
    long nanos = pause.toNanos();
    return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
  }

  /// Sets up a sink. Wrong settings throw at once: an [IllegalArgumentException] that names the
  /// setting, the value and what was expected.
  public static final class Builder {
    private final URI uri;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration firstPause = Duration.ofMillis(500);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private int queueCapacity = 100_000;

    private Builder(URI server) {
      String scheme = server.getScheme();
      if (server.getHost() == null
          || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
        throw new IllegalArgumentException(
            "server: " + server + " (expected: an address such as http://localhost:8000)");
      }
      String address = server.toString();
      uri = URI.create(address + (address.endsWith("/") ? "" : "/") + "api/events");
    }

    /// Adds a header to every request, for example `Authorization`.
    public Builder header(String name, String value) {
      HttpRequest.newBuilder(uri).header(name, value); // throws on what HTTP does not allow
      headers.put(name, value);
      return this;
    }

    /// How long to wait for a connection, and for an answer. Ten seconds unless set.
    public Builder requestTimeout(Duration requestTimeout) {
      this.requestTimeout = positive(requestTimeout, "requestTimeout");
      return this;
    }

    /// The pause before the first repetition; each further one is twice as long, up to half a
    /// minute. Half a second unless set.
    public Builder firstPause(Duration firstPause) {
      this.firstPause = positive(firstPause, "firstPause");
      return this;
    }

    /// How long [HttpEventSink#close] goes on sending. Five seconds unless set.
    public Builder closeTimeout(Duration closeTimeout) {
      this.closeTimeout = positive(closeTimeout, "closeTimeout");
      return this;
    }

    /// How many events may be queued, `>= 1`. 100,000 unless set.
    public Builder queueCapacity(int events) {
      if (events < 1) {
        throw new IllegalArgumentException("queueCapacity: " + events + " (expected: >= 1)");
      }
      this.queueCapacity = events;
      return this;
    }

    /// A sink that sends.
    public HttpEventSink start() {
      HttpEventSink sink = new HttpEventSink(this);
      sink.thread.start();
      return sink;
    }

    private static Duration positive(Duration value, String name) {
      Objects.requireNonNull(value, name);
      if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: > 0, at most a day)");
      }
      return value;
    }
  }
}
