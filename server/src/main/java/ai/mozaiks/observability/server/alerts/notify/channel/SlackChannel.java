// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import java.time.InstantSource;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An incoming webhook of Slack, with Block Kit.
final class SlackChannel implements Channel {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  // docs.slack.dev, reference of blocks; all blocks together are refused from some 13,000 on
  private static final int LONGEST_HEADER = 150;
  private static final int LONGEST_SECTION = 3_000;
  private static final int LONGEST_TEXT = 10_000;

  private static final Pattern CUT_IN_HALF = Pattern.compile("(&[a-z]{0,3}|<[^<>]*)…$");

  private final ChannelConfig.Slack target;
  private final MessageTexts texts;
  private final HttpSender http;

  SlackChannel(ChannelConfig.Slack target, ChannelConfig.Templates templates, InstantSource clock) {
    this.target = target;
    this.texts = new MessageTexts(templates, TextForm.SLACK);
    this.http = new HttpSender(target.ca(), clock);
  }

  @Override
  public void send(Notification notification) throws ChannelFailure, InterruptedException {
    String title = texts.title(notification, LONGEST_HEADER);
    ObjectNode body = JSON.createObjectNode();
    // What the phone's notification shows; unlike the header it can have markup.
    body.put("text", TextForm.SLACK.escaped(title));
    ArrayNode blocks = body.putArray("blocks");
    ObjectNode header = blocks.addObject().put("type", "header");
    header.putObject("text").put("type", "plain_text").put("text", title);
    for (String part : Cut.intoParts(texts.text(notification, LONGEST_TEXT), LONGEST_SECTION)) {
      ObjectNode section = blocks.addObject().put("type", "section");
      section.putObject("text").put("type", "mrkdwn").put("text", mended(part));
    }
    http.send(HttpSender.post(target.address(), JSON.writeValueAsBytes(body)));
  }

  /// Where a text was cut in the middle of an escaped character or a link, without its half.
  private static String mended(String text) {
    return CUT_IN_HALF.matcher(text).replaceFirst("…");
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
