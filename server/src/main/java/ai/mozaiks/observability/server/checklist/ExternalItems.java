// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.ShippingConfig.Elasticsearch;
import ai.mozaiks.observability.server.uptime.CheckReading;
import ai.mozaiks.observability.server.uptime.CheckResult;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Who is told of alerts, certificates, clocks.
final class ExternalItems {
  private static final String DOCS = "docs/operations/doctor.md";
  private static final Duration EXPIRES_SOON = Duration.ofDays(21);
  private static final Duration EXPIRES_NOW = Duration.ofDays(3);
  private static final Duration ASKEW = Duration.ofSeconds(5);
  private static final Duration WRONG = Duration.ofMinutes(1);

  private final Peers peers;

  private ExternalItems(Peers peers) {
    this.peers = peers;
  }

  static List<Item> all(Peers peers) {
    ExternalItems items = new ExternalItems(peers);
    return List.of(
        new Item(
            "uptime_checks",
            GuideSection.EXTERNAL_MONITORING,
            "Addresses are checked for uptime, and are up",
            "docs/operations/uptime.md",
            ExternalItems::uptime),
        new Item(
            "alert_channels",
            GuideSection.EXTERNAL_MONITORING,
            "People are told of alerts (e-mail, Slack and others)",
            "docs/notifications.md",
            ExternalItems::channels),
        new Item(
            "certificates",
            GuideSection.EXTERNAL_MONITORING,
            "No certificate expires soon",
            DOCS,
            items::certificates),
        new Item(
            "clocks",
            GuideSection.TROUBLESHOOTING,
            "The clocks of the programs beside this server agree with its own",
            DOCS,
            items::clocks));
  }

  /// What others check from outside cannot be seen from here.
  private static Finding uptime(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    for (CheckReading check : facts.uptime()) {
      CheckResult last = check.state().last();
      findings.add(
          last == null
              ? new Finding.Ok(check.name() + ": not looked at yet")
              : last.isUp()
                  ? new Finding.Ok(check.name() + ": up")
                  : new Finding.Fail(
                      check.name() + ": " + last.reason(),
                      "See since when, and whether it is reached from elsewhere: GET /api/uptime"));
    }
    return findings.isEmpty()
        ? new Finding.NotConfigured(
            "this server checks none; what UptimeRobot or Pingdom check cannot be seen from here",
            "Add uptime.checks to the configuration of a server elsewhere, or a monitor of UptimeRobot"
                + " or Pingdom (mozaiks bundle writes what to enter)")
        : Finding.worst(findings);
  }

  private static Finding channels(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    for (ChannelReading each : facts.channels()) {
      Instant failing = each.failingSince();
      findings.add(
          failing == null
              ? new Finding.Ok(
                  each.name()
                      + ": "
                      + (each.deliveredAt() == null
                          ? "nothing delivered yet"
                          : "delivered "
                              + Amounts.time(Duration.between(each.deliveredAt(), facts.now()))
                              + " ago"))
              : new Finding.Fail(
                  each.name()
                      + ": nothing gets through for "
                      + Amounts.time(Duration.between(failing, facts.now()))
                      + ", "
                      + each.waitingAlerts()
                      + " alerts wait",
                  "GET /api/notifications says why; then: mozaiks alerts test"));
    }
    return findings.isEmpty()
        ? new Finding.NotConfigured(
            "nobody is told of alerts",
            "Add alerts.channels, or alerts.webhook, to the configuration")
        : Finding.worst(findings);
  }

  private Finding certificates(Facts facts) throws InterruptedException {
    List<Callable<Finding>> looks = new ArrayList<>();
    for (var each : addresses(facts).entrySet()) {
      if ("https".equals(each.getKey().getScheme())) {
        looks.add(() -> certificate(each.getKey(), each.getValue().orElse(null), facts.now()));
      }
    }
    return looks.isEmpty()
        ? new Finding.NotConfigured(
            "no configured address begins with https",
            "Name the address that people use in checklist.urls, such as https://mozaiks.example.com")
        : Finding.worst(SideBySide.all(looks));
  }

  private Finding certificate(URI url, @Nullable Path ca, Instant now) throws InterruptedException {
    String place = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    String next =
        "Renew it; see it with: openssl s_client -connect "
            + url.getHost()
            + ":"
            + (url.getPort() < 0 ? 443 : url.getPort())
            + " </dev/null | openssl x509 -noout -dates";
    try {
      ShownCertificate shown = peers.certificate(url, ca);
      Duration left = Duration.between(now, shown.expires());
      if (left.isNegative()) {
        return new Finding.Fail(place + ": expired " + Amounts.time(left) + " ago", next);
      }
      if (shown.begins().isAfter(now)) {
        return new Finding.Fail(
            place + ": not valid before " + shown.begins(),
            "See that the clock here is right (timedatectl), else have it issued anew");
      }
      if (shown.mistrust() != null) {
        return new Finding.Fail(
            place + ": not trusted, " + shown.mistrust(),
            "Have it issued for that address, or name who signed it in checklist.ca_file (for a"
                + " destination of shipping or a channel of alerts: its own ca_file)");
      }
      String evidence = place + ": expires in " + Amounts.time(left);
      if (left.compareTo(EXPIRES_NOW) < 0) {
        return new Finding.Fail(evidence, next);
      }
      return left.compareTo(EXPIRES_SOON) < 0
          ? new Finding.Warn(evidence, next)
          : new Finding.Ok(evidence);
    } catch (IOException e) {
      return new Finding.Fail(
          place + ": " + e.getMessage(), "See that it is reached from here: curl -vI " + url);
    }
  }

