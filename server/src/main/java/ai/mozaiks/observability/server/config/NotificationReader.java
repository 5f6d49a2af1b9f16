// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.server.config.NotificationConfig.Inhibition;
import ai.mozaiks.observability.server.config.NotificationConfig.Maintenance;
import ai.mozaiks.observability.server.config.NotificationConfig.Pace;
import ai.mozaiks.observability.server.config.NotificationConfig.Route;
import ai.mozaiks.observability.server.labels.LabelMatcher;
import ai.mozaiks.observability.server.labels.LabelMatchers;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads who is told of alerts.
final class NotificationReader {
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final List<String> OF_PACE =
      List.of("group_by", "group_wait", "group_interval", "repeat_interval");
  private static final String MATCHERS =
      "matchers such as severity=\"critical\" or app=~\"shop.*\"";

  private final Settings settings;
  private final TypedSettings typed;
  private final String home;

  /// @param home the home folder, which `~/` stands for
  NotificationReader(Settings settings, String home) {
    this.settings = settings;
    this.typed = new TypedSettings(settings);
    this.home = home;
  }

  NotificationConfig read() {
    List<ChannelConfig> channels = channels();
    Pace rest = rest();
    return new NotificationConfig(
        link(), channels, routes(channels, rest), rest, maintenance(), inhibitions());
  }

  private @Nullable URI link() {
    String text = typed.text("alerts.link");
    URI url = text == null ? null : ChannelReader.url(text);
    if (text != null && url == null) {
      settings.problem(
          new Problem(
              settings.sourceOf("alerts.link"),
              "alerts.link",
              "not usable (expected: http:// or https:// and a host, where people reach this"
                  + " server)"));
    }
    return url;
  }

  private List<ChannelConfig> channels() {
    List<ChannelConfig> channels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    ChannelConfig alone = webhook();
    if (alone != null) {
      channels.add(alone);
      names.add(alone.name());
    }
    for (TableReader table : tables("alerts.channels", "a type: " + ChannelReader.TYPES)) {
      ChannelConfig channel = ChannelReader.read(table);
      if (channel != null && names.add(channel.name())) {
        channels.add(channel);
      } else if (channel != null) {
        table.problemWithout("name", channel.name() + " is there twice", "each channel a name");
      }
    }
    return channels;
  }

  /// The form without any other configuration. The address is not repeated: it may be a secret.
  private @Nullable ChannelConfig webhook() {
    String text = typed.text("alerts.webhook");
    if (text == null) {
      return null;
    }
    try {
      URI url = new URI(text);
      if (url.getHost() != null
          && url.getUserInfo() == null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return new ChannelConfig(
            "webhook",
            true,
            ChannelConfig.Templates.BUILT_IN,
            new ChannelConfig.Webhook(
                new ChannelConfig.Address.Hidden(new Secret.InEnvironment("alerts.webhook", text)),
                null,
                null,
                null));
      }
    } catch (URISyntaxException _) {
      // reported below
    }
    settings.problem(
        new Problem(
            settings.sourceOf("alerts.webhook"),
            "alerts.webhook",
            "not usable (expected: http:// or https:// and a host, without user and password)"));
    return null;
  }

  private Pace rest() {
    Pace usual = Pace.USUAL;
    List<String> by = typed.texts("alerts.group_by");
    return new Pace(
        by.isEmpty() ? usual.groupBy() : by,
        typed.duration("alerts.group_wait", usual.groupWait()),
        typed.duration("alerts.group_interval", usual.groupInterval()),
        typed.duration("alerts.repeat_interval", usual.repeatInterval()));
  }

