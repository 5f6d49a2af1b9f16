// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.notify.Delivery.Kind;
import ai.mozaiks.observability.server.alerts.notify.Delivery.Status;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/notifications` tells how the channels are doing, `GET /api/notifications/deliveries`
/// what was delivered; `POST /api/alerts/test` sends a marked test through them. Thread-safe.
public final class NotificationsApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final String CHANNEL = "channel";

  private final Notifications notifications;

  public NotificationsApi(Notifications notifications) {
    this.notifications = notifications;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/notifications", this::channels)
        .get("/api/notifications/deliveries", this::deliveries)
        .post("/api/alerts/test", this::test);
  }

  private Answer channels(Request request) throws Refusal {
    request.allowParameters(CHANNEL, "format");
    String channel = request.queryParameter(CHANNEL);
    requireChannel(channel);
    ObjectNode node = JSON.createObjectNode();
    ArrayNode channels = node.putArray("channels");
    for (Courier courier : notifications.couriers()) {
      if (channel == null || channel.equals(courier.config().name())) {
        put(channels.addObject(), courier);
      }
    }
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private Answer deliveries(Request request) throws Refusal {
    request.allowParameters(CHANNEL, "limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    String channel = request.queryParameter(CHANNEL);
    requireChannel(channel);
    // The one beyond says whether another page follows.
    List<Delivery> found = notifications.log().latest(channel, place(request), limit + 1);
    Page<Delivery> page = Page.cut(found, limit, NotificationsApi::cursorOf);
    ObjectNode node = JSON.createObjectNode();
    ArrayNode deliveries = node.putArray("deliveries");
    page.items().forEach(each -> put(deliveries.addObject(), each));
    node.put("next", page.next());
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private static String cursorOf(Delivery delivery) {
    return delivery.lastAt().toEpochMilli() + "-" + delivery.id();
  }

  private static DeliveryLog.@Nullable Place place(Request request) throws Refusal {
    String text = request.queryParameter(Page.CURSOR);
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,18}-\\d{1,18}")) {
      throw Page.refusedCursor(text);
    }
    int dash = text.indexOf('-');
    return new DeliveryLog.Place(
        Instant.ofEpochMilli(Long.parseLong(text.substring(0, dash))),
        Long.parseLong(text.substring(dash + 1)));
  }

  private void requireChannel(@Nullable String name) throws Refusal {
    List<String> names =
        notifications.couriers().stream().map(each -> each.config().name()).toList();
    if (name != null && !names.contains(name)) {
      throw Refusal.of(
          404,
          "channel: no such channel (expected: "
              + (names.isEmpty() ? "none is configured" : String.join(", ", names))
              + ")");
    }
  }

  private void put(ObjectNode node, Courier courier) {
    String name = courier.config().name();
    ChannelHealth health = courier.health();
    NotificationQueue.Waiting waiting = notifications.queue().waiting(name);
    node.put("name", name);
    node.put("type", courier.config().target().type());
    node.put("place", courier.channel().place());
    node.put("send_resolved", courier.config().sendResolved());
    node.put("waiting_groups", waiting.groups());
    node.put("waiting_alerts", waiting.alerts());
    node.put("delivered_at", text(health.deliveredAt()));
    node.put("failing_since", text(health.failingSince()));
    node.put("attempts", health.attempts());
    node.put("retry_at", text(health.retryAt()));
    node.put("trouble", health.error());
    Delivery test = notifications.log().lastTest(name).orElse(null);
    if (test == null) {
      node.putNull("last_test");
    } else {
      ObjectNode last = node.putObject("last_test");
      last.put("at", test.lastAt().toString());
      last.put("delivered", test.status() == Status.DELIVERED);
      last.put("error", test.error());
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static void put(ObjectNode node, Delivery delivery) {
    node.put("id", delivery.id());
    node.put("channel", delivery.channel());
    node.put("kind", delivery.kind().word());
    ArrayNode groups = node.putArray("groups");
    delivery.groups().forEach(groups::add);
    node.put("title", delivery.title());
    node.put("status", delivery.status().word());
    node.put("attempts", delivery.attempts());
    node.put("first_at", delivery.firstAt().toString());
    node.put("last_at", delivery.lastAt().toString());
    node.put("error", delivery.error());
    if (delivery.kind() == Kind.ALERT) {
      node.set("alerts", JSON.readTree(delivery.alerts()));
    }
  }

  private Answer test(Request request) throws Refusal, InterruptedException {
    request.allowParameters();
    String channel = JsonBody.of(request, CHANNEL).text(CHANNEL);
    requireChannel(channel);
    if (notifications.couriers().isEmpty()) {
      throw Refusal.of(
          404, "no channel is configured (expected: alerts.webhook or alerts.channels)");
    }
    ObjectNode node = JSON.createObjectNode();
    ArrayNode results = node.putArray("results");
    for (Delivery each : notifications.test(channel)) {
      ObjectNode result = results.addObject();
      result.put("channel", each.channel());
      result.put("delivered", each.status() == Status.DELIVERED);
      result.put("error", each.error());
      result.put("at", each.lastAt().toString());
      result.put("delivery", each.id());
    }
    return Answer.json(JSON.writeValueAsBytes(node));
  }
}
