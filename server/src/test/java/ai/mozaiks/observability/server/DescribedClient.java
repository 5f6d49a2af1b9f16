// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.openapi.DescribedApi;
import ai.mozaiks.observability.server.openapi.DescribedOperation;
import ai.mozaiks.observability.server.openapi.SeenFields;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client that knows the API by its description alone, and notes the fields that it has seen.
final class DescribedClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern PART = Pattern.compile("\\{[a-z_]+}");
  private static final int SHOWN = 2_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final DescribedServer described;
  private final DescribedApi api;
  private final SeenFields seen;

  DescribedClient(DescribedServer described, DescribedApi api) {
    this.described = described;
    this.api = api;
    this.seen = new SeenFields(api);
  }

  SeenFields seen() {
    return seen;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", "");
  }

  /// @param body empty for none
  HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", type);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + described.server().port() + path));
  }

  /// The lines of a feed, from whatever it begins with for somebody who was there before.
  HttpResponse<Stream<String>> follow(String path) throws IOException, InterruptedException {
    return client.send(
        request(path).header("Last-Event-ID", "0").build(), HttpResponse.BodyHandlers.ofLines());
  }

  /// An answer is one that is described, with all its fields.
  void expectDescribed(DescribedOperation operation, HttpResponse<String> answer) {
    String body = answer.body();
    String what =
        "%s: %d %s"
            .formatted(
                operation.route(),
                answer.statusCode(),
                body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "...");
    JsonNode response = api.resolved(operation.answer(answer.statusCode()));
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    assertThat(response.path("content").propertyNames()).as(what).contains(type);
    assertThat(response.path("headers").propertyNames())
        .as(what)
        .allMatch(
            name -> name.startsWith("Mozaiks-") || answer.headers().firstValue(name).isPresent());
    if (type.endsWith("json")) {
      expectDescribed(what, api.schema(response, type), JSON.readTree(body));
    }
  }

  void expectDescribed(String what, JsonNode schema, JsonNode value) {
    assertThat(api.mistakes(schema, value)).as(what).isEmpty();
    seen.note(schema, value);
  }

  /// The path with something that there is in each of its parts.
  String filled(DescribedOperation operation) throws IOException, InterruptedException {
    Matcher parts = PART.matcher(operation.path());
    StringBuilder filled = new StringBuilder();
    while (parts.find()) {
      parts.appendReplacement(
          filled, Matcher.quoteReplacement(existing(operation.path(), parts.group())));
    }
    return parts.appendTail(filled).toString();
  }

  private String existing(String path, String part) throws IOException, InterruptedException {
    return switch (path) {
      case "/metrics/perf/chats/{chat_id}", "/api/chats/{chat_id}" -> "running";
      case "/api/chats/{chat_id}/timeline",
          "/api/chats/{chat_id}/graph",
          "/api/chats/{chat_id}/cost" ->
          "running";
      case "/api/chats/{chat_id}/events/{event_id}" -> part.equals("{chat_id}") ? "running" : "t1";
      case "/api/chats/{chat_id}/spans/{trace_id}/{span_id}" ->
          switch (part) {
            case "{trace_id}" -> "%032x".formatted(DescribedServer.TRACE);
            case "{span_id}" -> "00000000000000aa";
            default -> "chat-of-now";
          };
      case "/api/chats/{chat_id}/content" -> "chat-of-now";
      case "/api/archive/chats/{chat_id}" -> DescribedServer.ARCHIVED_CHAT;
      case "/api/logs/{id}/context" ->
          first("/api/logs?trace_id=%032x".formatted(DescribedServer.TRACE), "/logs/0/id");
      case "/api/alerts/{fingerprint}" ->
          first("/api/alerts?state=firing", "/alerts/0/fingerprint");
      case "/api/deletions/{id}" -> first("/api/deletions", "/deletions/0/id");
      case "/api/redaction/scans/{id}" -> first("/api/redaction/scans", "/scans/0/id");
      case "/api/silences/{id}" -> first("/api/silences", "/silences/0/id");
      case "/api/shipping/{name}/dead-letters" -> "search";
      case "/api/slos/{name}/history" -> "cost";
      default ->
          throw new IllegalArgumentException(path + " (expected: a path that is known here)");
    };
  }

  private String first(String path, String pointer) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body()).at(pointer).asString();
  }

  @Override
  public void close() {
    client.close();
  }
}
