// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import java.io.PrintWriter;
import java.util.List;

/// Draws one screen over the other, or, where the terminal cannot, one below the other. For one
/// thread.
public final class ScreenDrawing {
  private static final String HOME = "\u001B[H";
  private static final String CLEAR_REST_OF_LINE = "\u001B[K";
  private static final String CLEAR_REST_OF_SCREEN = "\u001B[J";

  private final PrintWriter out;
  private final boolean over;
  private boolean drawn;

  /// @param over whether the terminal obeys control sequences; if not, none is written
  public ScreenDrawing(PrintWriter out, boolean over) {
    this.out = out;
    this.over = over;
  }

  /// Draws the next screen.
  public void draw(List<String> lines) {
    StringBuilder screen = new StringBuilder();
    if (over) {
      // Cleared bit by bit: a screen that is cleared as a whole flickers.
      screen.append(HOME);
      for (String line : lines) {
        screen.append(line).append(CLEAR_REST_OF_LINE).append('\n');
      }
      screen.append(CLEAR_REST_OF_SCREEN);
    } else {
      screen.append(drawn ? "\n" : "");
      lines.forEach(line -> screen.append(line).append('\n'));
    }
    out.print(screen);
    out.flush();
    drawn = true;
  }
}
