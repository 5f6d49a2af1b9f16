// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// An operation of the API's description.
///
/// @param method in capitals
/// @param path with its `{name}` parts
/// @param node all that is said of it
/// @param parameters in the order of the description, resolved
public record DescribedOperation(
    String method, String path, JsonNode node, List<JsonNode> parameters) {

  /// As routes are listed: `GET /api/health`.
  public String route() {
    return method + " " + path;
  }

  /// The parameters in one place, such as `query`.
  public List<JsonNode> parametersIn(String place) {
    return parameters.stream().filter(each -> each.path("in").asString().equals(place)).toList();
  }

  /// What its answers look like that have this status; the default ones if nothing else is said.
  public JsonNode answer(int status) {
    JsonNode responses = node.path("responses");
    return responses.has(Integer.toString(status))
        ? responses.path(Integer.toString(status))
        : responses.path("default");
  }

  /// Whether it is answered with events that go on for ever.
  public boolean isFeed() {
    return answer(200).path("content").has("text/event-stream");
  }

  @Override
  public String toString() {
    return route();
  }
}
