// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.text.ShownText;
import java.util.ArrayList;
import java.util.List;

/// Cuts texts to the limits of those who take them.
final class Cut {
  private static final String END = "…";

  private Cut() {}

  /// A text of so many characters at most.
  static String to(String text, int longest) {
    return text.length() <= longest ? text : ShownText.head(text, longest - 1) + END;
  }

  /// The paragraphs of a text, as many as fit together into each part.
  ///
  /// @param longest of a part, in characters
  static List<String> intoParts(String text, int longest) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String paragraph : text.split("\n\n+", -1)) {
      String fitting = to(paragraph, longest);
      if (!part.isEmpty() && part.length() + 2 + fitting.length() > longest) {
        parts.add(part.toString());
        part.setLength(0);
      }
      part.append(part.isEmpty() ? "" : "\n\n").append(fitting);
    }
    if (!part.isEmpty()) {
      parts.add(part.toString());
    }
    return parts;
  }
}
