// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.config.ChannelConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Any receiver of Alertmanager's webhooks: version 4 of their JSON. Signed, if there is a key:
/// `Mozaiks-Signature` is `sha256=` and the HMAC, in hexadecimal digits, over `Mozaiks-Timestamp`,
/// a full stop and the body.
final class WebhookChannel implements Channel {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String NOT_YET = "0001-01-01T00:00:00Z";
  private static final int MOST_ALERTS = 1_000;

  private final String name;
  private final ChannelConfig.Webhook target;
  private final HttpSender http;
  private final InstantSource clock;

  /// @param name what the receiver is called in requests
  WebhookChannel(String name, ChannelConfig.Webhook target, InstantSource clock) {
    this.name = name;
    this.target = target;
    this.clock = clock;
    this.http = new HttpSender(target.ca(), clock);
  }

  @Override
  public void send(Notification notification) throws ChannelFailure, InterruptedException {
    byte[] body = body(notification);
    HttpSender.Post post = HttpSender.post(target.address(), body);
    post.header("Mozaiks-Delivery", Long.toString(notification.delivery()));
    if (notification.test()) {
      post.header("Mozaiks-Test", "true");
    }
    if (target.key() != null) {
      String key = HttpSender.read(target.key());
      // The time of sending, which a receiver compares with its own clock.
      String timestamp = Long.toString(clock.instant().getEpochSecond());
      post.header("Mozaiks-Timestamp", timestamp);
      post.header("Mozaiks-Signature", "sha256=" + signature(key, timestamp, body));
      post.hiding(key);
    }
    if (target.token() != null) {
      String token = HttpSender.read(target.token());
      post.header("Authorization", "Bearer " + token).hiding(token);
    }
    http.send(post);
  }

  private static String signature(String key, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private byte[] body(Notification notification) {
    List<NoticedAlert> all = notification.alerts();
    List<NoticedAlert> alerts = all.stream().limit(MOST_ALERTS).toList();
    ObjectNode body = JSON.createObjectNode();
    body.put("version", "4");
    body.put("groupKey", notification.key());
    body.put("truncatedAlerts", all.size() - alerts.size());
    body.put("status", notification.isFiring() ? "firing" : "resolved");
    body.put("receiver", name);
    put(body.putObject("groupLabels"), notification.labels());
    put(body.putObject("commonLabels"), common(alerts, NoticedAlert::labels));
    put(body.putObject("commonAnnotations"), common(alerts, NoticedAlert::annotations));
    body.put("externalURL", notification.link().toString());
    ArrayNode list = body.putArray("alerts");
    for (NoticedAlert alert : alerts) {
      ObjectNode node = list.addObject();
      Instant end = alert.endsAt();
      node.put("status", end == null ? "firing" : "resolved");
      put(node.putObject("labels"), alert.labels());
      put(node.putObject("annotations"), alert.annotations());
      node.put("startsAt", alert.startsAt().toString());
      node.put("endsAt", end == null ? NOT_YET : end.toString());
      node.put("generatorURL", Links.of(notification.link(), alert));
      node.put("fingerprint", alert.fingerprint());
    }
    return JSON.writeValueAsBytes(body);
  }

  private static void put(ObjectNode node, Map<String, String> texts) {
    texts.forEach(node::put);
  }

  /// What all of them have.
  private static SortedMap<String, String> common(
      List<NoticedAlert> alerts, Function<NoticedAlert, SortedMap<String, String>> of) {
    SortedMap<String, String> common = new TreeMap<>(of.apply(alerts.getFirst()));
    alerts.forEach(alert -> common.entrySet().retainAll(of.apply(alert).entrySet()));
    return common;
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
