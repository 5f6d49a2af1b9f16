// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveSignal;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/// Where deleted rows are kept, and which.
///
/// @param folder made when the first file is written. What is there is searched, and deleted from
///   on request, whether anything is archived now or not
/// @param signals what is archived before it is deleted; empty for nothing
public record ArchiveConfig(Path folder, Set<ArchiveSignal> signals) {
  public ArchiveConfig {
    Objects.requireNonNull(folder, "folder");
    signals = Set.copyOf(signals);
  }

  /// Archives nothing.
  public static ArchiveConfig off(Path folder) {
    return new ArchiveConfig(folder, Set.of());
  }
}
