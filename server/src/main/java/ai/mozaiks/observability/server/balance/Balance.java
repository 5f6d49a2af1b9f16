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
/// Items replayed from the journal at start count as received and accepted again, since the process
/// before did not store them. Thread-safe.
public final class Balance {

  /// The account of one signal.
  public static final class Account {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /// Items that were made durable.
    public void accepted(long count) {
      accepted.add(count);
    }

    /// Items refused with a reason in the answer.
    public void rejected(long count) {
      rejected.add(count);
    }

    /// Accepted items that are in the store now.
    public void stored(long count) {
      stored.add(count);
    }

    /// Accepted items that were known already.
    public void duplicates(long count) {
      duplicates.add(count);
    }

    /// Accepted items that were given up; the reason is in the log.
    public void dropped(long count) {
      dropped.add(count);
    }

    /// A consistent reading: the balance holds in it.
    public Reading read() {
      // Outcomes are read before `accepted`, which rises first: what is under way shows as pending.
      long storedNow = stored.sum();
      long duplicatesNow = duplicates.sum();
      long droppedNow = dropped.sum();
      long acceptedNow = accepted.sum();
      long rejectedNow = rejected.sum();
      return new Reading(
          acceptedNow + rejectedNow,
          acceptedNow,
          rejectedNow,
          storedNow,
          duplicatesNow,
          droppedNow,
          acceptedNow - storedNow - duplicatesNow - droppedNow);
    }
  }

  /// The account at one moment; counts. `pending` items are durable but not yet in the store.
  public record Reading(
      long received,
      long accepted,
      long rejected,
      long stored,
      long duplicates,
      long dropped,
      long pending) {}

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
