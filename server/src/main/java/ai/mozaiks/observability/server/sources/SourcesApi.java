// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.sources;

import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/sources`: how the configured sources are doing.
public final class SourcesApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final LogSources sources;

  public SourcesApi(LogSources sources) {
    this.sources = sources;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/sources", this::list);
  }

  private Answer list(Request request) throws Refusal {
    request.allowParameters("format");
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("sources");
    for (SourceReading reading : sources.read()) {
      LogFeed.Progress progress = reading.progress();
      ObjectNode source = list.addObject();
      source.put("path", reading.path());
      source.put("found", progress.found());
      source.put("position", progress.position());
      source.put("lag", progress.lag());
      source.put("lines", progress.lines());
      source.put("rejected", reading.rejected());
      source.put("without_session", progress.unbound());
      source.put("trouble", reading.trouble().isEmpty() ? null : reading.trouble());
      ArrayNode reasons = source.putArray("rejections");
      for (LogFeed.Rejection rejection : reading.reasons()) {
        reasons.addObject().put("place", rejection.place()).put("reason", rejection.reason());
      }
    }
    return Answer.json(JSON.writeValueAsBytes(body));
  }
}
