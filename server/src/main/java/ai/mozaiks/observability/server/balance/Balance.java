// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.balance;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Where every received item went, per signal, since the process started. Always:
///
/// ```
/// received = accepted + rejected
/// accepted = stored + duplicates + dropped + pending
/// ```
///
/// What is pending is not the rest of this sum but counted where it is held, so that the sum can
/// fail: [Reading#unaccounted] is what it fails by, and anything but 0 is a mistake in this server.
///
/// Items replayed from the journal at start count as received and accepted again, since the process
/// before did not store them. Thread-safe, but for what is said to be of the fold's thread.
public final class Balance {

  /// The account of one signal.
  public static final class Account {
    private final LongAdder rejected = new LongAdder();
    private final LongAdder misdirected = new LongAdder();

    // Guarded by this.
    private long accepted;
    private long waiting;
    private long takenUp;
    private Round last = new Round(0, 0, 0, 0, 0);

    // Of the fold's thread.
    private long stored;
    private long duplicates;
    private long dropped;

    /// Where the items were that the fold had taken up when a round of its ended.
    private record Round(long takenUp, long held, long stored, long duplicates, long dropped) {}

    /// Items that were made durable, and hands them on; in one step, so that no reading sees the
    /// one without the other.
    public synchronized void accepted(long count, Runnable handOver) {
      accepted += count;
      handOver.run();
    }

    /// Items refused with a reason in the answer.
    public void rejected(long count) {
      rejected.add(count);
    }

    /// A request that held none of its items but something else, so that nothing of it was kept.
    public void misdirected() {
      misdirected.increment();
    }

    /// How many such requests there were. What was in them is not known, so they are in no reading.
    public long misdirectedRequests() {
      return misdirected.sum();
    }

    /// Items that came to wait for the fold.
    public synchronized void waiting(long count) {
      waiting += count;
    }

    /// Items that wait no longer, since the fold has taken them up. Of the fold's thread.
    public synchronized void takenUp(long count) {
      waiting -= count;
      takenUp += count;
    }

    /// Items taken up that are in the store now. Of the fold's thread, like the next two.
    public void stored(long count) {
      stored += count;
    }

    /// Items taken up that were known already.
    public void duplicates(long count) {
      duplicates += count;
    }

    /// Items taken up that were given up; the reason is in the log.
    public void dropped(long count) {
      dropped += count;
    }

    /// Makes what was booked visible, at a moment when no item is between two places. Of the fold's
    /// thread.
    ///
    /// @param held the items taken up that are neither stored nor duplicates nor dropped, counted
    ///   where they are
    public synchronized void endOfRound(long held) {
      last = new Round(takenUp, held, stored, duplicates, dropped);
    }

    /// The account at this moment for what waits; for what the fold has taken up, at the end of its
    /// latest round. What it took up since is pending.
    public synchronized Reading read() {
      long pending = waiting + (takenUp - last.takenUp) + last.held;
      long rejectedNow = rejected.sum();
      return new Reading(
          accepted + rejectedNow,
          accepted,
          rejectedNow,
          last.stored,
          last.duplicates,
          last.dropped,
          pending,
          accepted - last.stored - last.duplicates - last.dropped - pending);
    }
  }

  /// The account at one moment; counts.
  ///
  /// @param pending durable items that are not in the store yet, as counted where they are held
  /// @param unaccounted accepted items that are nowhere; below 0, items that are in two places.
  ///   Always 0, under load too, unless this server has a mistake
  public record Reading(
      long received,
      long accepted,
      long rejected,
      long stored,
      long duplicates,
      long dropped,
      long pending,
      long unaccounted) {}

  private final Map<Signal, Account> accounts = new EnumMap<>(Signal.class);

  public Balance() {
    for (Signal signal : Signal.values()) {
      accounts.put(signal, new Account());
    }
  }

  public Account of(Signal signal) {
    Account account = accounts.get(signal);
    if (account == null) {
      throw new AssertionError("every signal has an account: " + signal);
    }
    return account;
  }
}
