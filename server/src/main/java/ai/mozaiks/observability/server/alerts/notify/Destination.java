// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.config.NotificationConfig.Pace;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A group of alerts that a channel is told of together.
///
/// @param channel its name
/// @param key tells the group from others of the channel: the route and the labels
/// @param labels what the alerts have in common
/// @param pace when it is told
/// @param atOnce whether news wait for nothing
record Destination(
    String channel, String key, SortedMap<String, String> labels, Pace pace, boolean atOnce) {
  Destination {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
