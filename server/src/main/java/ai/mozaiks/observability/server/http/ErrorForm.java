// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import org.jspecify.annotations.Nullable;

/// How errors look on a part of the path tree.
@FunctionalInterface
public interface ErrorForm {

  /// The document for an error.
  ///
  /// @param status the HTTP status, 400 to 599
  /// @param detail what was wrong; shown to the sender
  /// @param requestType the request's `Content-Type` as sent; null when there was none
  Answer answer(int status, String detail, @Nullable String requestType);
}
