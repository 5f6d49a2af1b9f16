// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import java.util.function.IntConsumer;

/// Where screens are shown.
sealed interface Surface extends AutoCloseable permits Pages, FullScreen {

  /// Begins, once.
  ///
  /// @param keys told what is pressed, by a thread of the surface; never where there are no keys
  /// @param changed told that what is shown is to be shown again, by any thread
  void open(IntConsumer keys, Runnable changed);

  /// Shows it. After the end it does nothing.
  void show(Screen screen, View view);

  /// Steps aside for the shell until the process is continued. Only where there are keys.
  void suspend() throws InterruptedException;

  /// Ends; a terminal is as it was before. Any thread, more than once.
  @Override
  void close();
}
