// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import java.util.List;

/// Whether the server can store and answer now.
@FunctionalInterface
public interface Readiness {

  /// What keeps it from being ready, each a sentence; empty when it is ready. Thread-safe, quick.
  List<String> obstacles();
}
