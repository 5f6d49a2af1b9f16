// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A group of alerts as it waits for its channel.
///
/// @param sentAt when the channel was told of it last; null for never
/// @param attempts how often it was refused since; count
record WaitingGroup(
    String channel,
    String key,
    SortedMap<String, String> labels,
    Duration interval,
    Duration repeat,
    @Nullable Instant sentAt,
    int attempts,
    List<WaitingAlert> alerts) {
  WaitingGroup {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    alerts = List.copyOf(alerts);
  }
}