  private List<Route> routes(List<ChannelConfig> channels, Pace rest) {
    List<String> names = channels.stream().map(ChannelConfig::name).toList();
    List<Route> routes = new ArrayList<>();
    for (TableReader table : tables("alerts.routes", "match and channels")) {
      table.refuseOthers(List.of("match", "channels", "continue"), OF_PACE);
      List<String> told = table.texts("channels");
      for (String each : told) {
        if (!names.contains(each)) {
          table.problem("channels", "names of alerts.channels: " + String.join(", ", names));
        }
      }
      if (!table.has("channels")) {
        table.problemWithout("channels", "missing", "names of channels; [] to tell nobody");
      }
      List<String> by = table.texts("group_by");
      routes.add(
          new Route(
              matchers(table, "match"),
              told,
              table.flag("continue", false),
              new Pace(
                  by.isEmpty() ? rest.groupBy() : by,
                  table.duration("group_wait", rest.groupWait(), Duration.ZERO, LONGEST),
                  table.duration(
                      "group_interval", rest.groupInterval(), Duration.ofSeconds(1), LONGEST),
                  table.duration(
                      "repeat_interval", rest.repeatInterval(), Duration.ofSeconds(1), LONGEST))));
    }
    return routes;
  }

  private List<Maintenance> maintenance() {
    List<Maintenance> windows = new ArrayList<>();
    for (TableReader table : tables("alerts.maintenance", "cron and duration")) {
      table.refuseOthers(List.of("name", "match", "cron", "duration", "zone"), List.of());
      String cron = table.requiredText("cron");
      if (!table.has("duration")) {
        table.problemWithout("duration", "missing", "how long it lasts, such as 2h");
      }
      Duration length =
          table.duration("duration", Duration.ofHours(1), Duration.ofMinutes(1), LONGEST);
      ZoneId zone =
          table.value(
              "zone",
              "a time zone such as Europe/Berlin",
              text -> {
                try {
                  return ZoneId.of(text);
                } catch (DateTimeException e) {
                  return null;
                }
              });
      String name = table.text("name", "maintenance");
      LabelMatchers match = matchers(table, "match");
      if (cron != null) {
        try {
          windows.add(
              new Maintenance(name, match, cron, length, zone == null ? ZoneId.of("UTC") : zone));
        } catch (IllegalArgumentException e) {
          table.problem(
              "cron", "minute, hour, day of month, month, day of week, such as 0 2 * * SUN");
        }
      }
    }
    return windows;
  }

  private List<Inhibition> inhibitions() {
    List<Inhibition> inhibitions = new ArrayList<>();
    for (TableReader table : tables("alerts.inhibit", "source, target and equal")) {
      table.refuseOthers(List.of("source", "target", "equal"), List.of());
      LabelMatchers source = matchers(table, "source");
      LabelMatchers target = matchers(table, "target");
      if (source.all().isEmpty() || target.all().isEmpty()) {
        table.problemWithout("source", "source or target is missing", "both: " + MATCHERS);
      }
      inhibitions.add(new Inhibition(source, target, table.texts("equal")));
    }
    return inhibitions;
  }

  private static LabelMatchers matchers(TableReader table, String name) {
    List<LabelMatcher> matchers = new ArrayList<>();
    for (String text : table.texts(name)) {
      LabelMatcher matcher = LabelMatcher.parse(text).orElse(null);
      if (matcher == null) {
        table.problem(name, MATCHERS);
      } else {
        matchers.add(matcher);
      }
    }
    return new LabelMatchers(matchers);
  }

  private List<TableReader> tables(String key, String with) {
    List<TableReader> tables = new ArrayList<>();
    ConfigValue value = settings.find(key, true);
    if (value instanceof ConfigValue.Sequence sequence) {
      int index = 0;
      for (ConfigValue item : sequence.items()) {
        String itemKey = key + "[" + index++ + "]";
        if (item instanceof ConfigValue.Section section) {
          tables.add(new TableReader(settings, section, itemKey, home));
        } else {
          settings.problem(item, itemKey, "a table with " + with);
        }
      }
    } else if (value != null) {
      settings.problem(value, key, "a list of tables with " + with);
    }
    return tables;
  }
}
