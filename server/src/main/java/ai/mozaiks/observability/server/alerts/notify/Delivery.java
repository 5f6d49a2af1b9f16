// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line of the log of deliveries.
///
/// @param id grows
/// @param channel its name
/// @param groups keys of the groups that it is about
/// @param alerts what was told, as JSON: a list of objects
/// @param attempts how often it was tried; `>= 1`
/// @param firstAt when it was tried first
/// @param lastAt when it was tried last
/// @param error why the latest try failed; null if it did not, or is not done
record Delivery(
    long id,
    String channel,
    Kind kind,
    List<String> groups,
    String title,
    String alerts,
    Status status,
    int attempts,
    Instant firstAt,
    Instant lastAt,
    @Nullable String error) {
  Delivery {
    groups = List.copyOf(groups);
  }

  /// What it is for.
  enum Kind {
    ALERT,
    TEST,
    REPORT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What became of it.
  enum Status {
    /// It is being tried.
    UNDER_WAY,
    /// Whoever stands there has it.
    DELIVERED,
    /// It failed; what it said went on with a later delivery of the same groups.
    FOLDED,
    /// It failed, and there was nothing to be told any more.
    WITHDRAWN,
    /// A test or a report that failed.
    FAILED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
