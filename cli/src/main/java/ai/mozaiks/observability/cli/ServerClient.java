// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.server.text.ShownText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running server, and says in words of an operator why there is no answer. For one thread.
public final class ServerClient implements AutoCloseable {
  /// More than any answer has that is not read bit by bit; bytes.
  private static final long LONGEST_TEXT = 64L << 20;

  private static final int LONGEST_REFUSAL = 1 << 20;
  private static final int LONGEST_LINE = 2_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI server;
  private final String advice;

  /// @param server its address, without a slash at the end
  public ServerClient(URI server) {
    this(server, "");
  }

  /// @param server its address, without a slash at the end
  /// @param advice what to do when it breaks off after it was asked; empty for nothing
  ServerClient(URI server, String advice) {
    this.server = server;
    this.advice = advice.isEmpty() ? "" : "; " + advice;
  }

  /// The server does not do what it was asked.
  public static final class Refusal extends CommandFailure {
    private static final long serialVersionUID = 1L;

    private final String answered;
    private final String detail;

    private Refusal(int status, String detail) {
      this("the server answered " + status + ": ", detail);
    }

    private Refusal(String answered, String detail) {
      super(answered + detail);
      this.answered = answered;
      this.detail = detail;
    }

    /// What the server says about it.
    public String detail() {
      return detail;
    }

    /// The same, of one thing among those asked for.
    ///
    /// @param what its name
    /// @param detail what the server says about it
    public CommandFailure about(String what, String detail) {
      return new CommandFailure(what + ": " + answered + detail, this);
    }
  }

  /// Begins a request, a GET unless it is made another.
  ///
  /// @param path with its query
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path));
  }

  /// Begins a POST of JSON.
  HttpRequest.Builder post(String path, JsonNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
  }

  /// The body of the answer. A timeout of the request is one for all of it.
  ///
  /// @throws Refusal if its status is not 2xx
  /// @throws CommandFailure if no server answers, it breaks off, or it is another program
  public String text(HttpRequest.Builder request) throws CommandFailure, InterruptedException {
    try {
      HttpResponse<String> answer = whole(request.build());
      if (answer.statusCode() / 100 != 2) {
        throw refusal(answer.statusCode(), answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Java's own timeout ends with the headers: who sends a body drop by drop would be waited for.
  private HttpResponse<String> whole(HttpRequest request) throws IOException, InterruptedException {
    BodyHandler<String> handler = BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_TEXT);
    if (request.timeout().isEmpty()) {
      return http.send(request, handler);
    }
    Duration patience = request.timeout().get();
    FutureTask<HttpResponse<String>> asking = new FutureTask<>(() -> http.send(request, handler));
    Thread thread = Thread.ofVirtual().name("ask").start(asking);
    try {
      return asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new HttpTimeoutException("no whole answer in " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("asking " + request.uri() + " failed unexpectedly", e);
    } finally {
      thread.interrupt();
    }
  }

  /// The answer as JSON.
  ///
  /// @throws Refusal if its status is not 2xx
  /// @throws CommandFailure if no server answers, it breaks off, or it is another program
  public JsonNode json(HttpRequest.Builder request) throws CommandFailure, InterruptedException {
    return json(text(request));
  }

  /// A body as JSON.
  ///
  /// @throws CommandFailure if it is none
  JsonNode json(String body) throws CommandFailure {
    try {
      return JSON.readTree(body);
    } catch (JacksonException _) {
      throw another(200);
    }
  }

  /// A body as JSON.
  ///
  /// @param field what the answer of a server of ours has
  /// @throws CommandFailure if it is none, or has no such field
  JsonNode json(String body, String field) throws CommandFailure {
    JsonNode json = json(body);
    if (!json.has(field)) {
      throw another(200);
    }
    return json;
  }

  /// The body of an answer that comes bit by bit; the caller's to close.
  ///
  /// @throws Refusal if its status is not 2xx
  /// @throws CommandFailure if no server answers
  public InputStream stream(HttpRequest.Builder request)
      throws CommandFailure, InterruptedException {
    try {
      HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() / 100 != 2) {
        try (InputStream body = answer.body()) {
          throw refusal(answer.statusCode(), new String(body.readNBytes(LONGEST_REFUSAL), UTF_8));
        }
      }
      return answer.body();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private CommandFailure failed(IOException e) {
    return switch (e) {
      case ConnectException _ ->
          new CommandFailure(
              "no server answers at " + server + "; start one with: mozaiks serve", e);
      case ProtocolException _ ->
          new CommandFailure(
              "what answers at "
                  + server
                  + " does not speak HTTP 1.1, as the port for gRPC; give the main port with --url",
              e);
      default ->
          new CommandFailure(
              "the server at "
                  + server
                  + " broke off: "
                  + shown(String.valueOf(e.getMessage()))
                  + advice,
              e);
    };
  }

  private CommandFailure refusal(int status, String body) {
    String detail;
    try {
      detail = JSON.readTree(body).path("detail").asString("");
    } catch (JacksonException _) {
      detail = ""; // a server of ours says what is wrong
    }
    return detail.isEmpty() ? another(status) : new Refusal(status, shown(detail));
  }

  /// Line by line, and with nothing in it that a terminal would obey: it may be any program's.
  private static String shown(String text) {
    return text.lines()
        .map(line -> ShownText.of(line, LONGEST_LINE))
        .collect(Collectors.joining("\n"));
  }

  /// A wrong port is a frequent mistake.
  private CommandFailure another(int status) {
    return new CommandFailure(
        "what answers at "
            + server
            + " (with "
            + status
            + ") is not a Mozaiks server; give the address of one with --url");
  }

  @Override
  public void close() {
    http.shutdownNow(); // a stream that is followed has no end
  }
}
