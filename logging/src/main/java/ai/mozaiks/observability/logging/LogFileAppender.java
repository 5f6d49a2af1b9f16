// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.rolling.LengthCounter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Logback's rolling file, made fit for rotation from outside and for disks that fail. When another
/// program renames or removes the file (logrotate's `create`), the next lines go to a new one under
/// the name; when it is cut (`copytruncate`), they go to its new end. No line is ever torn. Lines
/// that cannot be written are counted, and told once they can.
public final class LogFileAppender extends RollingFileAppender<ILoggingEvent> {
  static final String LOST = "log_lines_lost";
  private static final long LOOK_EVERY_NANOS = 50_000_000;

  private @Nullable LineFile file; // by streamWriteLock
  private long lostBefore; // of files that are closed; by streamWriteLock
  private long told; // by streamWriteLock
  private long looked = System.nanoTime() - LOOK_EVERY_NANOS; // by streamWriteLock
  private @Nullable String failureBefore; // of a file that is closed; by streamWriteLock
  private boolean inPortion;
  private boolean lookDue;

  /// For Logback, which sets properties afterwards.
  public LogFileAppender() {}

  @Override
  public void start() {
    if (getRollingPolicy() == null) { // nothing but the program outside rotates
      NoRolling none = new NoRolling(this);
      none.setContext(getContext());
      none.start();
      setRollingPolicy(none);
    }
    super.start();
  }

  @Override
  public void openFile(String name) throws IOException {
    streamWriteLock.lock();
    try {
      LineFile opened = LineFile.open(Path.of(name));
      LineFile before = file;
      setOutputStream(opened); // closes and so flushes the one before
      if (before != null) {
        lostBefore += before.lost();
        failureBefore = before.failure() == null ? failureBefore : before.failure();
      }
      file = opened;
    } finally {
      streamWriteLock.unlock();
    }
  }

  @Override
  protected void subAppend(ILoggingEvent event) {
    if (lookDue || !inPortion) {
      look(lookDue);
      lookDue = false;
    }
    super.subAppend(event);
  }

  /// Before lines that come together.
  void beginPortion() {
    lookDue = true; // by the first of them
    inPortion = true;
  }

  /// After them.
  void endPortion() {
    inPortion = false;
    lookDue = false;
    String reason;
    long untold;
    streamWriteLock.lock();
    try {
      LineFile open = file;
      if (open == null || !isStarted()) {
        return;
      }
      open.flush();
      reason = open.recovered();
      if (reason == null && open.failure() == null) {
        reason = failureBefore;
      }
      if (reason == null) {
        return;
      }
      failureBefore = null;
      untold = lostBefore + open.lost() - told;
      told += untold;
    } finally {
      streamWriteLock.unlock();
    }
    LoggingEvent notice =
        QueuedAppender.notice(
            untold + " log lines were lost, since the file could not be written: " + reason);
    notice.addKeyValuePair(new KeyValuePair("event", LOST));
    notice.addKeyValuePair(new KeyValuePair("lost", untold));
    notice.addKeyValuePair(new KeyValuePair("lost_total", told));
    super.subAppend(notice);
    streamWriteLock.lock();
    try {
      if (file != null) {
        file.flush();
      }
    } finally {
      streamWriteLock.unlock();
    }
  }

  /// How many lines were lost because they could not be written.
  public long lost() {
    streamWriteLock.lock();
    try {
      return lostBefore + (file == null ? 0 : file.lost());
    } finally {
      streamWriteLock.unlock();
    }
  }

  /// Looks whether somebody else rotated the file.
  private void look(boolean now) {
    streamWriteLock.lock();
    try {
      LineFile open = file;
      long nanos = System.nanoTime();
      if (open == null || !isStarted() || (!now && nanos - looked < LOOK_EVERY_NANOS)) {
        return;
      }
      looked = nanos;
      switch (open.look()) {
        case NONE -> {}
        case CUT -> restartCount();
        case MOVED -> {
          openFile(getFile());
          restartCount();
        }
      }
    } catch (IOException e) {
      addError("cannot be opened again: " + getFile(), e); // the open one still takes lines
    } finally {
      streamWriteLock.unlock();
    }
  }

  /// So that the own rotation by size knows of the other one.
  private void restartCount() {
    TriggeringPolicy<ILoggingEvent> policy = getTriggeringPolicy();
    LengthCounter counter = policy == null ? null : policy.getLengthCounter();
    if (counter != null) {
      counter.reset();
    }
  }
}
