// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.storage.PartId;
import org.jspecify.annotations.Nullable;

/// The id of a chat whose real id is not known (yet): `trace:` and the trace id.
public final class ProvisionalChat {
  private static final String PREFIX = "trace:";

  private ProvisionalChat() {}

  public static String idOf(PartId trace) {
    return PREFIX + trace.hex();
  }

  /// The id of the trace that a provisional chat id names, 32 lower-case hex digits.
  ///
  /// @return null if it is no provisional id
  public static @Nullable String traceOf(String chatId) {
    String traceId = chatId.startsWith(PREFIX) ? chatId.substring(PREFIX.length()) : "";
    return traceId.matches("[0-9a-f]{32}") ? traceId : null;
  }
}
