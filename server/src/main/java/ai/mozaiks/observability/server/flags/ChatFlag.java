// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.flags;

import java.util.Locale;
import java.util.Objects;

/// Something conspicuous about a chat, with the reason in words.
///
/// @param kind what it is
/// @param reason what was found and which limit it passes, for example `12 turns (limit: 10)`
public record ChatFlag(Kind kind, String reason) {

  /// What may be conspicuous.
  public enum Kind {
    /// It runs and makes no progress.
    STALLED,
    /// It calls the same tool with the same arguments again and again.
    LOOPING,
    /// It costs more, or takes more turns, than any chat should.
    RUNAWAY;

    /// The word for it in answers and metrics.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ChatFlag {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
  }
}
