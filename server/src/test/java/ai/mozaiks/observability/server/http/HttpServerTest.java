// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.LogLines;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.storage.StorageException;
import ch.qos.logback.classic.Level;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.server.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

class HttpServerTest {
  private static final int MAX_BODY = 100_000;

  private final ByteBudget budget = new ByteBudget(4 * MAX_BODY);
  private final AtomicInteger handled = new AtomicInteger();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch written = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  HttpServerTest() {
    server = server(Duration.ofSeconds(30));
  }

  private HttpServer server(Duration bodyTimeout) {
    return server(Duration.ofSeconds(10), bodyTimeout);
  }

  private HttpServer server(Duration idleTimeout, Duration bodyTimeout) {
    Router main =
        Router.builder()
            .post("/echo", this::echo)
            .get("/chats/{chat_id}", r -> Answer.text(200, r.pathParameter("chat_id")))
            .get("/chats/known", _ -> Answer.text(200, "the known one"))
            .get("/number", r -> Answer.text(200, "n=" + r.intParameter("limit", 7, 1, 10)))
            .get("/large", _ -> Answer.text(200, "x".repeat(5000)))
            .get("/stream", _ -> Answer.stream(200, "text/plain", out -> out.write('s')))
            .get("/endless", _ -> Answer.stream(200, "application/json", this::endless))
            .get("/broken", _ -> fail(new IllegalStateException("secret detail")))
            .get("/overloaded", _ -> fail(new OverloadedException("full", Duration.ofSeconds(3))))
            .get("/store", _ -> fail(new StorageException("disk /x is full", true, null)))
            .get("/slow", _ -> slow())
            .build();
    Router alias = Router.builder().post("/v1/only", this::echo).build();
    HttpLimits limits =
        HttpLimits.DEFAULT.withMaxBodyBytes(MAX_BODY).withTimeouts(idleTimeout, bodyTimeout);
    return new HttpServer(
        List.of(
            new Endpoint("port", "127.0.0.1", 0, main),
            new Endpoint("otlp-port", "127.0.0.1", 0, alias)),
        limits,
        budget,
        new Reasons(UnaryOperator.identity()));
  }

  private Answer echo(Request request) {
    handled.incrementAndGet();
    return Answer.of(200, "application/octet-stream", request.body().text().getBytes(UTF_8));
  }

  private Answer slow() throws InterruptedException {
    entered.countDown();
    assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
    return Answer.text(200, "done");
  }

  private void endless(OutputStream out) {
    try (JsonGenerator json = new JsonMapper().createGenerator(out)) {
      json.writeStartArray();
      while (true) {
        json.writeNumber(1);
      }
    } finally {
      written.countDown();
    }
  }

