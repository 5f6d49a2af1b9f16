// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.server.config.NotificationConfig.Pace;
import ai.mozaiks.observability.server.config.NotificationConfig.Route;
import ai.mozaiks.observability.server.labels.LabelMatcher;
import ai.mozaiks.observability.server.labels.LabelMatchers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who is told of an alert. Immutable.
final class Routes {
  private final Map<String, ChannelConfig> channels = new LinkedHashMap<>();
  private final List<Route> routes;
  private final Route rest;

  Routes(NotificationConfig config) {
    config.channels().forEach(channel -> channels.put(channel.name(), channel));
    routes = config.routes();
    rest = new Route(LabelMatchers.ANY, List.copyOf(channels.keySet()), false, config.rest());
  }

  /// The groups that an alert belongs to, at most one per channel: the first route that matches
  /// decides, and the next ones if it says so; the rest if none does.
  List<Destination> of(Map<String, String> labels) {
    Map<String, Destination> destinations = new LinkedHashMap<>();
    boolean taken = false;
    for (Route route : routes) {
      if (route.match().match(labels)) {
        add(route, labels, destinations);
        taken = true;
        if (!route.goOn()) {
          break;
        }
      }
    }
    if (!taken) {
      add(rest, labels, destinations);
    }
    return new ArrayList<>(destinations.values());
  }

  private void add(Route route, Map<String, String> labels, Map<String, Destination> destinations) {
    for (String name : route.channels()) {
      ChannelConfig channel = channels.get(name);
      if (channel != null) {
        destinations.computeIfAbsent(name, _ -> destination(channel, route, labels));
      }
    }
  }

  private static Destination destination(
      ChannelConfig channel, Route route, Map<String, String> labels) {
    Duration resend = channel.target().resend();
    if (resend != null) {
      Pace pace = new Pace(List.of(), Duration.ZERO, resend, resend);
      return new Destination(channel.name(), "handed over", new TreeMap<>(), pace, true);
    }
    SortedMap<String, String> common = new TreeMap<>();
    for (String label : route.pace().groupBy()) {
      String value = labels.getOrDefault(label, "");
      if (!value.isEmpty()) {
        common.put(label, value);
      }
    }
    String key = route.match().text() + ":" + text(common);
    return new Destination(channel.name(), key, common, route.pace(), false);
  }

  private static String text(SortedMap<String, String> labels) {
    List<LabelMatcher> matchers = new ArrayList<>();
    labels.forEach(
        (name, value) -> matchers.add(new LabelMatcher(name, LabelMatcher.Operator.IS, value)));
    return new LabelMatchers(matchers).text();
  }
}
