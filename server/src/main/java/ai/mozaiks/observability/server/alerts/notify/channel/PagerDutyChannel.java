// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// PagerDuty, by the Events API v2.
final class PagerDutyChannel implements IncidentChannel {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  // developer.pagerduty.com, Events API v2
  private static final int LONGEST_SUMMARY = 1_024;
  private static final int LONGEST_KEY = 255;
  private static final int LONGEST_SOURCE = 255;
  private static final int LONGEST_DETAILS = 20_000;

  private final ChannelConfig.PagerDuty target;
  private final MessageTexts texts;
  private final HttpSender http;

  PagerDutyChannel(
      ChannelConfig.PagerDuty target, ChannelConfig.Templates templates, InstantSource clock) {
    this.target = target;
    this.texts = new MessageTexts(templates, TextForm.PLAIN);
    this.http = new HttpSender(target.ca(), clock);
  }

  @Override
  public void open(Notification notification) throws ChannelFailure, InterruptedException {
    post(trigger(notification));
  }

  @Override
  public void resolve(Notification notification) throws ChannelFailure, InterruptedException {
    post(event(notification, "resolve"));
  }

  private void post(ObjectNode event) throws ChannelFailure, InterruptedException {
    String key = HttpSender.read(target.routingKey());
    event.put("routing_key", key);
    byte[] body = JSON.writeValueAsBytes(event);
    http.send(new HttpSender.Post(URI.create(target.url() + "/v2/enqueue"), body).hiding(key));
  }

  private static ObjectNode event(Notification notification, String action) {
    return JSON.createObjectNode()
        .put("event_action", action)
        .put("dedup_key", Keys.fitting(notification.key(), LONGEST_KEY));
  }

  private ObjectNode trigger(Notification notification) {
    List<NoticedAlert> alerts = notification.alerts();
    ObjectNode event = event(notification, "trigger");
    event.put("client", "Mozaiks").put("client_url", Links.of(notification));
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", texts.title(notification, LONGEST_SUMMARY));
    String where = MessageModel.where(notification.labels());
    payload.put("source", where.isEmpty() ? "mozaiks" : Cut.to(where, LONGEST_SOURCE));
    payload.put(
        "severity",
        MessageModel.severity(notification.firing().isEmpty() ? alerts : notification.firing()));
    payload.put("timestamp", alerts.getFirst().startsAt().toString());
    payload.put("class", alerts.getFirst().name());
    String app = notification.labels().get("app");
    if (app != null) {
      payload.put("group", app);
    }
    ObjectNode details = payload.putObject("custom_details");
    details.put("text", texts.text(notification, LONGEST_DETAILS));
    details.put("firing", notification.firing().size());
    details.put("resolved", notification.resolved().size());
    ArrayNode links = event.putArray("links");
    links.addObject().put("href", Links.of(notification)).put("text", "Details");
    return event;
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
