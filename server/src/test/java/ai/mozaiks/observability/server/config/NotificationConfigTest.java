// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.ChannelConfig.Address;
import ai.mozaiks.observability.server.config.ChannelConfig.Templates;
import ai.mozaiks.observability.server.config.NotificationConfig.Inhibition;
import ai.mozaiks.observability.server.config.NotificationConfig.Maintenance;
import ai.mozaiks.observability.server.config.NotificationConfig.Pace;
import ai.mozaiks.observability.server.config.NotificationConfig.Route;
import ai.mozaiks.observability.server.labels.LabelMatchers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotificationConfigTest {
  private static final String HOOK = "https://hooks.example/services/T0/very-secret-path";
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOOK", HOOK, "KEY", "very-secret-key", "NO_URL", "very-secret-nonsense");

  @TempDir Path folder;

  private NotificationConfig read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("mozaiks.yml"), yaml);
    return new ConfigSources(Map.of(), ENVIRONMENT, file).read().notifications();
  }

  private List<String> mistakes(String yaml) {
    ConfigurationException mistakes =
        catchThrowableOfType(ConfigurationException.class, () -> read(yaml));
    assertThat(mistakes).isNotNull();
    assertThat(String.valueOf(mistakes.getMessage())).doesNotContain("very-secret");
    return mistakes.problems().stream().map(each -> each.key() + ": " + each.text()).toList();
  }

  @Test
  void nothing_tellsNobody() throws Exception {
    assertThat(read("port: 1\n")).isEqualTo(NotificationConfig.NONE);
  }

  @Test
  void oneWebhook_needsNothingButItsAddress() throws Exception {
    for (ConfigSources sources :
        List.of(
            new ConfigSources(Map.of("alerts.webhook", HOOK), Map.of(), null),
            new ConfigSources(Map.of(), Map.of("MOZAIKS_ALERTS_WEBHOOK", HOOK), null))) {
      NotificationConfig config = sources.read().notifications();
      assertThat(config.channels())
          .containsExactly(
              new ChannelConfig(
                  "webhook",
                  true,
                  Templates.BUILT_IN,
                  new ChannelConfig.Webhook(
                      new Address.Hidden(new Secret.InEnvironment("alerts.webhook", HOOK)),
                      null,
                      null,
                      null)));
      assertThat(config.toString()).doesNotContain("very-secret");
    }
    assertThat(mistakes("alerts: {webhook: 'ftp://very-secret'}\n"))
        .singleElement()
        .asString()
        .startsWith("alerts.webhook: not usable");
  }

  @Test
  void channelsOfAllKinds_areRead() throws Exception {
    Secret hook = new Secret.InEnvironment("HOOK", HOOK);
    Secret key = new Secret.InEnvironment("KEY", "very-secret-key");
    NotificationConfig config =
        read(
            """
            alerts:
              link: https://mozaiks.example/
              channels:
                - {type: email, host: mail.example, user: u, password_env: KEY, from: a@b.example, to: [c@d.example]}
                - {type: slack, url_env: HOOK, send_resolved: false}
                - {type: teams, url_env: HOOK}
                - {type: webhook, name: own, url: 'http://localhost:9000/hook', secret_env: KEY, token_env: KEY}
                - {type: pagerduty, routing_key_env: KEY}
                - {type: opsgenie, api_key_env: KEY, url: 'https://api.eu.opsgenie.com', team: night}
                - {type: alertmanager, url: 'http://localhost:9093', resend: 30s}
            """);
    assertThat(config.link()).isEqualTo(URI.create("https://mozaiks.example"));
    assertThat(config.channels())
        .extracting(ChannelConfig::target)
        .containsExactly(
            new ChannelConfig.Email(
                "mail.example",
                587,
                ChannelConfig.Email.Security.STARTTLS,
                new ShippingConfig.Password("u", key),
                "a@b.example",
                List.of("c@d.example"),
                null),
            new ChannelConfig.Slack(new Address.Hidden(hook), null),
            new ChannelConfig.Teams(new Address.Hidden(hook), null),
            new ChannelConfig.Webhook(
                new Address.Open(URI.create("http://localhost:9000/hook")), key, key, null),
            new ChannelConfig.PagerDuty(URI.create("https://events.pagerduty.com"), key, null),
            new ChannelConfig.Opsgenie(
                URI.create("https://api.eu.opsgenie.com"), key, "night", null),
            new ChannelConfig.Alertmanager(
                URI.create("http://localhost:9093"), null, Duration.ofSeconds(30), null));
    assertThat(config.channels().get(1).sendResolved()).isFalse();
    assertThat(config.channels().get(1).name()).isEqualTo("slack");
  }

  @Test
  void routesMaintenanceAndInhibition_areRead() throws Exception {
    NotificationConfig config =
        read(
            """
            alerts:
              group_wait: 20s
              channels:
                - {type: slack, name: ops, url_env: HOOK}
              routes:
                - match: [severity="critical", app=~"shop.*"]
                  channels: ops
                  continue: true
                  group_by: [app]
                  repeat_interval: 1h
                - {match: severity=info, channels: []}
              maintenance:
                - {name: backup, match: app=shop, cron: '0 2 * * SUN', duration: 2h, zone: Europe/Berlin}
              inhibit:
                - {source: severity=critical, target: severity=warning, equal: [app]}
            """);
    Pace rest =
        new Pace(
            Pace.USUAL.groupBy(),
            Duration.ofSeconds(20),
            Pace.USUAL.groupInterval(),
            Pace.USUAL.repeatInterval());
    assertThat(config.rest()).isEqualTo(rest);
    assertThat(config.routes())
        .containsExactly(
            new Route(
                LabelMatchers.of("severity=critical", "app=~shop.*"),
                List.of("ops"),
                true,
                new Pace(
                    List.of("app"),
                    Duration.ofSeconds(20),
                    Pace.USUAL.groupInterval(),
                    Duration.ofHours(1))),
            new Route(LabelMatchers.of("severity=info"), List.of(), false, rest));
    assertThat(config.maintenance())
        .containsExactly(
            new Maintenance(
                "backup",
                LabelMatchers.of("app=shop"),
                "0 2 * * SUN",
                Duration.ofHours(2),
                ZoneId.of("Europe/Berlin")));
    assertThat(config.inhibitions())
        .containsExactly(
            new Inhibition(
                LabelMatchers.of("severity=critical"),
                LabelMatchers.of("severity=warning"),
                List.of("app")));
  }

  @Test
  void mistakes_areListed_eachWithItsPlace() {
    assertThat(
            mistakes(
                """
                alerts:
                  link: nowhere
                  channels:
                    - {type: pigeon}
                    - {type: slack, url: 'https://very-secret'}
                    - {type: slack, name: two, url_env: NO_URL}
                    - {type: pagerduty, url: 'https://a:very-secret@b'}
                    - {type: email, host: h, from: f, to: t, security: none, user: u, password_env: KEY}
                    - {type: alertmanager, name: BIG, url: 'http://localhost'}
                  routes:
                    - {match: nonsense, channels: [nobody]}
                  maintenance:
                    - {cron: often, duration: 1h, zone: Moon}
                  inhibit:
                    - {source: a=b}
                """))
        .anyMatch(each -> each.startsWith("alerts.link: not usable"))
        .anyMatch(each -> each.startsWith("alerts.channels[0].type: pigeon (expected: email"))
        .anyMatch(
            each -> each.startsWith("alerts.channels[1].url: unknown key (expected: url_file"))
        .anyMatch(each -> each.startsWith("alerts.channels[2].url_env: no address in it"))
        .anyMatch(each -> each.startsWith("alerts.channels[3].url: not usable"))
        .anyMatch(each -> each.startsWith("alerts.channels[3].routing_key_file: missing"))
        .anyMatch(each -> each.startsWith("alerts.channels[4].security: none, with a password"))
        .anyMatch(each -> each.startsWith("alerts.channels[5].name: BIG"))
        .anyMatch(each -> each.startsWith("alerts.routes[0].match: nonsense"))
        .anyMatch(each -> each.startsWith("alerts.routes[0].channels: a list (expected: names of"))
        .anyMatch(each -> each.startsWith("alerts.maintenance[0].cron: often"))
        .anyMatch(each -> each.startsWith("alerts.maintenance[0].zone: Moon"))
        .anyMatch(each -> each.startsWith("alerts.inhibit[0].source: source or target"));
  }
}
