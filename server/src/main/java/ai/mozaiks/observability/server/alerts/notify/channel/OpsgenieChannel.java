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

/// Opsgenie, by the Alert API. An incident is an alert there, known by its alias.
final class OpsgenieChannel implements IncidentChannel {
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
  public void open(Notification notification) throws ChannelFailure, InterruptedException {
    post("/v2/alerts", alert(notification));
  }

  @Override
  public void resolve(Notification notification) throws ChannelFailure, InterruptedException {
    String path =
        URLEncoder.encode(alias(notification), StandardCharsets.UTF_8).replace("+", "%20");
    ObjectNode body = JSON.createObjectNode().put("source", "mozaiks");
    body.put("note", texts.text(notification, LONGEST_DESCRIPTION));
    post("/v2/alerts/" + path + "/close?identifierType=alias", body);
  }

  private static String alias(Notification notification) {
    return Keys.fitting(notification.key(), LONGEST_ALIAS);
  }

  private void post(String path, ObjectNode body) throws ChannelFailure, InterruptedException {
    String key = HttpSender.read(target.apiKey());
    http.send(
        new HttpSender.Post(URI.create(target.url() + path), JSON.writeValueAsBytes(body))
            .header("Authorization", "GenieKey " + key)
            .hiding(key));
  }

  private ObjectNode alert(Notification notification) {
    ObjectNode body = JSON.createObjectNode();
    body.put("message", texts.title(notification, LONGEST_MESSAGE));
    body.put("alias", alias(notification));
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
  public void close() {
    http.close();
  }
}
