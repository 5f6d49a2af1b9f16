// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Quoting;

/// What every item of a signal passes before it is kept: invalid ones are taken out, what is too
/// large is cut, secrets and content are removed. The same request always gives the same result, so
/// that a resend is recognised. Thread-safe.
///
/// @param <Q> the signal's request
public interface SignalScreen<Q> {

  /// What is left of a request.
  Screened<Q> screen(Q request);

  /// How values of a request are repeated to its sender.
  Quoting quoting();
}
