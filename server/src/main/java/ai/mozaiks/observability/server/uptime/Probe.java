// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

/// Looks at one address. For one thread.
interface Probe {

  /// Looks once. Whatever is wrong is part of the result.
  ///
  /// @throws InterruptedException if nobody wants to know any more
  CheckResult run() throws InterruptedException;
}
