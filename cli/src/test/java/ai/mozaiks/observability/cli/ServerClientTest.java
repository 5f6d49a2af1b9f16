// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerClientTest {
  private HttpServer server;
  private ServerClient client;
  private String url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    client = new ServerClient(URI.create(url), "look again");
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answering(int status, String body) {
    server.createContext(
        "/api",
        exchange -> {
          exchange.sendResponseHeaders(status, body.length());
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
  }

  private CommandFailure failure() {
    return catchThrowableOfType(
        CommandFailure.class, () -> client.json(client.request("/api/things")));
  }

  @Test
  void takesEveryAnswerWith2xx() throws Exception {
    answering(202, "{\"id\":\"d1\"}");
    assertThat(client.json(client.request("/api/things")).path("id").asString("")).isEqualTo("d1");
  }

  @Test
  void showsWhatTheServerSays_whenItRefuses() {
    answering(409, "{\"detail\":\"one is under way\"}");
    assertThat(failure()).hasMessage("the server answered 409: one is under way");
  }

  @ParameterizedTest
  @CsvSource({"502, bad gateway", "404, {}", "200, <html>"})
  void namesTheAddress_whenAnotherProgramAnswers(int status, String body) {
    answering(status, body);
    assertThat(failure())
        .hasMessage(
            "what answers at %s (with %d) is not a Mozaiks server; give the address of one with --url"
                .formatted(url, status));
  }

  @Test
  void saysWhatToDo_whenTheServerBreaksOff() {
    server.createContext(
        "/api",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.close();
        });
    assertThat(failure())
        .hasMessageStartingWith("the server at " + url + " broke off: ")
        .hasMessageEndingWith("; look again");
  }
}
