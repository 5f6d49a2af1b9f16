// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The groups of the checklist: the parts of the monitoring guide that its lines come from.
public enum GuideSection {
  INITIAL_SETUP("Initial Setup"),
  PROMETHEUS_GRAFANA("Prometheus & Grafana"),
  LOG_AGGREGATION("Log Aggregation"),
  EXTERNAL_MONITORING("External Monitoring"),
  ONGOING_MAINTENANCE("Ongoing Maintenance"),
  TROUBLESHOOTING("Troubleshooting"),
  /// No part of the guide: what `mozaiks doctor` sees where it runs. A server tells nothing of it.
  THIS_MACHINE("This machine");

  private final String title;

  GuideSection(String title) {
    this.title = title;
  }

  /// As the guide names it.
  public String title() {
    return title;
  }

  /// The word in JSON and parameters: `initial_setup`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The section of a server's checklist with a word.
  public static Optional<GuideSection> of(String word) {
    return ofServers().filter(each -> each.word().equals(word)).findFirst();
  }

  /// The words of those, for messages.
  public static String words() {
    return String.join(", ", ofServers().map(GuideSection::word).toList());
  }

  private static Stream<GuideSection> ofServers() {
    return Arrays.stream(values()).filter(each -> each != THIS_MACHINE);
  }
}
