// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// How a name stands in a path: percent-encoded. Names that no path can carry, the empty one and
/// those that browsers resolve (`.` and `..`, even as `%2E%2E`), have a `~` in front; so have those
/// that look like that, so that no two names are one. The same as in `state/item.ts` of the
/// dashboard.
public final class PathSegment {
  private static final Pattern NOT_CARRIED = Pattern.compile("~*\\.{0,2}");
  private static final Pattern MARKED = Pattern.compile("~+\\.{0,2}");

  private PathSegment() {}

  /// The segment that a name is.
  public static String of(String name) {
    return NOT_CARRIED.matcher(name).matches()
        ? "~" + name
        : URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// The name that a segment is.
  ///
  /// @param segment as sent; never empty
  /// @throws IllegalArgumentException for a `%` that encodes nothing
  static String name(String segment) {
    return MARKED.matcher(segment).matches()
        ? segment.substring(1)
        // In a path, unlike in a form, + is itself.
        : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
