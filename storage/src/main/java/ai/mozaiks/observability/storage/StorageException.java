// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import org.jspecify.annotations.Nullable;

/// A store or journal could not do what was asked.
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  public StorageException(String message, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /// Whether the same call may succeed later (disk full, busy) or never will (corrupt, closed).
  public boolean retryable() {
    return retryable;
  }
}
