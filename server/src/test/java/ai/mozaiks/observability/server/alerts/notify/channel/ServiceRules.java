// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import static ai.mozaiks.observability.server.alerts.notify.channel.StrictShape.list;
import static ai.mozaiks.observability.server.alerts.notify.channel.StrictShape.matches;
import static ai.mozaiks.observability.server.alerts.notify.channel.StrictShape.object;
import static ai.mozaiks.observability.server.alerts.notify.channel.StrictShape.require;
import static ai.mozaiks.observability.server.alerts.notify.channel.StrictShape.text;
import static ai.mozaiks.observability.server.alerts.notify.channel.StrictShape.word;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.server.alerts.notify.channel.Receiver.Received;
import ai.mozaiks.observability.server.alerts.notify.channel.Receiver.Reply;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the services take, by their documentation: nothing else.
final class ServiceRules {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
  private static final String URL = "https?://.*";

  /// Open incidents of PagerDuty by dedup_key, open alerts of Opsgenie by alias.
  final Set<String> open = ConcurrentHashMap.newKeySet();

  private static void requireJson(Received request) {
    require(
        request.headers().getOrDefault("content-type", "").equals("application/json"),
        "Content-Type");
  }

  /// Incoming webhooks: text and blocks; blocks by the reference of Block Kit.
  Reply slack(Received request) {
    requireJson(request);
    if (!request.path().equals("/services/T0/B0/slacksecret")) {
      return Reply.of(404, "no_service");
    }
    JsonNode body = object(JSON.readTree(request.body()), List.of("text", "blocks"));
    text(body.get("text"), 40_000);
    int all = 0;
    for (JsonNode block : list(body.get("blocks"), 1, 50)) {
      switch (block.path("type").asString("")) {
        case "header" -> {
          object(block, List.of("type", "text"));
          object(block.get("text"), List.of("type", "text"));
          word(block.get("text").get("type"), "plain_text");
          text(block.get("text").get("text"), 150);
        }
        case "section" -> {
          object(block, List.of("type", "text"));
          object(block.get("text"), List.of("type", "text"));
          word(block.get("text").get("type"), "mrkdwn");
          String text = text(block.get("text").get("text"), 3_000);
          require(
              text.replaceAll("<https?://[^<>|]+\\|[^<>|]*>", "").matches("(?s)[^<>]*"),
              "unescaped: " + text);
          require(text.replaceAll("&(amp|lt|gt);", "").indexOf('&') < 0, "unescaped: " + text);
        }
        default -> throw new IllegalArgumentException("invalid_blocks: " + block);
      }
      all += block.toString().length();
    }
    require(all < 13_000, "msg_blocks_too_long");
    return Reply.of(200, "ok");
  }

  /// A workflow's webhook: a message with one Adaptive Card 1.4.
  Reply teams(Received request) {
    requireJson(request);
    require(request.path().equals("/workflows/w1?sig=teamssecret"), request.path());
    require(request.body().getBytes(UTF_8).length <= 28 * 1024, "too large");
    JsonNode body = object(JSON.readTree(request.body()), List.of("type", "attachments"));
    word(body.get("type"), "message");
    JsonNode attachment =
        object(
            list(body.get("attachments"), 1, 1).get(0),
            List.of("contentType", "contentUrl", "content"));
    word(attachment.get("contentType"), "application/vnd.microsoft.card.adaptive");
    require(attachment.get("contentUrl").isNull(), "contentUrl");
    JsonNode card =
        object(
            attachment.get("content"),
            List.of("$schema", "type", "version", "body"),
            "actions",
            "msteams");
    word(card.get("type"), "AdaptiveCard");
    word(card.get("version"), "1.4");
    matches(card.get("$schema"), "http://adaptivecards\\.io/schemas/adaptive-card\\.json");
    for (JsonNode block : list(card.get("body"), 1, 100)) {
      object(block, List.of("type", "text"), "wrap", "weight", "size", "color");
      word(block.get("type"), "TextBlock");
      text(block.get("text"), 10_000);
      if (block.has("color")) {
        word(
            block.get("color"),
            "Default",
            "Dark",
            "Light",
            "Accent",
            "Good",
            "Warning",
            "Attention");
      }
    }
    for (JsonNode action : list(card.path("actions"), 1, 6)) {
      object(action, List.of("type", "title", "url"));
      word(action.get("type"), "Action.OpenUrl");
      matches(action.get("url"), URL);
    }
    return Reply.of(202, "");
  }

