// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.labels.LabelMatchers;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who is told of alerts.
///
/// @param link where people reach this server, what links in notifications begin with; null for the
///   address it listens on
/// @param channels how somebody can be told, each with a name of its own
/// @param routes who is told of what, the first that matches; may be empty
/// @param rest what holds for alerts that no route takes: all channels are told
/// @param maintenance when nobody is to be told
/// @param inhibitions which alerts make others superfluous
public record NotificationConfig(
    @Nullable URI link,
    List<ChannelConfig> channels,
    List<Route> routes,
    Pace rest,
    List<Maintenance> maintenance,
    List<Inhibition> inhibitions) {

  /// Nobody is told.
  public static final NotificationConfig NONE =
      new NotificationConfig(null, List.of(), List.of(), Pace.USUAL, List.of(), List.of());

  public NotificationConfig {
    channels = List.copyOf(channels);
    routes = List.copyOf(routes);
    maintenance = List.copyOf(maintenance);
    inhibitions = List.copyOf(inhibitions);
    Objects.requireNonNull(rest, "rest");
  }

  /// What is told together, and how often.
  ///
  /// @param groupBy labels: alerts for which they are equal are told of together
  /// @param groupWait how long the first alert of a group waits for others; `>= 0`
  /// @param groupInterval how long news of a group waits after it was told of; `> 0`
  /// @param repeatInterval when what still fires is told again; `> 0`
  public record Pace(
      List<String> groupBy, Duration groupWait, Duration groupInterval, Duration repeatInterval) {

    /// Unless told otherwise.
    public static final Pace USUAL =
        new Pace(
            List.of("alertname", "app", "workflow"),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofHours(4));

    public Pace {
      groupBy = List.copyOf(groupBy);
      if (groupWait.isNegative() || !groupInterval.isPositive() || !repeatInterval.isPositive()) {
        throw new IllegalArgumentException(
            "group_wait, group_interval, repeat_interval: %s, %s, %s (expected: >= 0, > 0, > 0)"
                .formatted(groupWait, groupInterval, repeatInterval));
      }
    }
  }

  /// Who is told of some alerts.
  ///
  /// @param match which ones
  /// @param channels names of channels; empty tells nobody
  /// @param goOn whether later routes are asked, too (`continue`)
  public record Route(LabelMatchers match, List<String> channels, boolean goOn, Pace pace) {
    public Route {
      Objects.requireNonNull(match, "match");
      Objects.requireNonNull(pace, "pace");
      channels = List.copyOf(channels);
    }
  }

  /// A time that comes again, in which nobody is told of some alerts.
  ///
  /// @param name what people call it
  /// @param match which alerts
  /// @param cron when it begins: minute, hour, day of month, month, day of week
  /// @param length how long it lasts; `> 0`
  /// @param zone whose time `cron` is
  public record Maintenance(
      String name, LabelMatchers match, String cron, Duration length, ZoneId zone) {
    private static final CronParser PARSER =
        new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /// @throws IllegalArgumentException if the times cannot be read
    public Maintenance {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(match, "match");
      Objects.requireNonNull(zone, "zone");
      if (!length.isPositive()) {
        throw new IllegalArgumentException("duration: " + length + " (expected: > 0)");
      }
      PARSER.parse(cron).validate();
    }

    /// When it begins.
    public Cron times() {
      return PARSER.parse(cron);
    }
  }

  /// Alerts that need not be told while others fire.
  ///
  /// @param source the ones that fire
  /// @param target the ones that are not told
  /// @param equal labels that must be equal in both; one that neither has is equal
  public record Inhibition(LabelMatchers source, LabelMatchers target, List<String> equal) {
    public Inhibition {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(target, "target");
      equal = List.copyOf(equal);
    }
  }
}
