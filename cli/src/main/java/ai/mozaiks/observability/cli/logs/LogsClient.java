// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.logs;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.cli.ServerClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks a server for log records. For one thread.
public final class LogsClient implements AutoCloseable {
  private final ServerClient server;

  /// @param server its address, without a slash at the end
  public LogsClient(URI server) {
    this.server = new ServerClient(server);
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
    return server.json(server.request(path).timeout(Duration.ofMinutes(1)));
  }

  /// Begins to follow.
  ///
  /// @param lastEventId the id of the event seen last; null for what comes from now on
  /// @throws CommandFailure if no server answers, or it refuses the question
  public LogEvents follow(LogSearch search, @Nullable String lastEventId)
      throws CommandFailure, InterruptedException {
    HttpRequest.Builder request = server.request("/api/logs/tail" + search.query());
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new LogEvents(server.stream(request));
  }

  @Override
  public void close() {
    server.close();
  }
}
