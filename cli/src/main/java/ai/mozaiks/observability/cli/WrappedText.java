// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/// Text broken into lines between its words.
final class WrappedText {
  private WrappedText() {}

  /// The lines, without blanks at their ends; at least one. A word that is wider than a line is
  /// broken where the line ends.
  ///
  /// @param text of one paragraph, without control characters
  /// @param columns how wide a line may be, `> 1`; letters that take two columns count as two
  static List<String> lines(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (String word : text.strip().split(" +", -1)) {
      int width = width(word);
      if (used > 0 && used + 1 + width > columns) {
        lines.add(line.toString());
        line.setLength(0);
        used = 0;
      }
      if (used > 0) {
        line.append(' ');
        used++;
      }
      for (int at = 0; at < word.length(); ) {
        int codePoint = word.codePointAt(at);
        int more = width(codePoint);
        if (used + more > columns) {
          lines.add(line.toString());
          line.setLength(0);
          used = 0;
        }
        line.appendCodePoint(codePoint);
        used += more;
        at += Character.charCount(codePoint);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  private static int width(String text) {
    return text.codePoints().map(WrappedText::width).sum();
  }

  private static int width(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }
}
