// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.cost;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.CallOutcome;
import ai.mozaiks.observability.storage.CostSum;

/// What calls of models cost, how much of it was for calls that failed, and what prompt caches
/// saved. Of a chat it is made of its events, of many chats of the store's sums; adding up is all
/// that is done, so that the many are the sum of each.
///
/// For one thread.
public final class CallCosts {
  private final Tally total = new Tally();
  private final Tally failed = new Tally();
  private final Tally retried = new Tally();
  private final CacheSavings cache = new CacheSavings();

  /// Adds an event, if it may cost something and counts.
  public void add(ChatEvent event) {
    CallOutcome outcome = CallOutcome.of(event);
    if (outcome != null) {
      Tally tally = new Tally();
      tally.add(event);
      add(outcome, CostSum.priceOf(event), tally);
    }
  }

  /// Adds a sum of the store.
  public void add(CostSum sum) {
    add(sum.outcome(), sum.price(), sum.tally());
  }

  private void add(CallOutcome outcome, String price, Tally tally) {
    total.add(tally);
    cache.add(price, tally);
    switch (outcome) {
      case SUCCEEDED -> {}
      case FAILED -> failed.add(tally);
      case RETRIED -> {
        failed.add(tally);
        retried.add(tally);
      }
    }
  }

  /// Of all calls; must not be changed.
  public Tally total() {
    return total;
  }

  /// Of those that failed; must not be changed.
  public Tally failed() {
    return failed;
  }

  /// Of those that failed and were tried again; must not be changed.
  public Tally retried() {
    return retried;
  }

  /// What prompt caches saved.
  public CacheSavings cache() {
    return cache;
  }
}
