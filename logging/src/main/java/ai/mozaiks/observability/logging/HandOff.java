// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Takes things from any thread and gives them, in order, to one thread that writes them. Who gives
/// waits for at most a fixed time, and not at all once somebody has waited in vain until half of
/// the queue is written; what does not fit is dropped and counted. The queue is bounded in number
/// and in weight.
///
/// Thread-safe.
///
/// @param <E> what is written
final class HandOff<E> {
  private static final int MOST_AT_ONCE = 512;
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /// Naps without anything to do before the thread sleeps until it is woken. To wake it costs the
  /// agent more than to log, so that it should not happen for every line.
  private static final int MOST_NAPS = 250;

  /// Writes what was taken. An exception is counted as a drop of the portion.
  ///
  /// @param <E> what is written
  interface Writer<E> {
    /// Writes a portion.
    ///
    /// @param portion in the order in which it was given; empty if there is only something to tell
    /// @param dropped how many were dropped since this was told last
    void write(List<E> portion, long dropped);
  }

  private final String name;
  private final int capacity;
  private final long mostWeight;
  private final long maxWaitNanos;
  private final Writer<E> writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition empty = lock.newCondition();
  private final ArrayDeque<Weighed<E>> queue = new ArrayDeque<>(); // by lock
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable Thread thread; // by lock
  private long weight; // by lock
  private long dropped; // by lock
  private long told; // by lock
  private boolean congested; // by lock
  private boolean asleep; // by lock
  private boolean busy; // by lock
  private State state = State.NEW; // by lock

  private enum State {
    NEW,
    RUNNING,
    /// Written by who gives: the process ends, or somebody asked for it.
    DIRECT,
    CLOSED
  }

  private record Weighed<E>(E element, long weight) {}

  /// Fixes the bounds.
  ///
  /// @param name of the thread
  /// @param capacity what waits to be written; count, `> 0`
  /// @param mostWeight of what waits together; one alone may be heavier
  /// @param maxWait how long giving may take; 0 or more
  HandOff(String name, int capacity, long mostWeight, Duration maxWait, Writer<E> writer) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: > 0)");
    }
    if (maxWait.isNegative()) {
      throw new IllegalArgumentException("maxWait: " + maxWait + " (expected: 0 or more)");
    }
    this.name = name;
    this.capacity = capacity;
    this.mostWeight = mostWeight;
    this.maxWaitNanos = maxWait.toNanos();
    this.writer = writer;
  }

  /// Starts the thread that writes; a daemon.
  void start() {
    lock.lock();
    try {
      if (state == State.NEW) {
        state = State.RUNNING;
        Thread started = new Thread(this::run, name);
        started.setDaemon(true);
        thread = started;
        started.start();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Gives one thing.
  ///
  /// @param heavy its weight
  /// @return whether it was taken; what was not is counted
  boolean offer(E element, long heavy) {
    boolean direct;
    Thread toWake = null;
    lock.lock();
    try {
      direct = state == State.DIRECT;
      if (!direct) {
        if (state != State.RUNNING || !(fits(heavy) || waitForRoom(heavy))) {
          dropped++;
          return false;
        }
        queue.add(new Weighed<>(element, heavy));
        weight += heavy;
        if (asleep) {
          asleep = false;
          toWake = thread;
        }
      }
    } finally {
      lock.unlock();
    }
    if (direct) {
      writeNow(List.of(element));
    } else if (toWake != null) {
      LockSupport.unpark(toWake);
    }
    return true;
  }

  private boolean fits(long heavy) {
    return queue.size() < capacity && (weight + heavy <= mostWeight || queue.isEmpty());
  }

  /// By lock.
  private boolean waitForRoom(long heavy) {
    if (congested || Thread.currentThread() == thread) {
      return false;
    }
    wake(); // it may be taking a nap
    long left = maxWaitNanos;
    try {
      while (left > 0 && state == State.RUNNING) {
        left = room.awaitNanos(left);
        if (fits(heavy)) {
          return state == State.RUNNING;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the agent's own matter; its line is dropped
      return false;
    }
    congested = true;
    return false;
  }

  /// How many were dropped so far.
  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until everything that was given before is written.
  ///
  /// @return whether it is
  boolean flush(Duration most) {
    lock.lock();
    try {
      return awaitEmpty(most);
    } finally {
      lock.unlock();
    }
  }

  /// By lock.
  private boolean awaitEmpty(Duration most) {
    long left = most.toNanos();
    wake();
    try {
      while (!queue.isEmpty() || busy) {
        if (left <= 0 || thread == null) {
          return false;
        }
        left = empty.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// By lock.
  private void wake() {
    Thread sleeper = thread;
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  /// Writes what is waiting, and from then on on the thread of who gives, so that nothing is lost
  /// that is said while the process ends.
  ///
  /// @param most how long to wait for the writing of what is waiting
  void writeThrough(Duration most) {
    lock.lock();
    try {
      if (state == State.RUNNING) {
        awaitEmpty(most);
        state = State.DIRECT;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Writes what is waiting, and ends. What is given later is dropped.
  ///
  /// @param most how long to wait; what is not written then is dropped
  void close(Duration most) {
    lock.lock();
    try {
      if (state == State.RUNNING) {
        awaitEmpty(most);
      }
      state = State.CLOSED;
      dropped += queue.size();
      queue.clear();
      room.signalAll();
      wake();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<E> portion = new ArrayList<>(MOST_AT_ONCE);
    int naps = 0;
    while (true) {
      boolean more = take(portion, naps >= MOST_NAPS);
      if (!portion.isEmpty()) {
        naps = 0;
        writeNow(portion);
        portion.clear();
      } else if (!more) {
        return;
      } else if (naps >= MOST_NAPS) {
        LockSupport.park(this);
        naps = 0;
      } else {
        naps++;
        LockSupport.parkNanos(this, NAP_NANOS);
      }
    }
  }

  /// @param toSleep whether the thread will sleep if there is nothing
  /// @return false at the end
  private boolean take(List<E> portion, boolean toSleep) {
    lock.lock();
    try {
      busy = false;
      while (portion.size() < MOST_AT_ONCE && !queue.isEmpty()) {
        Weighed<E> next = queue.remove();
        weight -= next.weight;
        portion.add(next.element);
      }
      if (portion.isEmpty()) {
        empty.signalAll();
        asleep = toSleep && state == State.RUNNING;
        return state == State.RUNNING;
      }
      busy = true;
      if (congested && queue.size() <= capacity / 2 && weight <= mostWeight / 2) {
        congested = false;
      }
      room.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void writeNow(List<E> portion) {
    writing.lock();
    try {
      long untold = untold();
      writer.write(portion, untold);
    } catch (RuntimeException e) {
      lock.lock();
      try {
        dropped += portion.size();
      } finally {
        lock.unlock();
      }
    } finally {
      writing.unlock();
    }
  }

  private long untold() {
    lock.lock();
    try {
      long untold = dropped - told;
      told = dropped;
      return untold;
    } finally {
      lock.unlock();
    }
  }
}
