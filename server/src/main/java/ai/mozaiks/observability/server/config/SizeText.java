// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: a whole number with `B`, `KiB`, `MiB` or `GiB` (powers of 1024), or
/// a plain count of bytes. `MB` is refused, since it means two things.
public final class SizeText {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?(B|KiB|MiB|GiB)?");

  private SizeText() {}

  /// Reads a size.
  ///
  /// @return bytes, `>= 0`; empty if the text is no size or does not fit a `long`
  public static OptionalLong parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2);
    int shift = unit == null || unit.equals("B") ? 0 : "KMG".indexOf(unit.charAt(0)) * 10 + 10;
    long count = Long.parseLong(matcher.group(1));
    return count > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(count << shift);
  }
}
