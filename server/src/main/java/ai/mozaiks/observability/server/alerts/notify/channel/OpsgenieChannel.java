// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Opsgenie, by the Alert API. Each group is one alert there, known by its alias: it is created
/// while anything of the group fires, and closed when all of it is over.
final class OpsgenieChannel implements Channel {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  // docs.opsgenie.com, Alert API
  private static final int LONGEST_MESSAGE = 130;
  private static final int LONGEST_DESCRIPTION = 15_000;
  private static final int LONGEST_ALIAS = 512;
  private static final int LONGEST_ENTITY = 512;
  private static final int LONGEST_TAG = 50;

  private final ChannelConfig.Opsgenie target;
  private final MessageTexts texts;
  private final HttpSender http;

  OpsgenieChannel(
      ChannelConfig.Opsgenie target, ChannelConfig.Templates templates, InstantSource clock) {
    this.target = target;
    this.texts = new MessageTexts(templates, TextForm.PLAIN);
    this.http = new HttpSender(target.ca(), clock);
  }

  @Override
  public void send(Notification notification) throws ChannelFailure, InterruptedException {
    String key = notification.key();
    String alias = key.length() <= LONGEST_ALIAS ? key : Keys.shortOf(key);
    if (notification.isFiring()) {
      post("/v2/alerts", create(notification, alias));
    }
    if (!notification.isFiring() || notification.test()) {
      String path = URLEncoder.encode(alias, StandardCharsets.UTF_8).replace("+", "%20");
      ObjectNode close = JSON.createObjectNode().put("source", "mozaiks");
      close.put("note", texts.text(notification, LONGEST_DESCRIPTION));
      post("/v2/alerts/" + path + "/close?identifierType=alias", close);
    }
  }

  private void post(String path, ObjectNode body) throws ChannelFailure, InterruptedException {
    String key = HttpSender.read(target.apiKey());
    http.send(
        new HttpSender.Post(URI.create(target.url() + path), JSON.writeValueAsBytes(body))
            .header("Authorization", "GenieKey " + key)
            .hiding(key));
  }

  private ObjectNode create(Notification notification, String alias) {
    ObjectNode body = JSON.createObjectNode();
    body.put("message", texts.title(notification, LONGEST_MESSAGE));
    body.put("alias", alias);
    body.put("description", texts.text(notification, LONGEST_DESCRIPTION));
    body.put("source", "mozaiks");
    body.put(
        "priority",
        switch (MessageModel.severity(notification.alerts())) {
          case "critical" -> "P1";
          case "info" -> "P5";
          default -> "P3";
        });
    String where = MessageModel.where(notification.labels());
    if (!where.isEmpty()) {
      body.put("entity", Cut.to(where, LONGEST_ENTITY));
    }
    ArrayNode tags = body.putArray("tags");
    tags.add("mozaiks");
    tags.add(Cut.to(notification.alerts().getFirst().name(), LONGEST_TAG));
    if (notification.test()) {
      tags.add("test");
    }
    ObjectNode details = body.putObject("details");
    notification.labels().forEach(details::put);
    details.put("link", Links.of(notification));
    String team = target.team();
    if (team != null) {
      body.putArray("responders").addObject().put("type", "team").put("name", team);
    }
    return body;
  }

  @Override
  public String place() {
    return target.url().toString();
  }

  @Override
  public boolean takesDigests() {
    return false;
  }

  @Override
  public void close() {
    http.close();
  }
}
