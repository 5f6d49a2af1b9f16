// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/shipping`: how the destinations of log records are doing, and what they refused.
public final class ShippingApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Shipping shipping;

  public ShippingApi(Shipping shipping) {
    this.shipping = shipping;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/shipping", this::list);
    routes.get("/api/shipping/{name}/dead-letters", this::deadLetters);
  }

  private Answer list(Request request) throws Refusal {
    request.allowParameters("format");
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("destinations");
    for (ShippingReading reading : shipping.read()) {
      ObjectNode destination = list.addObject();
      destination.put("name", reading.name());
      destination.put("type", reading.type());
      destination.put("place", reading.place());
      destination.put("position", reading.position());
      destination.put("behind", reading.behind());
      destination.put("lag_sec", reading.lagSeconds());
      destination.put("shipped", reading.shipped());
      destination.put("already_there", reading.known());
      destination.put("retried", reading.retried());
      destination.put("dead", reading.dead());
      destination.put("lost", reading.lost());
      destination.put(
          "last_shipped_at",
          reading.lastShippedAt() == null ? null : reading.lastShippedAt().toString());
      destination.put("trouble", reading.trouble().isEmpty() ? null : reading.trouble());
    }
    return Answer.json(JSON.writeValueAsBytes(body));
  }

  private Answer deadLetters(Request request) throws Refusal {
    request.allowParameters("limit", "format");
    int limit = request.intParameter("limit", DeadLetters.MOST_SHOWN, 1, DeadLetters.MOST_SHOWN);
    List<DeadLetter> letters =
        shipping
            .deadLetters(request.pathParameter("name"))
            .orElseThrow(() ->
                Refusal.of(
                    404, "no such destination (expected: a name that GET /api/shipping lists)"));
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("dead_letters");
    letters.stream().limit(limit).forEach(letter -> list.add(letter.tree()));
    return Answer.json(JSON.writeValueAsBytes(body));
  }
}
