// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Sets up a [PerformanceManager]. Wrong settings throw at once: a [NullPointerException] or an
/// [IllegalArgumentException] that names the setting, the value and what was expected.
///
/// Mutable and not thread-safe; each [#build] makes a recorder of its own.
public final class PerformanceManagerBuilder {
  /// No interval, turn, call or run is longer.
  static final Duration LONGEST = Duration.ofDays(3_650);

  Duration flushInterval = Duration.ofMinutes(5);
  Duration retention = Duration.ofDays(1);
  ChatTimeouts timeouts = ChatTimeouts.DEFAULT;
  EventSink sink = EventSink.none();
  int bufferCapacity = 20_000;
  int maxChats = 10_000;
  InstantSource clock = InstantSource.system();
  LongSupplier ticker = System::nanoTime;
  @Nullable PriceBook priceBook;
  @Nullable Redactor redactor;

  PerformanceManagerBuilder() {}

  /// How long events wait for the sink at most, unless a thousand are there before, or half of the
  /// buffer; zero: only until then, or until [PerformanceManager#flush]. Five minutes unless set.
  public PerformanceManagerBuilder flushInterval(Duration flushInterval) {
    if (flushInterval.isNegative() || flushInterval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "flushInterval: " + flushInterval + " (expected: 0 for none, at most " + LONGEST + ")");
    }
    this.flushInterval = flushInterval;
    return this;
  }

  /// How long ended and abandoned chats stay in memory; `> 0`. A day unless set.
  public PerformanceManagerBuilder retention(Duration retention) {
    if (retention.isNegative() || retention.isZero() || retention.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "retention: " + retention + " (expected: > 0, at most " + LONGEST + ")");
    }
    this.retention = retention;
    return this;
  }

  /// When silence becomes a state. [ChatTimeouts#DEFAULT] unless set.
  public PerformanceManagerBuilder timeouts(ChatTimeouts timeouts) {
    this.timeouts = Objects.requireNonNull(timeouts, "timeouts");
    return this;
  }

  /// Where events go; nowhere unless set. [PerformanceManager#close] closes it.
  public PerformanceManagerBuilder sink(EventSink sink) {
    this.sink = Objects.requireNonNull(sink, "sink");
    return this;
  }

  /// How many events may wait for the sink, `>= 1`; further ones count in the totals, but are
  /// dropped for the sink. 20,000 unless set.
  public PerformanceManagerBuilder bufferCapacity(int events) {
    if (events < 1) {
      throw new IllegalArgumentException("bufferCapacity: " + events + " (expected: >= 1)");
    }
    this.bufferCapacity = events;
    return this;
  }

  /// How many chats may be in memory, `>= 1`; for further ones those go that ended first, then
  /// those that have been silent longest. Threads that start chats at the same time may pass it by
  /// one each for a moment. 10,000 unless set.
  public PerformanceManagerBuilder maxChats(int maxChats) {
    if (maxChats < 1) {
      throw new IllegalArgumentException("maxChats: " + maxChats + " (expected: >= 1)");
    }
    this.maxChats = maxChats;
    return this;
  }

  /// What prices the calls whose cost is not reported; [PriceBook#standard] unless set.
  public PerformanceManagerBuilder priceBook(PriceBook priceBook) {
    this.priceBook = Objects.requireNonNull(priceBook, "priceBook");
    return this;
  }

  /// What masks secrets in error messages; [Redactor#standard] unless set.
  public PerformanceManagerBuilder redactor(Redactor redactor) {
    this.redactor = Objects.requireNonNull(redactor, "redactor");
    return this;
  }

  /// The wall clock, read once per chat; the system's unless set.
  public PerformanceManagerBuilder clock(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /// Nanoseconds from any origin, never backwards.
  PerformanceManagerBuilder ticker(LongSupplier ticker) {
    this.ticker = ticker;
    return this;
  }

  /// A recorder without its background thread: the caller flushes and cleans up.
  public PerformanceManager build() {
    return new PerformanceManager(this);
  }

  /// A recorder with its background thread.
  public PerformanceManager start() {
    PerformanceManager manager = build();
    manager.startUpkeep();
    return manager;
  }
}
