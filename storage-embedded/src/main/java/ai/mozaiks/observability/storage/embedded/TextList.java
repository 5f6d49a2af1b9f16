// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of texts in one column: separated by commas, with a backslash before a comma or backslash
/// of their own. Null stands for the empty list, since the empty text is a list of one empty text.
/// (The appender writes list columns at a fraction of the speed of plain ones.)
final class TextList {
  private TextList() {}

  static @Nullable String join(List<String> texts) {
    if (texts.isEmpty()) {
      return null;
    }
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        joined.append(',');
      }
      joined.append(texts.get(i).replace("\\", "\\\\").replace(",", "\\,"));
    }
    return joined.toString();
  }

  static List<String> split(@Nullable String joined) {
    if (joined == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < joined.length(); i++) {
      char c = joined.charAt(i);
      if (c == ',') {
        texts.add(text.toString());
        text.setLength(0);
      } else {
        text.append(c == '\\' ? joined.charAt(++i) : c);
      }
    }
    texts.add(text.toString());
    return List.copyOf(texts);
  }
}
