// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The latest of the instants it was shown. For one thread.
final class LatestInstant {
  private @Nullable Instant latest;

  void include(Instant instant) {
    if (latest == null || instant.isAfter(latest)) {
      latest = instant;
    }
  }

  /// Hands it over if there was any.
  void ifKnown(Consumer<Instant> consumer) {
    if (latest != null) {
      consumer.accept(latest);
    }
  }
}
