// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;

/// A disk for the archive that breaks before one of its operations, and stays broken.
abstract class BreakingAccess implements ArchiveAccess {
  private int left;
  private boolean refused;

  /// @param operations how many succeed
  BreakingAccess(int operations) {
    left = operations;
  }

  /// What happens instead of every operation from then on.
  abstract void broken() throws IOException;

  /// Whether an operation was refused.
  boolean isBroken() {
    return refused;
  }

  private void step() throws IOException {
    if (left == 0) {
      refused = true;
      broken();
    }
    left--;
  }

  @Override
  public void sync(Path file) throws IOException {
    step();
    ArchiveAccess.super.sync(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    step();
    ArchiveAccess.super.syncFolder(folder);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    ArchiveAccess.super.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    ArchiveAccess.super.delete(file);
  }
}
