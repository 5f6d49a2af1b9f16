// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import java.util.List;

/// Whether the server can store and answer now.
@FunctionalInterface
public interface Readiness {

  /// What keeps it from being ready, each a sentence; empty when it is ready. Thread-safe, quick.
  List<String> obstacles();

  /// What only a restart of the process can mend, each a sentence; empty when nothing is beyond
  /// repair. Thread-safe, quick: asks neither disk nor store.
  default List<String> beyondRepair() {
    return List.of();
  }
}
