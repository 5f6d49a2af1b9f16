// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import java.io.PrintWriter;
import java.util.function.IntConsumer;

/// Screens one below the other, as plain text with everything there is, where there is no terminal
/// or one that obeys nothing.
final class Pages implements Surface {
  private static final int COLUMNS = 100;

  private final PrintWriter out;
  private final ScreenText text;
  private boolean begun;
  private boolean closed;

  /// @param server its address
  Pages(PrintWriter out, String server) {
    this.out = out;
    this.text = new ScreenText(server, COLUMNS, Integer.MAX_VALUE, false);
  }

  @Override
  public void open(IntConsumer keys, Runnable changed) {}

  @Override
  public synchronized void show(Screen screen, View view) {
    if (closed) {
      return;
    }
    StringBuilder page = new StringBuilder(begun ? "\n" : "");
    text.lines(screen, view)
        .forEach(line -> page.append(line.toString().stripTrailing()).append('\n'));
    out.print(page);
    out.flush();
    begun = true;
  }

  @Override
  public void suspend() {}

  @Override
  public synchronized void close() {
    closed = true;
  }
}
