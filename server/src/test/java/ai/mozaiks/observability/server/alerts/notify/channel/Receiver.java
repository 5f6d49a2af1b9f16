// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A local HTTP server that answers by the rules of a service, after the answers that a test wants
/// first.
final class Receiver implements AutoCloseable {

  /// A request as it came.
  record Received(String path, Map<String, String> headers, String body) {}

  /// An answer.
  record Reply(int status, String body, Map<String, String> headers) {
    static Reply of(int status, String body) {
      return new Reply(status, body, Map.of());
    }
  }

  /// The rules of a service.
  @FunctionalInterface
  interface Rules {
    Reply answer(Received request) throws Exception;
  }

  private final HttpServer server;
  private final Rules rules;
  private final Deque<Reply> first = new ArrayDeque<>();
  private final List<Received> taken = new ArrayList<>();

  Receiver(Rules rules) throws IOException {
    this.rules = rules;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      Received request =
          new Received(
              exchange.getRequestURI().toString(),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      Reply reply = reply(request);
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] body = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private synchronized Reply reply(Received request) {
    if (!first.isEmpty()) {
      return first.remove();
    }
    try {
      Reply reply = rules.answer(request);
      if (reply.status() / 100 == 2) {
        taken.add(request);
      }
      return reply;
    } catch (Exception | AssertionError e) {
      return Reply.of(400, "refused: " + e);
    }
  }

  /// Answers like this first, before the rules count.
  synchronized void first(Reply reply) {
    first.add(reply);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// The requests that the rules took.
  synchronized List<Received> taken() {
    return List.copyOf(taken);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
