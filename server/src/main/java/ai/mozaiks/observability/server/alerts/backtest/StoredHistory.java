// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.QueryLimitException;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The events that a store has, read an hour at a time, so that no question takes long and nothing
/// of the store is held while rules are evaluated. An hour with too many is read in smaller pieces.
public final class StoredHistory implements EventHistory {
  private static final Duration AT_ONCE = Duration.ofHours(1);
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final int MOST_EVENTS = 200_000;

  private final StorageReader store;

  /// @param store whose questions may have a time limit
  public StoredHistory(StorageReader store) {
    this.store = store;
  }

  @Override
  public void forEach(Instant from, Instant to, Consumer<ChatEvent> consumer) {
    Duration slice = AT_ONCE;
    Instant at = from;
    while (at.isBefore(to)) {
      Instant full = at.plus(slice);
      Instant end = full.isAfter(to) ? to : full;
      List<ChatEvent> events = read(at, end, slice.compareTo(LEAST) > 0);
      if (events == null) {
        slice = slice.dividedBy(4);
      } else {
        events.forEach(consumer);
        at = end;
        slice = slice.compareTo(AT_ONCE.dividedBy(2)) > 0 ? AT_ONCE : slice.multipliedBy(2);
      }
    }
  }

  /// @param divisible whether less can be asked for
  /// @return null if less has to be asked for
  private @Nullable List<ChatEvent> read(Instant from, Instant to, boolean divisible) {
    List<ChatEvent> events = new ArrayList<>();
    try {
      store.forEachEvent(
          from,
          to,
          () -> {},
          event -> {
            if (divisible && events.size() >= MOST_EVENTS) {
              throw new TooManyException();
            }
            events.add(event);
          });
      return events;
    } catch (TooManyException _) {
      return null;
    } catch (QueryLimitException e) {
      if (divisible && e.limit() == QueryLimitException.Limit.TIME) {
        return null;
      }
      throw e;
    }
  }

  private static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyException() {
      super(null, null, false, false); // part of the normal flow: no stack trace
    }
  }
}
