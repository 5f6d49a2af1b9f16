// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.ShippingConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A real Alertmanager, by its API v2. What fires is sent again and again with a time to live of
/// four rounds, as Prometheus does, so that it ends there by itself should this server be gone.
final class AlertmanagerChannel implements Channel {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ROUNDS = 4;

  private final ChannelConfig.Alertmanager target;
  private final HttpSender http;

  AlertmanagerChannel(ChannelConfig.Alertmanager target, InstantSource clock) {
    this.target = target;
    this.http = new HttpSender(target.ca(), clock);
  }

  @Override
  public void send(Notification notification) throws ChannelFailure, InterruptedException {
    ArrayNode alerts = JSON.createArrayNode();
    Instant until = notification.at().plus(target.resend().multipliedBy(ROUNDS));
    for (NoticedAlert alert : notification.alerts()) {
      ObjectNode node = alerts.addObject();
      ObjectNode labels = node.putObject("labels");
      alert
          .labels()
          .forEach((name, value) -> {
            if (!value.isEmpty()) { // an empty label is none
              labels.put(name, value);
            }
          });
      ObjectNode annotations = node.putObject("annotations");
      alert.annotations().forEach(annotations::put);
      node.put("startsAt", alert.startsAt().toString());
      node.put("endsAt", (alert.endsAt() == null ? until : alert.endsAt()).toString());
      node.put("generatorURL", Links.of(notification.link(), alert));
    }
    HttpSender.Post post =
        new HttpSender.Post(
            URI.create(target.url() + "/api/v2/alerts"), JSON.writeValueAsBytes(alerts));
    ShippingConfig.Password login = target.login();
    if (login != null) {
      String password = HttpSender.read(login.password());
      String both =
          Base64.getEncoder()
              .encodeToString((login.user() + ":" + password).getBytes(StandardCharsets.UTF_8));
      post.header("Authorization", "Basic " + both).hiding(password).hiding(both);
    }
    http.send(post);
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
