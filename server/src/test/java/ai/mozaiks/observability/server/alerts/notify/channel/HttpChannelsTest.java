// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.alerts.notify.channel.Receiver.Received;
import ai.mozaiks.observability.server.alerts.notify.channel.Receiver.Reply;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each channel against a server that takes what the service documents, and nothing else.
class HttpChannelsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROUTING_KEY = "0123456789abcdef0123456789abcdef";
  private static final Instant CLOCK = Instant.parse("2026-03-01T12:30:07Z");

  /// The services, with what is secret of a request to them.
  enum Service {
    SLACK("slacksecret"),
    TEAMS("teamssecret"),
    WEBHOOK("hooksecret"),
    PAGERDUTY(ROUTING_KEY),
    OPSGENIE("genie-key-0001");

    private final String secret;

    Service(String secret) {
      this.secret = secret;
    }

    Receiver.Rules rules(ServiceRules rules) {
      return switch (this) {
        case SLACK -> rules::slack;
        case TEAMS -> rules::teams;
        case PAGERDUTY -> rules::pagerDuty;
        case OPSGENIE -> rules::opsgenie;
        case WEBHOOK ->
            request -> {
              ServiceRules.webhook(JSON.readTree(request.body()));
              return Reply.of(200, "");
            };
      };
    }

    ChannelConfig.Target target(URI url) {
      return switch (this) {
        case SLACK -> new ChannelConfig.Slack(hidden(url + "/services/T0/B0/slacksecret"), null);
        case TEAMS -> new ChannelConfig.Teams(hidden(url + "/workflows/w1?sig=teamssecret"), null);
        case WEBHOOK ->
            new ChannelConfig.Webhook(hidden(url + "/hook?token=hooksecret"), null, null, null);
        case PAGERDUTY ->
            new ChannelConfig.PagerDuty(url, new Secret.InEnvironment("KEY", ROUTING_KEY), null);
        case OPSGENIE ->
            new ChannelConfig.Opsgenie(
                url, new Secret.InEnvironment("KEY", "genie-key-0001"), "night", null);
      };
    }

    private static ChannelConfig.Address hidden(String url) {
      return new ChannelConfig.Address.Hidden(new Secret.InEnvironment("URL", url));
    }

    Channel channel(URI url) {
      return channel(target(url), ChannelConfig.Templates.BUILT_IN);
    }

    static Channel channel(ChannelConfig.Target target, ChannelConfig.Templates templates) {
      return Channels.of(new ChannelConfig("ops", true, templates, target), () -> CLOCK);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesEveryNotification(Service service) throws Exception {
    try (Receiver receiver = new Receiver(service.rules(new ServiceRules()));
        Channel channel = service.channel(receiver.url())) {
      for (Notification each : NotificationSamples.all()) {
        channel.send(each);
      }
      assertThat(receiver.taken()).hasSizeGreaterThanOrEqualTo(NotificationSamples.all().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatWentWrong_withoutSecrets(Service service) throws Exception {
    try (Receiver receiver = new Receiver(service.rules(new ServiceRules()));
        Channel channel = service.channel(receiver.url())) {
      assertThat(channel.place()).doesNotContain(service.secret);
      for (int status : List.of(400, 401, 404, 429, 500, 302)) {
        receiver.first(
            new Reply(
                status,
                "you sent " + service.secret + " to /workflows/w1?sig=teamssecret",
                Map.of("Retry-After", "17", "Location", "http://127.0.0.1:1/elsewhere")));
        ChannelFailure failure =
            catchThrowableOfType(
                ChannelFailure.class, () -> channel.send(NotificationSamples.firing()));
        assertThat(failure.reason())
            .contains("answered " + status, "you sent ")
            .doesNotContain(service.secret);
        assertThat(failure.isOfMessage()).isEqualTo(status == 400);
        assertThat(failure.retryAfter()).isEqualTo(status == 400 ? null : Duration.ofSeconds(17));
      }
      channel.send(NotificationSamples.firing());
      assertThat(receiver.taken()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatNobodyIsThere(Service service) throws Exception {
    URI gone;
    try (Receiver receiver = new Receiver(service.rules(new ServiceRules()))) {
      gone = receiver.url();
    }
    try (Channel channel = service.channel(gone)) {
      ChannelFailure failure =
          catchThrowableOfType(
              ChannelFailure.class, () -> channel.send(NotificationSamples.firing()));
      assertThat(failure.reason()).contains("cannot be reached").doesNotContain(service.secret);
      assertThat(failure.isOfMessage()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"PAGERDUTY", "OPSGENIE"})
  void incident_isOpenWhileItFires(Service service) throws Exception {
    ServiceRules rules = new ServiceRules();
    try (Receiver receiver = new Receiver(service.rules(rules));
        Channel channel = service.channel(receiver.url())) {
      channel.send(NotificationSamples.firing());
      assertThat(rules.open).containsExactly(NotificationSamples.firing().key());
      channel.send(NotificationSamples.firing());
      assertThat(rules.open).hasSize(1);
      channel.send(NotificationSamples.resolved());
      assertThat(rules.open).isEmpty();
      channel.send(NotificationSamples.test());
      assertThat(receiver.taken()).hasSize(5);
      assertThat(rules.open).as("a test closes what it opened").isEmpty();
    }
  }

  private static Received only(Receiver receiver) {
    assertThat(receiver.taken()).hasSize(1);
    return receiver.taken().getFirst();
  }

  @Test
  void webhook_isSigned_overTimeAndBody_andNamesTheDelivery() throws Exception {
    try (Receiver receiver = new Receiver(Service.WEBHOOK.rules(new ServiceRules()));
        Channel channel =
            Service.channel(
                new ChannelConfig.Webhook(
                    new ChannelConfig.Address.Open(receiver.url()),
                    new Secret.InEnvironment("KEY", "signing-key"),
                    new Secret.InEnvironment("TOKEN", "bearer-token"),
                    null),
                ChannelConfig.Templates.BUILT_IN)) {
      channel.send(NotificationSamples.firing());
      Received request = only(receiver);
      Map<String, String> headers = request.headers();
      assertThat(headers)
          .containsEntry("mozaiks-timestamp", Long.toString(CLOCK.getEpochSecond()))
          .containsEntry("mozaiks-delivery", "17")
          .containsEntry("authorization", "Bearer bearer-token")
          .doesNotContainKey("mozaiks-test");
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("signing-key".getBytes(UTF_8), "HmacSHA256"));
      String signed = headers.get("mozaiks-timestamp") + "." + request.body();
      assertThat(headers.get("mozaiks-signature"))
          .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8))));
    }
  }

  @Test
  void webhook_saysWhatAlertmanagerSays() throws Exception {
    try (Receiver receiver = new Receiver(Service.WEBHOOK.rules(new ServiceRules()));
        Channel channel = Service.WEBHOOK.channel(receiver.url())) {
      channel.send(
          NotificationSamples.of(
              List.of(NotificationSamples.slow(false)),
              List.of(NotificationSamples.slow(true)),
              List.of()));
      JsonNode body = JSON.readTree(only(receiver).body());
      assertThat(body.get("status").stringValue()).isEqualTo("firing");
      assertThat(body.get("receiver").stringValue()).isEqualTo("ops");
      assertThat(body.get("groupLabels").get("app").stringValue()).isEqualTo("shop");
      assertThat(body.get("commonLabels").get("severity").stringValue()).isEqualTo("critical");
      assertThat(body.get("alerts"))
          .extracting(each -> each.get("status").stringValue())
          .containsExactly("firing", "resolved");
    }
  }

  @Test
  void slack_saysWhatWhereSinceWhenHowBad_withLinks() throws Exception {
    try (Receiver receiver = new Receiver(Service.SLACK.rules(new ServiceRules()));
        Channel channel = Service.SLACK.channel(receiver.url())) {
      channel.send(NotificationSamples.firing());
      JsonNode body = JSON.readTree(only(receiver).body());
      assertThat(body.get("text").stringValue())
          .isEqualTo("[critical] SlowTurns: app shop, chat id chat 1/2, workflow order");
      assertThat(body.get("blocks").get(1).get("text").get("text").stringValue())
          .isEqualTo(
              """
              *Turns of planner are slow*
              *How bad:* critical; p95 12.4 s, above 10 s
              *Where:* app shop, chat id chat 1/2, workflow order
              *Since:* 2026-03-01 12:05 UTC (25 min)
              <https://mozaiks.example/alerts/%s|Details> · <https://mozaiks.example/chats/chat%%201%%2F2|The chat>\
              """
                  .formatted(NotificationSamples.slow(false).fingerprint()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SLACK | <!channel> & co | &lt;!channel&gt; &amp; co",
        "TEAMS | [x](http://y) *b* | \\[x\\](http://y) \\*b\\*",
      })
  void labels_canBeNoMarkupInTitles(Service service, String app, String shown) throws Exception {
    NoticedAlert alert =
        NotificationSamples.alert(
            "A", Severity.INFO, false, NotificationSamples.texts("s", "d"), "app", app);
    try (Receiver receiver = new Receiver(service.rules(new ServiceRules()));
        Channel channel = service.channel(receiver.url())) {
      channel.send(NotificationSamples.of(List.of(alert), List.of(), List.of()));
      JsonNode body = JSON.readTree(only(receiver).body());
      JsonNode title =
          service == Service.SLACK
              ? body.get("text")
              : body.get("attachments").get(0).get("content").get("body").get(0).get("text");
      assertThat(title.stringValue()).endsWith("A: app " + shown);
    }
  }

  @Test
  void operatorsTemplates_goBeforeTheBuiltInOnes_andAreEscapedAllTheSame() throws Exception {
    ChannelConfig.Templates own =
        new ChannelConfig.Templates("{{status}}!", "{{#firing}}{{summary}}{{/firing}}", null);
    NoticedAlert alert =
        NotificationSamples.alert(
            "A", Severity.INFO, false, NotificationSamples.texts("1 < 2 & 3", ""));
    try (Receiver receiver = new Receiver(Service.SLACK.rules(new ServiceRules()));
        Channel channel = Service.channel(Service.SLACK.target(receiver.url()), own)) {
      channel.send(NotificationSamples.of(List.of(alert), List.of(), List.of()));
      JsonNode body = JSON.readTree(only(receiver).body());
      assertThat(body.get("text").stringValue()).isEqualTo("info!");
      assertThat(body.get("blocks").get(1).get("text").get("text").stringValue())
          .isEqualTo("1 &lt; 2 &amp; 3");
    }
  }
}
