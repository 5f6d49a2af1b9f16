// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.util.Locale;

/// What an `Accept` header (RFC 9110, 12.5.1) says of media types.
public final class MediaPreference {
  private MediaPreference() {}

  /// Whether a type is wanted more than another one.
  ///
  /// @param accept the header's value
  public static boolean prefers(String accept, String type, String other) {
    return weight(accept, type) > weight(accept, other);
  }

  /// From 0, not wanted, to 1; what is named more exactly counts.
  private static double weight(String accept, String type) {
    double weight = 0;
    int exactness = -1;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.strip().toLowerCase(Locale.ROOT).split(";", -1);
      int fits = exactness(parts[0].strip(), type);
      if (fits > exactness) {
        exactness = fits;
        weight = quality(parts);
      }
    }
    return weight;
  }

  private static int exactness(String range, String type) {
    if (range.equals(type)) {
      return 2;
    }
    if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.matches("q=[01](\\.\\d{0,3})?")) {
        return Double.parseDouble(part.substring(2));
      }
    }
    return 1;
  }
}
