// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import org.jspecify.annotations.Nullable;

/// Whether a pass returned what it was given. Instances are compared, not contents: equality of
/// large messages would cost more than the pass itself.
public final class Identity {
  private Identity() {}

  @SuppressWarnings("ReferenceEquality")
  public static boolean same(@Nullable Object a, @Nullable Object b) {
    return a == b;
  }
}
