// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import static ai.mozaiks.observability.server.alerts.notify.NotificationRig.config;
import static ai.mozaiks.observability.server.alerts.notify.NotificationRig.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.notify.channel.ChannelFailure;
import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;
import ai.mozaiks.observability.server.alerts.notify.channel.Notification;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A channel that cannot be reached for a day, while alerts come and go.
class OutagePropertyTest {

  /// What somebody believes who reads every notification of a channel.
  private static final class Reader {
    private final Map<String, Integer> firings = new HashMap<>();
    private final Set<String> firing = new HashSet<>();
    private final Set<String> knownStarts = new HashSet<>();

    void read(Notification notification) {
      for (NoticedAlert each : notification.firing()) {
        firing.add(each.name());
        if (knownStarts.add(each.name() + each.startsAt())) {
          firings.merge(each.name(), 1, Integer::sum);
        }
      }
      notification.resolved().forEach(each -> firing.remove(each.name()));
      notification
          .missed()
          .forEach(each -> {
            firing.remove(each.alert().name());
            firings.merge(each.alert().name(), each.times(), Integer::sum);
          });
    }
  }

  @Property(tries = 40)
  void aDaysOutage_losesNothing_andFloodsNobody(
      @ForAll @IntRange(min = 1, max = 60) int alerts, @ForAll Random chance) {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      Reader reader = new Reader();
      Map<String, Alert> firing = new HashMap<>();
      Set<String> everFired = new HashSet<>();
      hours(rig, 2, alerts, chance, firing, everFired);
      rig.channel("ops").told().forEach(reader::read);

      rig.channel("ops").fail(ChannelFailure.ofChannel("no route to host", null));
      int triesBefore = rig.channel("ops").tries();
      hours(rig, 24, alerts, chance, firing, everFired);
      assertThat(rig.channel("ops").tries() - triesBefore).isLessThan(24 * 6 + 40);

      rig.channel("ops").fail(null);
      rig.pass(Duration.ofMinutes(13)); // the longest pause
      List<Notification> atReturn = rig.channel("ops").told();
      atReturn.forEach(reader::read);
      assertThat(atReturn).as("in all").hasSizeLessThanOrEqualTo(Courier.MOST_MESSAGES + 1);
      rig.pass(Duration.ofMinutes(6));
      rig.channel("ops").told().forEach(reader::read);

      assertThat(reader.firing).isEqualTo(firing.keySet());
      assertThat(reader.firings.keySet()).isEqualTo(everFired);
      List<Delivery> log = rig.notifications.log().latest("ops", null, 10_000);
      assertThat(log)
          .extracting(Delivery::status)
          .doesNotContain(Delivery.Status.UNDER_WAY, Delivery.Status.FAILED);
    }
  }

  /// Alerts come and go, one of them every ten minutes.
  private static void hours(
      NotificationRig rig,
      int hours,
      int alerts,
      Random chance,
      Map<String, Alert> firing,
      Set<String> everFired) {
    for (int minute = 0; minute < hours * 60; minute += 10) {
      String name = "Alert" + chance.nextInt(alerts);
      Alert alert = firing.remove(name);
      if (alert != null) {
        rig.ends(alert);
      } else {
        firing.put(name, rig.fires(name, "app", "shop"));
        everFired.add(name);
      }
      rig.pass(Duration.ofMinutes(10));
    }
  }
}
