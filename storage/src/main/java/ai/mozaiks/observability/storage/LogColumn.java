// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import org.jspecify.annotations.Nullable;

/// What log records are searched by that is compared as it is, whole.
public enum LogColumn {
  /// Its value finds the loggers beneath it too: `shop` also finds `shop.orders`.
  LOGGER,
  EVENT,
  WORKFLOW,
  AGENT,
  USER;

  /// What a record has in this column; null when nothing was said.
  public @Nullable String of(StoredLog log) {
    return switch (this) {
      case LOGGER -> log.logger();
      case EVENT -> log.event();
      case WORKFLOW -> log.subject().workflow();
      case AGENT -> log.subject().agent();
      case USER -> log.subject().user();
    };
  }

  boolean matches(StoredLog log, String asked) {
    String value = of(log);
    return value != null
        && (value.equals(asked) || (this == LOGGER && value.startsWith(asked + ".")));
  }
}
