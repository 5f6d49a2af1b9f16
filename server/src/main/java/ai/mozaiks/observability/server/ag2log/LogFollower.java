// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Follows a log until it is interrupted: reads a portion, hands it over, and only when it is safe
/// there writes down how far it is. So nothing is lost when either side dies, and what is handed
/// over twice then has the same ids. For one thread.
public final class LogFollower {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

  private final LogFeed feed;
  private final Optional<CheckpointFile> checkpoint;
  private final Receiver receiver;
  private final Consumer<String> troubles;
  private final Pause pause;
  private String lastTrouble = "";

  /// Takes what was read.
  public interface Receiver {
    /// Returns when the events are safe; tries for as long as it takes.
    void receive(LogFeed.Portion portion) throws InterruptedException;
  }

  /// Waits; a test's waits take no time.
  public interface Pause {
    void take(Duration duration) throws InterruptedException;
  }

  /// Prepares; nothing is read before [#run].
  ///
  /// @param checkpoint where to write how far it is; empty to begin at the beginning each time
  /// @param troubles takes what keeps it from reading, each once until it has passed
  public LogFollower(
      LogFeed feed,
      Optional<CheckpointFile> checkpoint,
      Receiver receiver,
      Consumer<String> troubles,
      Pause pause) {
    this.feed = feed;
    this.checkpoint = checkpoint;
    this.receiver = receiver;
    this.troubles = troubles;
    this.pause = pause;
  }

  /// Follows.
  ///
  /// @throws InterruptedException when it is told to end
  public void run() throws InterruptedException {
    restore();
    while (true) {
      pause.take(step());
    }
  }

  /// Reads and hands over one portion.
  ///
  /// @return how long to wait before the next one; zero when there is more
  Duration step() throws InterruptedException {
    LogFeed.Progress before = feed.progress();
    LogFeed.Portion portion;
    try {
      portion = feed.next();
      lastTrouble = "";
    } catch (IOException e) {
      trouble(String.valueOf(e.getMessage()));
      return AFTER_TROUBLE;
    }
    if (!portion.isEmpty()) {
      receiver.receive(portion);
    }
    LogFeed.Progress after = feed.progress();
    if (after.lines() != before.lines() || after.position() != before.position()) {
      write();
    }
    return portion.more() ? Duration.ZERO : LOOK_AGAIN;
  }

  void restore() {
    if (checkpoint.isEmpty()) {
      return;
    }
    try {
      checkpoint.get().read().ifPresent(feed::restore);
    } catch (IOException | IllegalArgumentException e) {
      troubles.accept(
          checkpoint.get().file()
              + " cannot be used ("
              + e.getMessage()
              + "); the log is read from its beginning, which changes no number");
    }
  }

  private void write() {
    if (checkpoint.isEmpty()) {
      return;
    }
    try {
      checkpoint.get().write(feed.checkpoint());
    } catch (IOException e) {
      trouble(
          checkpoint.get().file()
              + " cannot be written ("
              + e.getMessage()
              + "); after a restart the log is read again, which changes no number");
    }
  }

  private void trouble(String message) {
    if (!message.equals(lastTrouble)) {
      lastTrouble = message;
      troubles.accept(message);
    }
  }
}
