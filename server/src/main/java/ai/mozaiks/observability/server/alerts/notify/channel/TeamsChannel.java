// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A webhook of a Microsoft Teams workflow ("post to a channel when a webhook request is
/// received"), with an Adaptive Card.
final class TeamsChannel implements Channel {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST_TITLE = 200;
  private static final int LONGEST_TEXT = 12_000; // a message may have 28 KB
  private static final int LONGEST_BLOCK = 3_000;

  private final ChannelConfig.Teams target;
  private final MessageTexts texts;
  private final HttpSender http;

  TeamsChannel(ChannelConfig.Teams target, ChannelConfig.Templates templates, InstantSource clock) {
    this.target = target;
    this.texts = new MessageTexts(templates, TextForm.TEAMS);
    this.http = new HttpSender(target.ca(), clock);
  }

  @Override
  public void send(Notification notification) throws ChannelFailure, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("type", "message");
    ObjectNode attachment = body.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.putNull("contentUrl");
    ObjectNode card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard").put("version", "1.4");
    ArrayNode blocks = card.putArray("body");
    text(blocks, TextForm.TEAMS.escaped(texts.title(notification, LONGEST_TITLE)))
        .put("weight", "Bolder")
        .put("size", "Medium")
        .put("color", color(notification));
    for (String part : Cut.intoParts(texts.text(notification, LONGEST_TEXT), LONGEST_BLOCK)) {
      text(blocks, part);
    }
    ObjectNode action = card.putArray("actions").addObject();
    action.put("type", "Action.OpenUrl").put("title", "Open");
    action.put("url", Links.of(notification));
    card.putObject("msteams").put("width", "Full");
    http.send(HttpSender.post(target.address(), JSON.writeValueAsBytes(body)));
  }

  private static ObjectNode text(ArrayNode blocks, String text) {
    return blocks.addObject().put("type", "TextBlock").put("text", text).put("wrap", true);
  }

  private static String color(Notification notification) {
    if (!notification.isFiring() || notification.test()) {
      return "Good";
    }
    return MessageModel.severity(notification.alerts()).equals("critical")
        ? "Attention"
        : "Warning";
  }

  @Override
  public String place() {
    return HttpSender.place(target.address());
  }

  @Override
  public void close() {
    http.close();
  }
}
