// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import com.google.common.base.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much of a span's content is kept. Where not all of it fits, what came out goes before what
/// went in, and later messages before earlier ones, which former calls have told already.
///
/// @param maxBytes of one item; bytes of UTF-8, `> 0`
/// @param maxBytesPerCall of all items of a span; bytes of UTF-8, `>= maxBytes`
public record ContentCaps(int maxBytes, int maxBytesPerCall) {
  /// More than anybody says in one call.
  static final int MAX_ITEMS = 1_000;

  public ContentCaps {
    if (maxBytes < 1 || maxBytesPerCall < maxBytes) {
      throw new IllegalArgumentException(
          "maxBytes: %d, maxBytesPerCall: %d (expected: 0 < maxBytes <= maxBytesPerCall)"
              .formatted(maxBytes, maxBytesPerCall));
    }
  }

  /// Something that was said, as far as it is kept.
  ///
  /// @param originalBytes how long its text was; bytes of UTF-8
  record Capped(Said said, String text, long originalBytes) {
    /// Length of the text; bytes of UTF-8.
    int bytes() {
      return Utf8.encodedLength(text);
    }
  }

  /// What is kept, in the given order.
  ///
  /// @param all in the order in which it was said; without halves of surrogate pairs
  List<Capped> apply(List<Said> all) {
    List<Integer> byWorth = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      byWorth.add(i);
    }
    byWorth.sort(
        Comparator.comparingInt((Integer i) -> worth(all.get(i).kind()))
            .thenComparing(Comparator.reverseOrder()));
    @Nullable String[] kept = new @Nullable String[all.size()];
    int left = maxBytesPerCall;
    for (int i : byWorth.subList(0, Math.min(MAX_ITEMS, byWorth.size()))) {
      String text = head(all.get(i).text(), Math.min(maxBytes, left));
      left -= Utf8.encodedLength(text);
      kept[i] = text;
    }
    List<Capped> capped = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      String text = kept[i];
      if (text != null) {
        Said said = all.get(i);
        capped.add(new Capped(said, text, Utf8.encodedLength(said.text())));
      }
    }
    return capped;
  }

  private static int worth(ContentKind kind) {
    return switch (kind) {
      case OUTPUT -> 0;
      case TOOL_RESULT -> 1;
      case TOOL_ARGUMENTS -> 2;
      case SYSTEM -> 3;
      case INPUT -> 4;
      case DOCUMENT -> 5;
      case OTHER -> 6;
      case TOOL_DEFINITIONS -> 7;
    };
  }

  /// As many characters as fit into so many bytes of UTF-8; the same instance if all do.
  private static String head(String text, int most) {
    if (text.length() * 3L <= most) {
      return text;
    }
    int bytes = 0;
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > most) {
        return text.substring(0, i);
      }
      i += Character.charCount(codePoint);
    }
    return text;
  }
}
