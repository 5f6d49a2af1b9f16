// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

/// Answers one request. Called on a virtual thread, so it may block; must be thread-safe.
@FunctionalInterface
public interface HttpHandler {

  /// Answers a request.
  ///
  /// @return the answer, written by the caller
  /// @throws Refusal for what the sender did wrong or should try later; becomes an error document
  /// @throws Exception for anything unexpected: an overload or a store that cannot keep becomes a
  ///   503, everything else a 500 with a logged id
  Answer handle(Request request) throws Exception;
}
