// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An alert of a group, and what the channel knows of it.
///
/// @param alert as it is
/// @param firing whether it fires
/// @param toldSince since when it fires (or fired) that the channel was told of; null when it was
///   told of nothing
/// @param wanted whether there was a time at which it fired, was untold and not held back
/// @param missed how often it was over again before the channel could be told; count
record WaitingAlert(
    NoticedAlert alert, boolean firing, @Nullable Instant toldSince, boolean wanted, int missed) {

  /// Whether the channel knows that it fires, or fired.
  boolean isTold() {
    return alert.startsAt().equals(toldSince);
  }

  /// It fires now, as news say.
  static WaitingAlert after(@Nullable WaitingAlert before, NoticedAlert firing) {
    return before == null
        ? new WaitingAlert(firing, true, null, false, 0)
        : new WaitingAlert(firing, true, before.toldSince, before.wanted, before.missed);
  }

  /// It is over, as news say.
  ///
  /// @param muted whether it is held back at this moment
  WaitingAlert over(NoticedAlert over, boolean muted) {
    return isTold()
        ? new WaitingAlert(over, false, toldSince, wanted, missed)
        : new WaitingAlert(over, false, toldSince, wanted || !muted, missed + 1);
  }

  /// What remains when the channel was told of it, as it was when the telling began.
  ///
  /// @param now as it is when the telling is done; news may have come in between
  /// @return null when nothing is left to tell
  @Nullable WaitingAlert told(WaitingAlert now) {
    boolean same = now.firing == firing && now.alert.startsAt().equals(alert.startsAt());
    if (!firing) {
      return same && now.missed == missed
          ? null
          : new WaitingAlert(now.alert, now.firing, null, now.wanted, now.missed - missed);
    }
    // The first that was over in between and counted as missed is the one that was told.
    boolean counted = !isTold() && now.missed > missed;
    return new WaitingAlert(
        now.alert,
        now.firing,
        alert.startsAt(),
        now.wanted,
        now.missed - missed - (counted ? 1 : 0));
  }
}
