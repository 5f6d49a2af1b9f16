// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.http.HttpHandler;
import ai.mozaiks.observability.server.http.Refusal;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends requests away while the server starts: what it would show before the journal is replayed
/// is less than what it showed before it stopped. Thread-safe.
///
/// @param stage what the start is doing; null when it is done
record StartGate(Supplier<@Nullable String> stage) {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /// The handler behind the gate.
  HttpHandler before(HttpHandler handler) {
    return request -> {
      String now = stage.get();
      if (now != null) {
        throw Refusal.later("the server starts: " + now, RETRY_AFTER);
      }
      return handler.handle(request);
    };
  }
}
