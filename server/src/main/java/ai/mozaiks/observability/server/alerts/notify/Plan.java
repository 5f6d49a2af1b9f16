// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;
import ai.mozaiks.observability.server.alerts.notify.channel.Notification.Missed;
import ai.mozaiks.observability.server.alerts.notify.muting.Muting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a channel is to be told of a group at a time. Made by a pure function.
///
/// @param group as it waits
/// @param told the alerts that are told of
/// @param dropped the alerts of which nothing needs to be told any more
/// @param held how many of which it was told still fire and are held back; count
/// @param isNews whether anything of it is new, rather than a repetition
/// @param isDue whether it is to be told now
record Plan(
    WaitingGroup group,
    List<WaitingAlert> told,
    List<WaitingAlert> dropped,
    int held,
    boolean isNews,
    boolean isDue) {
  Plan {
    told = List.copyOf(told);
    dropped = List.copyOf(dropped);
  }

  /// @param sendResolved whether the channel is told that something is over
  static Plan of(WaitingGroup group, Muting muting, boolean sendResolved, Instant now) {
    List<WaitingAlert> told = new ArrayList<>();
    List<WaitingAlert> dropped = new ArrayList<>();
    int held = 0;
    boolean news = false;
    boolean firing = false;
    for (WaitingAlert each : group.alerts()) {
      if (each.firing()) {
        if (muting.reason(each.alert().labels(), now).isPresent()) {
          held += each.isTold() ? 1 : 0;
        } else {
          told.add(each);
          firing = true;
          news |= !each.isTold() || each.missed() > 0;
        }
      } else if (each.toldSince() != null ? sendResolved || isMissed(each) : each.wanted()) {
        // The end of what it was told of is told in any case, so that nothing stays open.
        told.add(each);
        news = true;
      } else {
        dropped.add(each);
      }
    }
    Instant sentAt = group.sentAt();
    boolean repeats = firing && sentAt != null && !now.isBefore(sentAt.plus(group.repeat()));
    return new Plan(group, told, dropped, held, news, news || repeats);
  }

  private static boolean isMissed(WaitingAlert alert) {
    return alert.missed() > 0 && alert.wanted();
  }

  List<NoticedAlert> firing() {
    return told.stream().filter(WaitingAlert::firing).map(WaitingAlert::alert).toList();
  }

  List<NoticedAlert> resolved(boolean sendResolved) {
    return told.stream()
        .filter(each -> !each.firing() && each.toldSince() != null && sendResolved)
        .map(WaitingAlert::alert)
        .toList();
  }

  List<Missed> missed(boolean sendResolved) {
    return told.stream()
        .filter(each -> !each.firing() && (each.toldSince() == null || !sendResolved))
        .map(each -> new Missed(each.alert(), Math.max(1, each.missed())))
        .toList();
  }
}
