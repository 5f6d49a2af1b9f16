// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import ai.mozaiks.observability.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks a server again and again and shows it, until `q` is pressed. One question is under way at a
/// time, asked by a thread of its own, so that keys work while a server is silent.
public final class TopSession implements AutoCloseable {
  private final TopClient client;
  private final Surface surface;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ExecutorService asker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("asker").factory());

  // Of the thread that runs it.
  private Screen screen;
  private View view;
  private boolean asking;
  private long answeredAt;

  /// What happens to it.
  private sealed interface Event {
    record Key(int key) implements Event {}

    /// The window has another size, or was somebody else's.
    record Changed() implements Event {}

    record Answered(Screen screen) implements Event {}

    record NotAnswered(String why) implements Event {}

    record Stopped() implements Event {}

    record Failed(RuntimeException mistake) implements Event {}
  }

  private TopSession(TopClient client, Surface surface, Screen first, Duration interval) {
    this.client = client;
    this.surface = surface;
    this.screen = first;
    this.view = View.every(interval);
  }

  /// Over the whole window of the terminal, if there is one; else one screen below the other.
  ///
  /// @param first to begin with
  /// @param interval between an answer and the next question
  /// @param server its address
  /// @param out for plain text
  /// @param terminal whether this process has one, for its input and its output
  /// @param colours whether any may be used
  public static TopSession of(
      TopClient client,
      Screen first,
      Duration interval,
      URI server,
      PrintWriter out,
      boolean terminal,
      boolean colours)
      throws IOException {
    String name = server.toString();
    Surface surface = terminal ? FullScreen.ofProcess(name, colours) : null;
    return new TopSession(
        client, surface == null ? new Pages(out, name) : surface, first, interval);
  }

  /// Shows it once, as plain text.
  public static void showOnce(Screen screen, URI server, PrintWriter out) {
    new Pages(out, server.toString()).show(screen, View.every(Duration.ZERO));
  }

  /// Goes on until `q` is pressed or it is stopped. Once.
  public void run() throws InterruptedException {
    answeredAt = System.nanoTime();
    surface.open(key -> events.add(new Event.Key(key)), () -> events.add(new Event.Changed()));
    do {
      surface.show(screen, view);
    } while (goOn(next()));
  }

  /// The next event; null when it is time to ask.
  private @Nullable Event next() throws InterruptedException {
    if (asking || view.paused()) {
      return events.take();
    }
    long due = answeredAt + view.interval().toNanos();
    return events.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /// Takes an event in.
  ///
  /// @return whether it was not the end
  private boolean goOn(@Nullable Event event) throws InterruptedException {
    switch (event) {
      case null -> ask();
      case Event.Key(int key) -> {
        return press(key);
      }
      case Event.Changed _ -> {} // shown again
      case Event.Stopped _ -> {
        return false;
      }
      case Event.Answered(Screen answer) -> {
        answered();
        screen = answer;
        view = view.troubledBy(null);
      }
      case Event.NotAnswered(String why) -> {
        answered();
        view = view.troubledBy(why); // it may come back, as after a restart
      }
      case Event.Failed(RuntimeException mistake) -> throw mistake;
    }
    return true;
  }

  private boolean press(int key) throws InterruptedException {
    if (key == 'q' && !view.help()) {
      return false;
    }
    if (FullScreen.isSuspend(key)) {
      surface.suspend();
      return true;
    }
    View before = view;
    view = view.press(key);
    boolean goesOn = before.paused() && !view.paused();
    if (goesOn || (key == 'r' && !before.help())) {
      ask();
    }
    return true;
  }

  private void ask() {
    if (asking) {
      return;
    }
    asking = true;
    asker.execute(() -> {
      try {
        events.add(new Event.Answered(client.ask()));
      } catch (CommandFailure e) {
        events.add(new Event.NotAnswered(String.valueOf(e.getMessage())));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt(); // it ends
      } catch (RuntimeException e) {
        events.add(new Event.Failed(e));
      }
    });
  }

  private void answered() {
    asking = false;
    answeredAt = System.nanoTime();
  }

  /// Has [#run] return. Any thread.
  public void stop() {
    events.add(new Event.Stopped());
  }

  /// Gives the terminal back. Any thread, more than once.
  @Override
  public void close() {
    surface.close();
    asker.shutdownNow();
  }
}
