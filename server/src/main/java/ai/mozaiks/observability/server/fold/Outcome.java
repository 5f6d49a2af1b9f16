// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

/// What the fold found in a submission.
///
/// @param fresh items that were not known, or that replaced an earlier version; count
/// @param duplicates items that were known already and changed nothing; count
/// @param dropped new items that their trace or chat had no room for; count
public record Outcome(long fresh, long duplicates, long dropped) {

  /// Of nothing.
  public static final Outcome NONE = new Outcome(0, 0, 0);

  /// Both together.
  public Outcome plus(Outcome other) {
    return new Outcome(fresh + other.fresh, duplicates + other.duplicates, dropped + other.dropped);
  }
}
