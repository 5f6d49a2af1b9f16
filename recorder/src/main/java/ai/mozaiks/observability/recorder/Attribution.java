// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A name that was said of a chat, and when; of several, the earliest holds.
///
/// @param name the workflow's or user's name
/// @param at the start of the event that said so
public record Attribution(String name, Instant at) {
  public Attribution {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(at, "at");
  }

  /// The earlier of two; the second one is only made when it is, since it hardly ever is.
  static Attribution earlier(@Nullable Attribution a, String name, Instant at) {
    if (a != null) {
      int order = a.at.compareTo(at);
      if (order < 0 || (order == 0 && a.name.compareTo(name) <= 0)) {
        return a;
      }
    }
    return new Attribution(name, at);
  }

  /// The earlier of two, by name when they are equally old; null only if both are.
  static @Nullable Attribution earlier(@Nullable Attribution a, @Nullable Attribution b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    int order = a.at.compareTo(b.at);
    return order < 0 || (order == 0 && a.name.compareTo(b.name) <= 0) ? a : b;
  }
}
