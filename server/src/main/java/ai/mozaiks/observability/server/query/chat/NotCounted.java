// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.normalise.UsageSources;
import org.jspecify.annotations.Nullable;

/// Why an event that is stored does not count.
final class NotCounted {
  private NotCounted() {}

  /// Null if it counts.
  ///
  /// @param sources which source of telemetry counts where several tell the same
  static @Nullable String reason(ChatEvent event, UsageSources sources) {
    if (event instanceof ChatEvent.UsageSummary) {
      return "rule 9: a total that the sender computed is kept to compare, and never added";
    }
    if (event instanceof ChatEvent.Superseded) {
      return event.context().span() != null
          ? sources.reasonAgainstTraces(event.chat())
          : "rule 8: another source tells of it, and counts in its place";
    }
    return null;
  }
}