  /// All configured addresses that are no secret, with who may have signed their certificates.
  private static Map<URI, Optional<Path>> addresses(Facts facts) {
    Map<URI, Optional<Path>> addresses = new LinkedHashMap<>();
    addresses.putAll(programs(facts));
    var config = facts.config();
    config.checklist().urls().forEach(each -> put(addresses, each, config.checklist().ca()));
    put(addresses, config.notifications().link(), null);
    for (ChannelConfig channel : config.notifications().channels()) {
      switch (channel.target()) {
        case ChannelConfig.Alertmanager each -> put(addresses, each.url(), each.ca());
        case ChannelConfig.PagerDuty each -> put(addresses, each.url(), each.ca());
        case ChannelConfig.Opsgenie each -> put(addresses, each.url(), each.ca());
        case ChannelConfig.Webhook each -> put(addresses, open(each.address()), each.ca());
        case ChannelConfig.Slack each -> put(addresses, open(each.address()), each.ca());
        case ChannelConfig.Teams each -> put(addresses, open(each.address()), each.ca());
        case ChannelConfig.Email _ -> {} // begins in the open, or speaks another protocol
      }
    }
    return addresses;
  }

  /// The programs beside this server.
  private static Map<URI, Optional<Path>> programs(Facts facts) {
    Map<URI, Optional<Path>> addresses = new LinkedHashMap<>();
    var config = facts.config().checklist();
    put(addresses, config.prometheus(), config.ca());
    put(addresses, config.alertmanager(), config.ca());
    put(addresses, config.grafana(), config.ca());
    put(addresses, config.kibana(), config.ca());
    for (Elasticsearch each : LogAggregationItems.clusters(facts)) {
      put(addresses, each.url(), each.ca());
    }
    return addresses;
  }

  private static @Nullable URI open(ChannelConfig.Address address) {
    return switch (address) {
      case ChannelConfig.Address.Open each -> each.url();
      case ChannelConfig.Address.Hidden _ -> null;
    };
  }

  private static void put(
      Map<URI, Optional<Path>> addresses, @Nullable URI url, @Nullable Path ca) {
    if (url != null) {
      addresses.putIfAbsent(url, Optional.ofNullable(ca));
    }
  }

  private Finding clocks(Facts facts) throws InterruptedException {
    List<Callable<Optional<Finding>>> looks = new ArrayList<>();
    for (var each : programs(facts).entrySet()) {
      looks.add(() -> clock(each.getKey(), each.getValue().orElse(null)));
    }
    List<Finding> findings = new ArrayList<>();
    SideBySide.all(looks).forEach(each -> each.ifPresent(findings::add));
    Long early = facts.flags().get("time_ahead");
    if (early != null && early > 0) {
      findings.add(
          new Finding.Warn(
              early + " spans came that are more than an hour ahead of this server's clock",
              "See the clocks where the agents run: timedatectl"));
    }
    Instant last = facts.telemetry().lastActivity();
    Duration ahead = last == null ? Duration.ZERO : Duration.between(facts.now(), last);
    if (ahead.compareTo(WRONG) > 0) {
      findings.add(
          new Finding.Warn(
              "a chat has activity " + Amounts.time(ahead) + " ahead of this server's clock",
              "See the clocks where the agents run, and here: timedatectl"));
    }
    return findings.isEmpty()
        ? new Finding.Ok(
            "no span came from the future; no program beside this server told its time")
        : Finding.worst(findings);
  }

  /// Empty where nothing is told; that it cannot be reached, others say.
  private Optional<Finding> clock(URI url, @Nullable Path ca) throws InterruptedException {
    try {
      Duration ahead = peers.get(url, null, ca).ahead();
      return ahead == null ? Optional.empty() : Optional.of(clock(url, ahead));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Finding clock(URI url, Duration ahead) {
    String evidence =
        url.getHost()
            + (url.getPort() < 0 ? "" : ":" + url.getPort())
            + " is "
            + Amounts.time(ahead)
            + (ahead.isNegative() ? " behind" : " ahead");
    String next = "Have both set by NTP: timedatectl set-ntp true";
    if (ahead.abs().compareTo(WRONG) > 0) {
      return new Finding.Fail(evidence, next);
    }
    return ahead.abs().compareTo(ASKEW) > 0
        ? new Finding.Warn(evidence, next)
        : new Finding.Ok(evidence);
  }
}
