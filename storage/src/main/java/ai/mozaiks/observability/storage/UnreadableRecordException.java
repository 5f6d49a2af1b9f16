// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import org.jspecify.annotations.Nullable;

/// A journal's record is whole but does not hold what its reader expects: written by another
/// version, or a defect.
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Says what is wrong with the record.
  ///
  /// @param message what was found and what was expected; the journal adds which record it is
  public UnreadableRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
