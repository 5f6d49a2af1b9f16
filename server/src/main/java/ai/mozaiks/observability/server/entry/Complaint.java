// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import org.jspecify.annotations.Nullable;

/// What is wrong with something that was sent. The value stays apart from the words around it, so
/// that it can be quoted where it is known what a secret is.
///
/// @param before names the place
/// @param value as it was sent; null when none is to be shown
/// @param after says what was expected
public record Complaint(String before, @Nullable String value, String after) {

  /// A complaint without a value.
  public static Complaint of(String text) {
    return new Complaint(text, null, "");
  }

  /// The usual form: `field: value (expected: ...)`.
  public static Complaint of(String field, String value, String expected) {
    return new Complaint(field + ": ", value, " (expected: " + expected + ")");
  }

  /// The sentence to show.
  public String text(Quoting quoting) {
    return before + (value == null ? "" : quoting.value(value)) + after;
  }
}
