// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.server.config.CheckedUrl;
import ai.mozaiks.observability.server.config.Secret;
import ai.mozaiks.observability.server.config.UptimeConfig.Check;
import ai.mozaiks.observability.server.config.UptimeConfig.Expectation;
import ai.mozaiks.observability.server.config.UptimeConfig.Header;
import ai.mozaiks.observability.server.config.UptimeConfig.Statuses;
import ai.mozaiks.observability.server.config.UptimeConfig.Tls;
import ai.mozaiks.observability.server.tls.TestCertificate;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Looks at real servers on this machine.
@Timeout(120)
class HttpProbeTest {
  private static final String SECRET = "hunter2-and-more";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<HttpServer> servers = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    servers.forEach(server -> server.stop(0));
  }

  private int serve(HttpHandler handler) throws IOException {
    return started(HttpServer.create(address(), 0), handler);
  }

  private int serve(TestCertificate certificate, HttpHandler handler) throws IOException {
    HttpsServer server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
    return started(server, handler);
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private int started(HttpServer server, HttpHandler handler) {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", handler);
    server.start();
    servers.add(server);
    return server.getAddress().getPort();
  }

  private static HttpHandler answering(int status, String body) {
    return exchange -> answer(exchange, status, body);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    answer(exchange, 302, "");
  }

  /// A check, to be changed.
  private static final class Checked {
    private final String url;
    private Duration timeout = LONG;
    private boolean redirects = true;
    private Expectation expect = Expectation.SUCCESS;
    private List<Header> headers = List.of();
    private Tls tls = Tls.USUAL;
    private HttpProbe.Resolver resolver = InetAddress::getAllByName;

    Checked(String url) {
      this.url = url;
    }

    Checked timeout(Duration value) {
      timeout = value;
      return this;
    }

    Checked withoutRedirects() {
      redirects = false;
      return this;
    }

    Checked expecting(int status, @Nullable String text) {
      expect = new Expectation(List.of(new Statuses(status, status)), text);
      return this;
    }

    Checked header(Header header) {
      headers = List.of(header);
      return this;
    }

    Checked tls(@Nullable Path ca, boolean verify) {
      tls = new Tls(ca, verify);
      return this;
    }

    Checked resolver(HttpProbe.Resolver value) {
      resolver = value;
      return this;
    }

    private Check check() {
      return new Check(
          "shop",
          CheckedUrl.of(url, false).orElseThrow(),
          Duration.ofMinutes(1),
          timeout,
          redirects,
          expect,
          headers,
          tls);
    }

    HttpLook httpLook() {
      return new HttpLook(check(), resolver, new Trust(), InstantSource.system());
    }

    HttpProbe probe() {
      return new HttpProbe(
          check(), resolver, new Trust(), InstantSource.system(), System::nanoTime);
    }

    CheckResult look() throws InterruptedException {
      return probe().run();
    }
  }

  private static Checked at(int port) {
    return new Checked("http://localhost:" + port + "/health");
  }

  private static Checked atHttps(int port) {
    return new Checked("https://localhost:" + port + "/health");
  }

  @Test
  void aGoodAnswer_isUp() throws Exception {
    CheckResult result = at(serve(answering(200, "fine"))).look();

    assertThat(result.reason()).isEmpty();
    assertThat(result.isUp()).isTrue();
    assertThat(result.status()).isEqualTo(200);
    assertThat(result.took()).isPositive();
    assertThat(result.certificateExpires()).isNull();
  }

  @Test
  void anotherStatus_isTold() throws Exception {
    CheckResult result = at(serve(answering(503, "busy"))).look();

    assertThat(result.outcome()).isEqualTo(Outcome.STATUS);
    assertThat(result.status()).isEqualTo(503);
    assertThat(result.reason()).isEqualTo("it answered 503 (expected: 2xx)");
  }

  @Test
  void theStatusIsWhatIsExpected() throws Exception {
    int port = serve(answering(401, "who are you?"));

    assertThat(at(port).expecting(401, null).look().isUp()).isTrue();
    assertThat(at(port).expecting(200, null).look().outcome()).isEqualTo(Outcome.STATUS);
  }

  @Test
  void aMissingText_isTold_andTheBodyIsNot() throws Exception {
    int port = serve(answering(200, "{\"status\":\"ok\",\"key\":\"" + SECRET + "\"}"));

    assertThat(at(port).expecting(200, "\"status\":\"ok\"").look().isUp()).isTrue();
    CheckResult missing = at(port).expecting(200, "\"status\":\"bad\"").look();
    assertThat(missing.outcome()).isEqualTo(Outcome.BODY);
    assertThat(missing.status()).isEqualTo(200);
    assertThat(missing.reason()).doesNotContain(SECRET).contains("expect.body_contains");
  }

  @Test
  void ofABodyWithoutEnd_theBeginningIsLookedAt() throws Exception {
    int port =
        serve(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = "fine ".repeat(10_000).getBytes(UTF_8);
          try (OutputStream out = exchange.getResponseBody()) {
            while (end.getCount() > 0) {
              out.write(part);
            }
          } catch (IOException _) {
            // the other side has seen enough
          }
        });

    assertThat(at(port).expecting(200, "fine").look().isUp()).isTrue();
    assertThat(at(port).expecting(200, "bad").look().outcome()).isEqualTo(Outcome.BODY);
  }

  @Test
  void whereNobodyListens_theConnectionIsRefused() throws Exception {
    int port = FreePort.any();

    CheckResult result = at(port).look();

    assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(result.reason()).contains("localhost:" + port);
    assertThat(result.status()).isZero();
  }

  @Test
  void anUnknownName_isTold() throws Exception {
    CheckResult result =
        new Checked("http://shop.invalid/")
            .resolver(host -> {
              throw new UnknownHostException(host);
            })
            .look();

    assertThat(result.outcome()).isEqualTo(Outcome.DNS);
    assertThat(result.reason()).contains("shop.invalid");
  }

  @Test
  void whereThereIsNoWay_thatIsTold() {
    LookFailure failure =
        Connections.failure(
            new IOException(new ConnectException().initCause(new NoRouteToHostException("no"))),
            "shop.example:443",
            null,
            Instant.EPOCH);

    assertThat(failure.outcome()).isEqualTo(Outcome.UNREACHABLE);
  }

  @Test
  void aServerThatDoesNotAnswer_isGivenUp() throws Exception {
    int port = serve(_ -> awaitEnd());

    CheckResult result = at(port).timeout(Duration.ofMillis(300)).look();

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(result.reason()).startsWith("no whole answer in 300ms, it was given up while ");
    assertThat(result.took()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void aNameServerThatDoesNotAnswer_isGivenUp() throws Exception {
    CheckResult result =
        new Checked("http://shop.invalid/")
            .timeout(Duration.ofMillis(300))
            .resolver(_ -> {
              awaitEnd();
              return new InetAddress[0];
            })
            .look();

    assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(result.reason()).endsWith("asking for the address of shop.invalid");
  }

  @Test
  void aBodyThatDoesNotEnd_isGivenUp() throws Exception {
    int port =
        serve(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("fine".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          awaitEnd();
        });

    assertThat(at(port).timeout(Duration.ofMillis(500)).look().outcome())
        .isEqualTo(Outcome.TIMEOUT);

    HttpLook look = at(port).httpLook();
    Thread thread = Thread.ofVirtual().start(new FutureTask<>(look::status));
    String reading = "reading the answer of localhost:" + port;
    Instant deadline = Instant.now().plusSeconds(60);
    while (!look.doing().equals(reading) && Instant.now().isBefore(deadline)) {
      Thread.sleep(10);
    }
    assertThat(look.doing()).isEqualTo(reading);
    thread.interrupt();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A server that says the same to whatever it is told, and hangs up.
  private ServerSocket saying(String text) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              socket.getInputStream().read();
              socket.getOutputStream().write(text.getBytes(UTF_8));
            } catch (IOException _) {
              // closed by the test, or by the other side
            }
          }
        });
    return server;
  }

  @Test
  void whatIsNoHttp_isTold() throws Exception {
    try (ServerSocket server = saying("this is no HTTP\r\n\r\n")) {
      CheckResult result = at(server.getLocalPort()).look();

      assertThat(result.outcome()).isEqualTo(Outcome.CONNECTION);
      assertThat(result.reason()).contains("localhost:" + server.getLocalPort());
    }
  }

  @Test
  void aConnectionThatBreaks_isTold() throws Exception {
    try (ServerSocket server = saying("")) {
      assertThat(at(server.getLocalPort()).look().outcome()).isEqualTo(Outcome.CONNECTION);
    }
  }

  @Test
  void aCertificateFromNobodyKnown_isToldWithItsEnd() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -1, 10);
    int port = serve(certificate, answering(200, "fine"));

    CheckResult result = atHttps(port).look();

    assertThat(result.outcome()).isEqualTo(Outcome.TLS);
    assertThat(result.reason()).contains("not from anybody who is trusted");
    isAbout(result.certificateExpires(), 9);
  }

  private static void isAbout(@Nullable Instant time, int days) {
    assertThat(time).isBetween(inDays(days).minusSeconds(600), inDays(days).plusSeconds(600));
  }

  private static Instant inDays(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS);
  }

  @Test
  void aCertificateThatIsTrusted_isGood_andItsEndIsKnown() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -1, 3);
    int port = serve(certificate, answering(200, "fine"));

    CheckResult result = atHttps(port).tls(certificate.pem(), true).look();

    assertThat(result.reason()).isEmpty();
    isAbout(result.certificateExpires(), 2);
  }

  @Test
  void aCertificateThatHasExpired_isToldWithItsEnd() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -10, 5);
    int port = serve(certificate, answering(200, "fine"));

    CheckResult result = atHttps(port).tls(certificate.pem(), true).look();

    assertThat(result.outcome()).isEqualTo(Outcome.TLS);
    assertThat(result.reason()).startsWith("its certificate expired at ");
    isAbout(result.certificateExpires(), -5);
    CheckResult unverified = atHttps(port).tls(null, false).look();
    assertThat(unverified.isUp()).isTrue();
    isAbout(unverified.certificateExpires(), -5);
  }

  @Test
  void aCertificateForAnotherName_isTold() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:other.example");
    int port = serve(certificate, answering(200, "fine"));

    CheckResult result = atHttps(port).tls(certificate.pem(), true).look();

    assertThat(result.outcome()).isEqualTo(Outcome.TLS);
    assertThat(result.reason()).startsWith("its certificate is not for this address, ");
  }

  @Test
  void aServerThatEncryptsNothing_hasNoTls() throws Exception {
    try (ServerSocket server = saying("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      CheckResult result = atHttps(server.getLocalPort()).look();

      assertThat(result.outcome()).isEqualTo(Outcome.TLS);
      assertThat(result.certificateExpires()).isNull();
    }
  }

  @Test
  void authoritiesThatCannotBeReadAnyMore_areNoOutageOfTheAddress() throws Exception {
    Path ca = folder.resolve("gone.pem");

    CheckResult result = atHttps(1).tls(ca, true).look();

    assertThat(result.outcome()).isEqualTo(Outcome.SETUP);
    assertThat(result.reason()).contains("gone.pem");
  }

  @Test
  void eachLookIsAConnectionOfItsOwn() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost");
    Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
    int port =
        serve(
            certificate,
            exchange -> {
              peers.add(exchange.getRemoteAddress());
              answer(exchange, 200, "fine");
            });
    HttpProbe probe = atHttps(port).tls(certificate.pem(), true).probe();

    for (int i = 0; i < 3; i++) {
      CheckResult result = probe.run();
      assertThat(result.isUp()).isTrue();
      assertThat(result.certificateExpires()).isNotNull();
    }
    assertThat(peers).hasSize(3);
  }

  @Test
  void redirectionsAreFollowed_ifTheyAreToBe() throws Exception {
    int port =
        serve(exchange -> {
          if (exchange.getRequestURI().getPath().equals("/health")) {
            redirect(exchange, "/there?x=1");
          } else {
            answer(exchange, 200, "fine");
          }
        });

    assertThat(at(port).expecting(200, "fine").look().isUp()).isTrue();
    CheckResult not = at(port).withoutRedirects().look();
    assertThat(not.outcome()).isEqualTo(Outcome.STATUS);
    assertThat(not.status()).isEqualTo(302);
    assertThat(at(port).withoutRedirects().expecting(302, null).look().isUp()).isTrue();
  }

  @Test
  void redirectionsInCirclesHaveAnEnd() throws Exception {
    CheckResult result = at(serve(exchange -> redirect(exchange, "/health"))).look();

    assertThat(result.outcome()).isEqualTo(Outcome.REDIRECT);
    assertThat(result.reason()).isEqualTo("more than 10 redirections");
  }

  @Test
  void redirectionsToWhereNothingIsEncrypted_areNotFollowed() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost");
    String to = "http://localhost:1/path-" + SECRET + "?token=" + SECRET;
    int port = serve(certificate, exchange -> redirect(exchange, to));

    CheckResult result = atHttps(port).tls(certificate.pem(), true).look();

    assertThat(result.outcome()).isEqualTo(Outcome.REDIRECT);
    assertThat(result.reason()).contains("localhost:1,").doesNotContain(SECRET);
  }

  @Test
  void redirectionsToNoAddress_areTold() throws Exception {
    CheckResult result = at(serve(exchange -> redirect(exchange, "mailto:a@b.example"))).look();

    assertThat(result.outcome()).isEqualTo(Outcome.REDIRECT);
    assertThat(result.status()).isEqualTo(302);
  }

  @Test
  void aSecretHeader_isToldToTheAddressAlone() throws Exception {
    List<String> told = new ArrayList<>();
    int other =
        serve(exchange -> {
          told.add("other " + exchange.getRequestHeaders().getFirst("X-Key"));
          answer(exchange, 200, "fine");
        });
    int port =
        serve(exchange -> {
          told.add("first " + exchange.getRequestHeaders().getFirst("X-Key"));
          redirect(exchange, "http://localhost:" + other + "/");
        });
    Path file = Files.writeString(folder.resolve("key"), "one\n");
    HttpProbe probe = at(port).header(new Header.Hidden("X-Key", new Secret.InFile(file))).probe();

    assertThat(probe.run().isUp()).isTrue();
    Files.writeString(file, "two\n");
    assertThat(probe.run().isUp()).isTrue();
    assertThat(told).containsExactly("first one", "other null", "first two", "other null");

    Files.delete(file);
    CheckResult without = probe.run();
    assertThat(without.outcome()).isEqualTo(Outcome.SETUP);
    assertThat(without.reason()).contains("key");
  }

  @Test
  void aLoginInTheAddress_isSentAsOne_andNeverShown() throws Exception {
    List<String> told = new ArrayList<>();
    int port =
        serve(exchange -> {
          told.add(exchange.getRequestHeaders().getFirst("Authorization"));
          told.add(exchange.getRequestURI().toString());
          answer(exchange, 500, "no");
        });

    CheckResult result =
        new Checked("http://ann:" + SECRET + "@localhost:" + port + "/a%20b?token=x%26y").look();

    assertThat(told).containsExactly("Basic YW5uOmh1bnRlcjItYW5kLW1vcmU=", "/a%20b?token=x%26y");
    assertThat(result.toString()).doesNotContain(SECRET);
  }
}
