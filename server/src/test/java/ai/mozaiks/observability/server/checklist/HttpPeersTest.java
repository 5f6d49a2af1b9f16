// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPeersTest {
  private final AtomicReference<String> login = new AtomicReference<>("");
  private HttpServer program;

  @BeforeEach
  void start() throws IOException {
    program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    program.createContext(
        "/",
        exchange -> {
          login.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          byte[] body = "{\"a\":1}".getBytes(UTF_8);
          int status = exchange.getRequestURI().getPath().equals("/moved") ? 302 : 200;
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    program.start();
  }

  @AfterEach
  void stop() {
    program.stop(0);
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + program.getAddress().getPort() + path);
  }

  @Test
  void givesTheAnswer_withTheLogin_andFollowsNoRedirect() throws Exception {
    HttpPeers peers = new HttpPeers(Instant::now);

    PeerAnswer answer = peers.get(url("/x"), "Bearer t", null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("a").asInt()).isEqualTo(1);
    assertThat(login).hasValue("Bearer t");
    assertThat(peers.get(url("/moved"), null, null).status()).isEqualTo(302);
    assertThat(login).hasValue("null");
  }

  @Test
  void tellsByHowMuchTheOtherClockIsAhead() throws Exception {
    Duration behind = Duration.ofMinutes(10);
    HttpPeers late = new HttpPeers(() -> Instant.now().minus(behind));

    Duration ahead = Objects.requireNonNull(late.get(url("/x"), null, null).ahead());

    // generously: the header has whole seconds, and the machine may be slow
    assertThat(ahead.minus(behind).abs()).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void saysInWordsThatNobodyListens_orAnswers() throws Exception {
    HttpPeers peers = new HttpPeers(Instant::now);
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI silent = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/");

      assertThatThrownBy(() -> peers.get(silent, null, null))
          .isInstanceOf(IOException.class)
          .hasMessage("no answer within 1700 ms");
    }
    assertThatThrownBy(() -> peers.get(URI.create("http://127.0.0.1:1/"), null, null))
        .isInstanceOf(IOException.class)
        .hasMessage("nobody listens there");
  }
}
