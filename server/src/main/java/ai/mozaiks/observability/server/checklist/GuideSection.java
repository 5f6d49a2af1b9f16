// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The parts of the monitoring guide that lines of the checklist come from.
public enum GuideSection {
  INITIAL_SETUP("Initial Setup"),
  PROMETHEUS_GRAFANA("Prometheus & Grafana"),
  LOG_AGGREGATION("Log Aggregation"),
  EXTERNAL_MONITORING("External Monitoring"),
  ONGOING_MAINTENANCE("Ongoing Maintenance"),
  TROUBLESHOOTING("Troubleshooting");

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

  /// The section with a word.
  public static Optional<GuideSection> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /// All words, for messages.
  public static String words() {
    return String.join(", ", Arrays.stream(values()).map(GuideSection::word).toList());
  }
}
