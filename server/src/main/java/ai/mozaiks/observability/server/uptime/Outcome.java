// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import java.util.Locale;

/// What became of one look at an address.
public enum Outcome {
  /// It answered as expected.
  OK,
  /// Its name is not known, or no name server tells.
  DNS,
  /// Nobody listens there.
  REFUSED,
  /// There is no way there.
  UNREACHABLE,
  /// There was no whole answer in time.
  TIMEOUT,
  /// No encrypted connection: the certificate has expired, is for another name or from nobody who
  /// is trusted, or both sides have nothing in common.
  TLS,
  /// The connection broke, or what came is no HTTP.
  CONNECTION,
  /// It redirects to where nobody follows.
  REDIRECT,
  /// It answered with another status than expected.
  STATUS,
  /// It answered without the expected text.
  BODY,
  /// The look could not be made: a secret or certificate of the configuration cannot be read any
  /// more. Nobody knows whether it is up.
  SETUP;

  /// The word for it in answers and metrics.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
