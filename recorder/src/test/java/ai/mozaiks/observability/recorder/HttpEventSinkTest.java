// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpEventSinkTest {

  private record Received(String path, String contentType, String token, List<String> lines) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private final HttpServer server = newServer();
  private volatile String answerBody = "";

  private static HttpServer newServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void startServer() {
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body;
    try (GZIPInputStream gzip = new GZIPInputStream(exchange.getRequestBody())) {
      body = new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
    Integer next = answers.poll();
    int status = next == null ? 200 : next;
    received.add(
        new Received(
            exchange.getRequestURI().getPath(),
            String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
            body.lines().toList()));
    if (status == 503) {
      exchange.getResponseHeaders().set("Retry-After", "0");
    }
    byte[] said = answerBody.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
    exchange.getResponseBody().write(said);
    exchange.close();
  }

  private HttpEventSink.Builder builder() {
    return HttpEventSink.builder(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
        .firstPause(Duration.ofMillis(1));
  }

  private static List<ChatEvent> events(int count) {
    return IntStream.range(0, count)
        .<ChatEvent>mapToObj(i ->
            new ChatEvent.WorkflowStarted(
                new ChatEvent.Context(
                    "e" + i, new ChatKey("a", "c"), null, null, Instant.EPOCH, null)))
        .toList();
  }

  private Received next() throws InterruptedException {
    Received next = received.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("request within 30 s").isNotNull();
    return next;
  }

  @Test
  void postsLinesOfJson() throws InterruptedException {
    HttpEventSink sink = builder().header("Authorization", "Bearer t").start();
    List<ChatEvent> events = events(3);
    sink.accept(events);

    Received request = next();
    sink.close();

    assertThat(request.path()).isEqualTo("/api/events");
    assertThat(request.contentType()).isEqualTo("application/x-ndjson");
    assertThat(request.token()).isEqualTo("Bearer t");
    assertThat(request.lines())
        .containsExactlyElementsOf(events.stream().map(EventJson::write).toList());
    assertThat(sink.sent()).isEqualTo(3);
    assertThat(sink.dropped()).isZero();
  }

  @Test
  void sendsTheSameAgain_untilTheServerTakesIt() throws InterruptedException {
    answers.addAll(List.of(503, 500, 429));
    HttpEventSink sink = builder().start();
    sink.accept(events(2));

    List<String> first = next().lines();
    for (int i = 0; i < 3; i++) {
      assertThat(next().lines()).isEqualTo(first);
    }
    sink.close();
    assertThat(sink.sent()).isEqualTo(2);
    assertThat(received).isEmpty();
  }

  @Test
  void dropsWhatTheServerRefuses() throws InterruptedException {
    answers.add(400);
    HttpEventSink sink = builder().start();
    sink.accept(events(2));
    next();
    sink.accept(events(1));
    next();
    sink.close();

    assertThat(sink.dropped()).isEqualTo(2);
    assertThat(sink.sent()).isEqualTo(1);
  }

  @Test
  void countsWhatTheServerRejectsOfABatch_asDropped() throws InterruptedException {
    answerBody =
        "{\"accepted\":2,\"rejected\":3,\"errors\":[{\"line\":1,\"reason\":\"a \\\"b\\\"\"}"
            + ",{\"line\":2,\"reason\":\"c\"}".repeat(2_000)
            + "]}";
    HttpEventSink sink = builder().start();
    PerformanceManager recorder = PerformanceManager.builder().sink(sink).build();
    sink.accept(events(5));
    next();
    recorder.close();

    assertThat(sink.sent()).isEqualTo(2);
    assertThat(sink.dropped()).isEqualTo(3);
    assertThat(recorder.counts().droppedEvents()).isEqualTo(3);
    assertThat(BatchAnswer.of(answerBody)).isEqualTo(new BatchAnswer(3, "a \\\"b\\\""));
    assertThat(BatchAnswer.of("<html>")).isEqualTo(new BatchAnswer(0, null));
  }

  @Test
  void cutsInTwo_whatIsTooLarge() throws InterruptedException {
    answers.addAll(List.of(413, 413));
    HttpEventSink sink = builder().start();
    sink.accept(events(4));

    assertThat(next().lines()).hasSize(4);
    assertThat(next().lines()).hasSize(2);
    assertThat(next().lines()).hasSize(1);
    assertThat(next().lines()).hasSize(1);
    assertThat(next().lines()).hasSize(2);
    sink.close();
    assertThat(sink.sent()).isEqualTo(4);
  }

  @Test
  void dropsWhatFindsNoRoom_andWhatIsLeftAtTheEnd() {
    int port = server.getAddress().getPort();
    server.stop(0); // nobody listens
    HttpEventSink sink =
        HttpEventSink.builder(URI.create("http://127.0.0.1:" + port + "/"))
            .queueCapacity(5)
            .firstPause(Duration.ofHours(1))
            .closeTimeout(Duration.ofMillis(50))
            .start();
    sink.accept(events(9));
    sink.close();
    sink.accept(events(1));

    assertThat(sink.dropped()).isEqualTo(10);
    assertThat(sink.sent()).isZero();
  }

  @SuppressWarnings("NullAway") // no level: cannot be written as JSON
  private static ChatEvent unwritable() {
    return new ChatEvent.ErrorOccurred(
        events(1).get(0).context(), null, null, Failure.of("x", null));
  }

  @Test
  void goesOnSending_whenABatchFailsUnexpectedly() throws InterruptedException {
    HttpEventSink sink = builder().start();
    sink.accept(List.of(unwritable(), unwritable()));
    while (sink.failures() == 0) { // else the sender may take both batches at once
      Thread.onSpinWait();
    }
    sink.accept(events(3));

    assertThat(next().lines()).hasSize(3);
    sink.close();
    assertThat(sink.sent()).isEqualTo(3);
    assertThat(sink.dropped()).isEqualTo(2);
    assertThat(sink.failures()).isEqualTo(1);
  }

  @Test
  void closesInTime_thoughTheServerNeverAnswers() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    server.removeContext("/");
    server.createContext(
        "/",
        exchange -> {
          asked.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    HttpEventSink sink =
        builder().requestTimeout(Duration.ofHours(1)).closeTimeout(Duration.ofMillis(50)).start();
    sink.accept(events(2));
    asked.await();
    sink.accept(events(3));

    long start = System.nanoTime();
    sink.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(sink.dropped()).isEqualTo(5);
    end.countDown();
  }

  @Test
  void pausesAllTheSame_whenTheServerAsksForNoPause() {
    answers.add(503); // with Retry-After: 0
    HttpEventSink sink =
        builder().firstPause(Duration.ofHours(1)).closeTimeout(Duration.ofMillis(100)).start();
    sink.accept(events(1));
    sink.close();

    assertThat(received).hasSizeLessThanOrEqualTo(1);
    assertThat(sink.dropped()).isEqualTo(1);
  }

  @Test
  void refusesWrongSettingsAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpEventSink.builder(URI.create("ftp://x")))
        .withMessageContaining("ftp://x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().queueCapacity(0))
        .withMessageContaining("queueCapacity: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().requestTimeout(Duration.ZERO))
        .withMessageContaining("requestTimeout: PT0S");
    assertThatIllegalArgumentException().isThrownBy(() -> builder().header("bad name", "x"));
  }
}
