// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Locale;

/// What is archived apart, each in a folder of its own.
public enum ArchiveSignal {
  CHATS,
  EVENTS,
  SPANS,
  CONTENT,
  LOGS,
  METRIC_POINTS;

  /// Its name in files and answers, such as `metric_points`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
