// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What each channel is still to be told of, on disk. It holds what alerts are, not what happened
/// to them: so whatever waits for a group is told as one, however long it waits. Thread-safe; one
/// thread at a time takes from a channel.
final class NotificationQueue {
  private final AlertDatabase database;

  NotificationQueue(AlertDatabase database) {
    this.database = database;
  }

  /// Which alert of which group.
  record Place(String channel, String key, String fingerprint) {}

  /// How much waits for a channel.
  ///
  /// @param groups with anything new; count
  /// @param alerts that are new; count
  record Waiting(int groups, int alerts) {}

  /// Takes news, within a transaction.
  static void take(Connection connection, Collection<News> news, Instant now) throws SQLException {
    for (News each : news) {
      take(connection, each, now);
    }
  }

  private static void take(Connection connection, News news, Instant now) throws SQLException {
    Destination to = news.to();
    Place place = new Place(to.channel(), to.key(), news.alert().fingerprint());
    WaitingAlert before = NotificationRows.find(connection, place);
    WaitingAlert after;
    if (news.isFiring()) {
      after = WaitingAlert.after(before, news.alert());
    } else if (before != null && before.firing()) {
      after = before.over(news.alert(), news.muted());
    } else {
      return; // it was never to be told of, or is over already
    }
    NotificationRows.putGroup(connection, to, now);
    NotificationRows.put(connection, place, after);
  }

  /// The groups that are to be looked at, those that wait longest first.
  List<WaitingGroup> due(String channel, Instant now, int most) {
    return database.in(connection -> NotificationRows.due(connection, channel, now, most));
  }

  /// When a channel is to be looked at next.
  Optional<Instant> next(String channel) {
    return database.in(connection -> NotificationRows.next(connection, channel));
  }

  /// Nothing of a group is to be told now.
  ///
  /// @return whether the group is gone
  boolean passOver(Plan plan, Instant now) {
    WaitingGroup group = plan.group();
    return database.in(connection -> {
      forgetDropped(connection, plan);
      if (NotificationRows.removeEmpty(connection, group)) {
        return true;
      }
      NotificationRows.postpone(connection, group, now.plus(group.interval()), null, 0);
      return false;
    });
  }

  private static void forgetDropped(Connection connection, Plan plan) throws SQLException {
    for (WaitingAlert each : plan.dropped()) {
      Place place = place(plan.group(), each);
      if (each.equals(NotificationRows.find(connection, place))) {
        NotificationRows.remove(connection, place);
      }
    }
  }

  private static Place place(WaitingGroup group, WaitingAlert alert) {
    return new Place(group.channel(), group.key(), alert.alert().fingerprint());
  }

  /// A channel was told of groups.
  void told(Collection<Plan> plans, Instant now) {
    database.in(connection -> {
      for (Plan plan : plans) {
        forgetDropped(connection, plan);
        for (WaitingAlert each : plan.told()) {
          Place place = place(plan.group(), each);
          WaitingAlert current = NotificationRows.find(connection, place);
          WaitingAlert left = current == null ? null : each.told(current);
          if (left != null) {
            NotificationRows.put(connection, place, left);
          } else {
            NotificationRows.remove(connection, place);
          }
        }
        NotificationRows.postpone(
            connection, plan.group(), now.plus(plan.group().interval()), now, 0);
      }
      return plans.size();
    });
  }

  /// A channel could not be told of groups: what of them is wanted is not forgotten when it is over
  /// before the next try.
  ///
  /// @param next when those are tried again that only were refused themselves; null if it is the
  ///   channel that nothing gets through
  void failed(Collection<Plan> plans, @Nullable Instant next) {
    database.in(connection -> {
      for (Plan plan : plans) {
        for (WaitingAlert each : plan.told()) {
          Place place = place(plan.group(), each);
          WaitingAlert current = NotificationRows.find(connection, place);
          if (current != null && !current.wanted()) {
            NotificationRows.put(
                connection,
                place,
                new WaitingAlert(
                    current.alert(),
                    current.firing(),
                    current.toldSince(),
                    true,
                    current.missed()));
          }
        }
        if (next != null) {
          NotificationRows.postpone(
              connection, plan.group(), next, null, plan.group().attempts() + 1);
        }
      }
      return plans.size();
    });
  }

  /// Where the queue believes that something fires.
  List<Place> firing() {
    return database.in(NotificationRows::firing);
  }

  /// What is believed to fire is over.
  void end(Place place, Instant at, Instant now) {
    database.in(connection -> {
      WaitingAlert before = NotificationRows.find(connection, place);
      if (before != null && before.firing()) {
        NotificationRows.put(connection, place, before.over(before.alert().over(at), false));
        NotificationRows.hurry(connection, place, now);
      }
      return before;
    });
  }

  /// Forgets what waits for channels that are not there any more.
  ///
  /// @return how many groups that were
  int keepOnly(Collection<String> channels) {
    return database.in(connection -> NotificationRows.keepOnly(connection, channels));
  }

  Waiting waiting(String channel) {
    return database.in(connection -> NotificationRows.waiting(connection, channel));
  }
}
