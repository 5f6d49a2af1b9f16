// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a server said to a command. What does not come from a server of ours is said to be so: a
/// wrong port is a frequent mistake.
final class ServerAnswer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ServerAnswer() {}

  /// The JSON of an answer.
  ///
  /// @param field what a good answer has
  /// @throws CommandFailure if the server refused, or is none of ours
  static JsonNode json(HttpResponse<String> answer, URI url, String field) throws CommandFailure {
    check(answer, url);
    JsonNode body = read(answer.body());
    if (!body.has(field)) {
      throw another(url, answer.statusCode());
    }
    return body;
  }

  /// Lets a good answer pass.
  ///
  /// @throws CommandFailure if it is not a 200
  static void check(HttpResponse<String> answer, URI url) throws CommandFailure {
    if (answer.statusCode() == 200) {
      return;
    }
    String detail = read(answer.body()).path("detail").asString("");
    throw detail.isEmpty()
        ? another(url, answer.statusCode())
        : new CommandFailure("the server answered " + answer.statusCode() + ": " + detail);
  }

  /// Why there is no answer.
  static CommandFailure none(URI url, IOException e) {
    return switch (e) {
      case ConnectException _ ->
          new CommandFailure("no server answers at " + url + "; start one with: mozaiks serve", e);
      case ProtocolException _ ->
          new CommandFailure(
              "what answers at "
                  + url
                  + " does not speak HTTP 1.1, as the port for gRPC; give the main port with --url",
              e);
      default -> new CommandFailure("the server at " + url + " broke off: " + e.getMessage(), e);
    };
  }

  private static CommandFailure another(URI url, int status) {
    return new CommandFailure(
        "what answers at "
            + url
            + " (with "
            + status
            + ") is not a Mozaiks server; give the address of one with --url");
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.createObjectNode(); // told as what is not ours
    }
  }
}