  /// Events API v2.
  Reply pagerDuty(Received request) {
    requireJson(request);
    require(request.path().equals("/v2/enqueue"), request.path());
    JsonNode event = JSON.readTree(request.body());
    matches(event.path("routing_key"), "[0-9a-f]{32}");
    String key = text(event.path("dedup_key"), 255);
    word(event.path("event_action"), "trigger", "resolve");
    if (event.get("event_action").stringValue().equals("resolve")) {
      object(event, List.of("routing_key", "event_action", "dedup_key"));
      open.remove(key);
      return accepted(key);
    }
    object(
        event,
        List.of("routing_key", "event_action", "dedup_key", "payload"),
        "client",
        "client_url",
        "links",
        "images");
    JsonNode payload =
        object(
            event.get("payload"),
            List.of("summary", "source", "severity"),
            "timestamp",
            "component",
            "group",
            "class",
            "custom_details");
    text(payload.get("summary"), 1_024);
    text(payload.get("source"), 1_000);
    word(payload.get("severity"), "critical", "error", "warning", "info");
    matches(payload.get("timestamp"), TIME);
    for (JsonNode link : event.path("links")) {
      object(link, List.of("href"), "text");
      matches(link.get("href"), URL);
    }
    open.add(key);
    return accepted(key);
  }

  private static Reply accepted(String key) {
    return Reply.of(
        202,
        JSON.writeValueAsString(
            Map.of("status", "success", "message", "Event processed", "dedup_key", key)));
  }

  /// Alert API.
  Reply opsgenie(Received request) {
    requireJson(request);
    if (!request.headers().getOrDefault("authorization", "").equals("GenieKey genie-key-0001")) {
      return Reply.of(401, "{\"message\":\"Could not authenticate\"}");
    }
    JsonNode body = JSON.readTree(request.body());
    if (request.path().equals("/v2/alerts")) {
      object(
          body,
          List.of("message"),
          "alias",
          "description",
          "responders",
          "visibleTo",
          "actions",
          "tags",
          "details",
          "entity",
          "source",
          "priority",
          "user",
          "note");
      text(body.get("message"), 130);
      String alias = text(body.get("alias"), 512);
      text(body.get("description"), 15_000);
      matches(body.get("priority"), "P[1-5]");
      text(body.get("source"), 100);
      list(body.get("tags"), 1, 20).forEach(tag -> text(tag, 50));
      body.path("details").properties().forEach(each -> text(each.getValue(), 8_000));
      for (JsonNode responder : body.path("responders")) {
        object(responder, List.of("type", "name"));
      }
      open.add(alias);
    } else {
      String path = request.path();
      require(path.startsWith("/v2/alerts/") && path.endsWith("/close?identifierType=alias"), path);
      object(body, List.of(), "user", "source", "note");
      text(body.get("note"), 25_000);
      String alias =
          path.substring(
              "/v2/alerts/".length(), path.length() - "/close?identifierType=alias".length());
      open.remove(URLDecoder.decode(alias, UTF_8));
    }
    return Reply.of(
        202, "{\"result\":\"Request will be processed\",\"took\":0.1,\"requestId\":\"43a29c5c\"}");
  }

  /// What receivers of Alertmanager's webhooks read: version 4.
  static void webhook(JsonNode body) {
    object(
        body,
        List.of(
            "version",
            "groupKey",
            "truncatedAlerts",
            "status",
            "receiver",
            "groupLabels",
            "commonLabels",
            "commonAnnotations",
            "externalURL",
            "alerts"));
    word(body.get("version"), "4");
    word(body.get("status"), "firing", "resolved");
    require(body.get("truncatedAlerts").isInt(), "truncatedAlerts");
    matches(body.get("externalURL"), URL);
    for (String map : List.of("groupLabels", "commonLabels", "commonAnnotations")) {
      body.get(map).properties().forEach(each -> text(each.getValue(), 10_000));
    }
    for (JsonNode alert : list(body.get("alerts"), 1, 1_000)) {
      object(
          alert,
          List.of(
              "status",
              "labels",
              "annotations",
              "startsAt",
              "endsAt",
              "generatorURL",
              "fingerprint"));
      word(alert.get("status"), "firing", "resolved");
      matches(alert.get("startsAt"), TIME);
      matches(alert.get("endsAt"), TIME);
      require(
          alert.get("status").stringValue().equals("firing")
              == alert.get("endsAt").stringValue().equals("0001-01-01T00:00:00Z"),
          "endsAt of " + alert);
      matches(alert.get("generatorURL"), URL);
      matches(alert.get("fingerprint"), "[0-9a-f]{16}");
    }
  }
}