  private static Answer fail(Exception e) throws Exception {
    throw e;
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
    client.close();
    assertThat(budget.used()).as("bytes still held").isZero();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port(0) + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request = request("/echo").POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Test
  void handsOverThePlainBody() throws Exception {
    assertThat(post("hällo".getBytes(UTF_8)).body()).isEqualTo("hällo");
    assertThat(post("x".repeat(MAX_BODY).getBytes(UTF_8)).body()).hasSize(MAX_BODY);
  }

  @Test
  void handsOverABodyWithoutAnnouncedLength() throws Exception {
    byte[] body = "y".repeat(70_000).getBytes(UTF_8);
    HttpRequest request =
        request("/echo")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).body()).hasSize(70_000);
  }

  @Test
  void decompressesGzip_alsoOfSeveralMembers() throws Exception {
    byte[] first = gzip("ab".getBytes(UTF_8));
    byte[] second = gzip("cd".getBytes(UTF_8));
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    assertThat(post(first, "Content-Encoding", "gzip").body()).isEqualTo("ab");
    assertThat(post(both, "Content-Encoding", "GZIP").body()).isEqualTo("abcd");
  }

  @Test
  void answers400_whenGzipIsBrokenOrCutOff() throws Exception {
    byte[] good = gzip("something long enough to cut off".getBytes(UTF_8));
    byte[] cut = java.util.Arrays.copyOf(good, good.length - 12);
    byte[] trailing = java.util.Arrays.copyOf(good, good.length + 3);

    assertThat(post("plain".getBytes(UTF_8), "Content-Encoding", "gzip").statusCode())
        .isEqualTo(400);
    HttpResponse<String> answer = post(cut, "Content-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("not valid gzip data: it ends too early");
    assertThat(post(trailing, "Content-Encoding", "gzip").statusCode()).isEqualTo(400);
    assertThat(handled).hasValue(0);
  }

  @Test
  void answers413_toAGzipBomb() throws Exception {
    byte[] bomb = gzip(new byte[60 << 20]);
    assertThat(bomb.length).isLessThan(MAX_BODY);

    HttpResponse<String> answer = post(bomb, "Content-Encoding", "gzip");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,"
                + "\"detail\":\"body: too large (expected: at most 100000 bytes, also"
                + " decompressed)\"}");
    assertThat(handled).hasValue(0);
  }

  @Test
  void answers413_whenTooLarge_announcedOrNot() throws Exception {
    byte[] large = new byte[MAX_BODY + 1];
    HttpRequest unannounced =
        request("/echo")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
            .build();

    assertThat(post(large).statusCode()).isEqualTo(413);
    assertThat(client.send(unannounced, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  @Test
  void answers415_whenTheEncodingIsUnknown() throws Exception {
    HttpResponse<String> answer = post(new byte[3], "Content-Encoding", "zstd");

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("Content-Encoding: zstd (expected: gzip or identity)");
  }

  @Test
  void answers503_whenTooManyBytesAreUnderWay() throws Exception {
    try (ByteBudget.Lease others = budget.open()) {
      assertThat(others.take(4 * MAX_BODY - 10)).isTrue();

      HttpResponse<String> answer = post(new byte[50_000]);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }
    assertThat(post(new byte[50_000]).statusCode()).isEqualTo(200);
  }

  @Test
  void answersWhoSendsNoBody_howeverFullItIs() throws Exception {
    try (ByteBudget.Lease others = budget.open()) {
      assertThat(others.take(4 * MAX_BODY)).isTrue();

      assertThat(get("/number").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void sendersThatAnnounceMuchAndSendLittle_takeNothingFromTheOthers() throws Exception {
    List<RawConnection> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        RawConnection raw = new RawConnection(server.port(0));
        silent.add(raw);
        raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99000\r\n\r\nhalf");
      }
      for (int i = 0; i < 20; i++) {
        assertThat(post(new byte[50_000]).statusCode()).isEqualTo(200);
      }
    } finally {
      for (RawConnection raw : silent) {
        raw.close();
      }
    }
  }

  @Test
  void closesWithoutHandling_whenTheBodyIsHalfSent() throws Exception {
    try (RawConnection raw = new RawConnection(server.port(0))) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf").finishSending();

      assertThat(raw.readToEnd()).doesNotContain("200 OK");
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void answers400_toBadChunking() throws Exception {
    try (RawConnection raw = new RawConnection(server.port(0))) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhi\r\n")
          .finishSending();

      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 400");
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void answers400_toGarbage() throws Exception {
    try (RawConnection raw = new RawConnection(server.port(0))) {
      raw.send("\u0001\u0002 this is not HTTP\r\n\r\n").finishSending();

      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 400").doesNotContain("at org.");
    }
  }

  @Test
  void answers431_whenAHeaderIsTooLarge() throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/number").header("X-Large", "x".repeat(40_000)).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(431);
  }

  @Test
  void gives408_whenTheBodyDripsIn() throws Exception {
    server.close();
    server = server(Duration.ofMillis(200));
    server.start();
    try (RawConnection raw = new RawConnection(server.port(0))) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> {
            try {
              return raw.readToEnd();
            } catch (IOException e) {
              return "closed";
            }
          });
      drip(raw, answer);
      assertThat(answer.get(10, TimeUnit.SECONDS)).startsWith("HTTP/1.1 408 ").contains("in time");
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void gives408_whenTheSenderFallsSilent() throws Exception {
    server.close();
    server = server(Duration.ofMillis(300), Duration.ofSeconds(30));
    server.start();
    try (RawConnection raw = new RawConnection(server.port(0))) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nhalf");
      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 408 ").contains("in time");
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void closesAConnection_whoseHeadersDripIn_andNoneThatWorks() throws Exception {
    server.close();
    server = server(Duration.ofMillis(300), Duration.ofSeconds(30));
    server.start();
    try (RawConnection raw = new RawConnection(server.port(0))) {
      raw.send("GET /number HTTP/1.1\r\nHost: x\r\nX-Long: ");
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> {
            try {
              return raw.readToEnd();
            } catch (IOException e) {
              return "";
            }
          });
      drip(raw, answer); // never silent for as long as the idle time-out
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
    }
    assertThat(get("/number").body()).isEqualTo("n=7");
  }

  private static void drip(RawConnection raw, CompletableFuture<String> answer) throws Exception {
    for (int i = 0; i < 1000 && !answer.isDone(); i++) {
      try {
        raw.send("x");
      } catch (IOException _) {
        return; // closed by the server, as hoped
      }
      answer.copy().completeOnTimeout("", 10, TimeUnit.MILLISECONDS).join();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/chats/abc, abc",
    "/chats/known, the known one",
    "/chats/a%2Fb, a/b",
    "/chats/a+b%20c, a+b c",
    "/chats/trace:%C3%A4, trace:ä",
    "/number, n=7",
    "/number?limit=10, n=10",
    "/stream, s"
  })
  void routes(String path, String answer) throws Exception {
    assertThat(get(path).body()).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"0", "11", "x", "9999999999", "''"})
  void answers400_namingTheParameter(String value) throws Exception {
    HttpResponse<String> answer = get("/number?limit=" + value);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("limit: " + value + " (expected: a whole number 1 to 10)");
  }

  @Test
  void answers404And405() throws Exception {
    HttpResponse<String> wrongMethod = get("/echo");

    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/chats/").statusCode()).isEqualTo(404);
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void servesEachPortItsOwnRoutes() throws Exception {
    HttpRequest other =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port(1) + "/number"))
            .build();

    assertThat(client.send(other, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    assertThat(get("/v1/only").statusCode()).isEqualTo(404);
  }

  @Test
  void compressesTheAnswer_ifAsked() throws Exception {
    HttpResponse<byte[]> packed =
        client.send(
            request("/large").header("Accept-Encoding", "br, gzip;q=0.8").build(),
            BodyHandlers.ofByteArray());
    HttpResponse<String> plain =
        client.send(
            request("/large").header("Accept-Encoding", "gzip;q=0").build(),
            BodyHandlers.ofString());

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .hasSize(5000);
    assertThat(plain.body()).hasSize(5000);
  }

  @Test
  void answersHead_withLengthOnly() throws Exception {
    HttpResponse<String> answer =
        client.send(request("/large").HEAD().build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).contains("5000");
  }

  @Test
  void answersHead_ofWhatIsStreamed_withoutALength() throws Exception {
    HttpResponse<String> answer =
        client.send(request("/stream").HEAD().build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
  }

  @Test
  void saysNothing_whenTheAskerGoesAwayWhileTheAnswerIsWritten() throws Exception {
    try (LogLines lines = new LogLines(Response.class)) {
      try (RawConnection asker = new RawConnection(server.port(0))) {
        asker.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
      server.close(); // once the request has ended

      assertThat(lines.all()).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN));
    }
  }

  @Test
  void hidesWhatFailed_andNamesAnIncident() throws Exception {
    HttpResponse<String> answer = get("/broken");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("incident ").doesNotContain("secret", "Exception");
  }

  @Test
  void answers503_whenOverloadedOrNotStored() throws Exception {
    HttpResponse<String> overloaded = get("/overloaded");
    HttpResponse<String> store = get("/store");

    assertThat(overloaded.statusCode()).isEqualTo(503);
    assertThat(overloaded.headers().firstValue("Retry-After")).contains("3");
    assertThat(store.statusCode()).isEqualTo(503);
    assertThat(store.headers().firstValue("Retry-After")).contains("5");
    assertThat(store.body()).doesNotContain("disk");
  }

  @Test
  void letsRequestsUnderWayEnd_whenClosing() throws Exception {
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    release.countDown();

    assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
    closing.get(10, TimeUnit.SECONDS);
  }

  @Test
  void saysWhichPortIsTaken() {
    Endpoint taken = new Endpoint("port", "127.0.0.1", server.port(0), Router.builder().build());

    try (HttpServer second =
        new HttpServer(
            List.of(taken), HttpLimits.DEFAULT, budget, new Reasons(UnaryOperator.identity()))) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port: " + server.port(0) + " cannot be opened on 127.0.0.1");
    }
  }
}
