// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// The whole window of a terminal, with a keyboard. What was there before comes back at the end.
///
/// JLine knows terminals, reads keys and writes only what differs from the screen before. Its core
/// is here anyway, with the progress bar. It reads and sets modes and size with `stty`: its faster
/// way, by foreign functions, forgets the speed of the line, which hangs up a serial one. So the
/// size is asked for only when the window says that it changed.
final class FullScreen implements Surface {
  private static final int CTRL_Z = 26;
  private static final int ESCAPE = 27;
  private static final long KEY_MILLIS = 500;
  private static final long SEQUENCE_MILLIS = 20;

  private final Terminal terminal;
  private final Display display;
  private final Attributes before;
  private final String server;
  private final boolean colours;
  private Size size = new Size(80, 24);
  private boolean resized;
  private boolean shown;
  private volatile boolean closed;

  private FullScreen(Terminal terminal, String server, boolean colours) {
    this.terminal = terminal;
    this.display = new Display(terminal, true);
    this.before = terminal.getAttributes();
    this.server = server;
    this.colours = colours;
  }

  /// The terminal of this process; null if there is none that obeys control sequences.
  ///
  /// @param server its address
  static @Nullable FullScreen ofProcess(String server, boolean colours) throws IOException {
    // Signals stay Java's: with JLine's, Ctrl-C would end the process as a failure.
    Terminal terminal =
        TerminalBuilder.builder().provider("exec").dumb(true).nativeSignals(false).build();
    if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      terminal.close();
      return null;
    }
    return new FullScreen(terminal, server, colours);
  }

  /// The key that asks for [#suspend].
  static boolean isSuspend(int key) {
    return key == CTRL_Z;
  }

  @Override
  public void open(IntConsumer keys, Runnable changed) {
    enter();
    Signals.register(
        "WINCH",
        () -> {
          anew();
          changed.run();
        });
    Signals.register(
        "CONT",
        () -> {
          enter(); // the shell had the terminal meanwhile
          changed.run();
        });
    Thread.ofPlatform().daemon().name("keys").start(() -> read(keys));
  }

  private synchronized void enter() {
    if (closed) {
      return;
    }
    terminal.enterRawMode();
    // Ctrl-Z comes as a key, so that the terminal can be given back first. Ctrl-C stays a signal:
    // it must work whatever this process is waiting for.
    Attributes raw = terminal.getAttributes();
    raw.setControlChar(ControlChar.VSUSP, 0);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
    anew();
    shown = true;
  }

  /// Has all be written, in whatever size the window has.
  private synchronized void anew() {
    resized = true;
  }

  private synchronized void leave() {
    if (shown) {
      terminal.puts(Capability.cursor_normal);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
      shown = false;
    }
  }

  private void read(IntConsumer keys) {
    NonBlockingReader reader = terminal.reader();
    try {
      while (!closed) {
        int key = reader.read(KEY_MILLIS);
        if (key == NonBlockingReader.EOF) {
          return; // the screen goes on without keys
        }
        if (key == ESCAPE) {
          skipSequence(reader);
        } else if (key != NonBlockingReader.READ_EXPIRED) {
          keys.accept(key);
        }
      }
    } catch (IOException _) {
      // closed, or no longer there: the screen goes on without keys
    }
  }

  /// Arrows and the like come as several characters (ECMA-48, CSI and SS3), which are no keys of
  /// their own.
  private static void skipSequence(NonBlockingReader reader) throws IOException {
    int next = reader.read(SEQUENCE_MILLIS);
    if (next == '[') {
      do {
        next = reader.read(SEQUENCE_MILLIS);
      } while (next >= ' ' && next < '@');
    } else if (next == 'O') {
      reader.read(SEQUENCE_MILLIS);
    }
  }

  @Override
  public synchronized void show(Screen screen, View view) {
    if (!shown) {
      return;
    }
    if (resized) {
      resized = false;
      size = known(terminal.getSize());
      display.resize(size.getRows(), size.getColumns());
      display.clear();
    }
    List<AttributedString> lines = new ArrayList<>(); // the display changes it
    new ScreenText(server, size.getColumns(), size.getRows(), true)
        .lines(screen, view)
        .forEach(line -> lines.add(colours ? line : new AttributedString(line.toString())));
    display.update(lines, 0);
    terminal.flush();
  }

  /// Terminals over a serial line often do not know their size.
  private static Size known(Size size) {
    return size.getColumns() > 0 && size.getRows() > 0 ? size : new Size(80, 24);
  }

  /// By the signal that cannot be caught, as the one that can be would come back here.
  @Override
  public void suspend() throws InterruptedException {
    leave();
    try {
      new ProcessBuilder("sh", "-c", "kill -STOP " + ProcessHandle.current().pid())
          .start()
          .waitFor();
    } catch (IOException _) {
      // no shell to go to: the screen comes back
    }
    enter();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      leave();
      closed = true;
    }
    try {
      terminal.close();
    } catch (IOException _) {
      // its modes are restored, and the process ends
    }
  }
}
