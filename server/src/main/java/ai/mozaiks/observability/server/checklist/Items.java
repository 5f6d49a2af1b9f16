// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.util.List;
import java.util.stream.Stream;

/// The whole checklist, in the order in which it is shown.
final class Items {
  private Items() {}

  /// @param peers the programs beside this server
  static List<Item> all(Peers peers) {
    return Stream.of(
            SetupItems.all(peers),
            LogFileItems.all(),
            PrometheusItems.all(peers),
            RuleItems.all(peers),
            AlertmanagerItems.all(peers),
            GrafanaItems.all(peers),
            LogAggregationItems.all(peers),
            ExternalItems.all(peers),
            MaintenanceItems.all(peers),
            DataItems.all(),
            StoreItems.all())
        .flatMap(List::stream)
        .sorted((one, other) -> one.section().compareTo(other.section()))
        .toList();
  }
}
