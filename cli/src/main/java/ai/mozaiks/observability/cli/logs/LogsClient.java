// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a server for log records. For one thread.
public final class LogsClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI server;

  /// @param server its address, without a slash at the end
  public LogsClient(URI server) {
    this.server = server;
  }

  /// What was logged around a record: the oldest first, the record among them.
  public record Surroundings(List<JsonNode> records) {
    public Surroundings {
      records = List.copyOf(records);
    }
  }

  /// Stored log records, the oldest first.
  ///
  /// @throws CommandFailure if no server answers, or it refuses the question
  public List<JsonNode> list(LogSearch search) throws CommandFailure, InterruptedException {
    return list("/api/logs", search);
  }

  /// Archived log records, the oldest first.
  ///
  /// @throws CommandFailure if no server answers, or it refuses the question
  public List<JsonNode> archived(LogSearch search) throws CommandFailure, InterruptedException {
    return list("/api/archive/logs", search);
  }

  private List<JsonNode> list(String path, LogSearch search)
      throws CommandFailure, InterruptedException {
    List<JsonNode> logs = new ArrayList<>();
    json(path + search.query()).path("logs").forEach(logs::add);
    return logs.reversed();
  }

  /// What was logged around a record.
  ///
  /// @param lines how many on each side
  public Surroundings around(String id, int lines) throws CommandFailure, InterruptedException {
    JsonNode answer = json("/api/logs/%s/context?after=%d&before=%d".formatted(id, lines, lines));
    List<JsonNode> newestFirst = new ArrayList<>();
    answer.path("after").forEach(newestFirst::add);
    newestFirst.add(answer.path("log"));
    answer.path("before").forEach(newestFirst::add);
    return new Surroundings(newestFirst.reversed());
  }

  /// What the server answers to a GET.
  ///
  /// @throws CommandFailure if no server answers, or it refuses the question
  public JsonNode json(String path) throws CommandFailure, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofMinutes(1)).build();
    try {
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw refused(answer.statusCode(), answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw failed(e);
    } catch (JacksonException e) {
      throw new CommandFailure(
          server + ": what answers is no Mozaiks server; check --url (" + e.getMessage() + ")", e);
    }
  }

  /// Begins to follow.
  ///
  /// @param lastEventId the id of the event seen last; null for what comes from now on
  /// @throws CommandFailure if no server answers, or it refuses the question
  public LogEvents follow(LogSearch search, @Nullable String lastEventId)
      throws CommandFailure, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + "/api/logs/tail" + search.query()));
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    try {
      HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        try (InputStream body = answer.body()) {
          throw refused(answer.statusCode(), body.readAllBytes());
        }
      }
      return new LogEvents(answer.body());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private CommandFailure failed(IOException e) {
    return e instanceof ConnectException
        ? new CommandFailure(
            "no server answers at " + server + "; start one with: mozaiks serve", e)
        : new CommandFailure("the server at " + server + " broke off: " + e.getMessage(), e);
  }

  private static CommandFailure refused(int status, byte[] body) {
    String text = new String(body, UTF_8).strip();
    String detail;
    try {
      detail = JSON.readTree(body).path("detail").asString(text);
    } catch (JacksonException e) {
      detail = text;
    }
    return new CommandFailure("the server answered " + status + ": " + detail);
  }

  @Override
  public void close() {
    http.shutdownNow(); // a stream that is followed has no end
  }
}
