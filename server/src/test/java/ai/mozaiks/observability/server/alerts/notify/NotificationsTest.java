// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import static ai.mozaiks.observability.server.alerts.notify.NotificationRig.channel;
import static ai.mozaiks.observability.server.alerts.notify.NotificationRig.config;
import static ai.mozaiks.observability.server.alerts.notify.NotificationRig.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.notify.channel.ChannelFailure;
import ai.mozaiks.observability.server.alerts.notify.channel.Notification;
import ai.mozaiks.observability.server.alerts.notify.muting.Silence;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.server.config.NotificationConfig.Inhibition;
import ai.mozaiks.observability.server.config.NotificationConfig.Maintenance;
import ai.mozaiks.observability.server.config.NotificationConfig.Pace;
import ai.mozaiks.observability.server.config.NotificationConfig.Route;
import ai.mozaiks.observability.server.config.Secret;
import ai.mozaiks.observability.server.labels.LabelMatchers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The life of notifications, in the time of the test.
class NotificationsTest {
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private static ChannelConfig pager() {
    return channel(
        "pager",
        new ChannelConfig.PagerDuty(
            URI.create("http://localhost:1"), new Secret.InEnvironment("KEY", "k"), null));
  }

  @Test
  void group_waitsForOthers_thenItsNewsWaitForTheInterval_thenItIsRepeated() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      Alert one = rig.fires("Slow", "app", "shop", "agent", "1");
      rig.pass(Duration.ofSeconds(9));
      rig.fires("Slow", "app", "shop", "agent", "2");
      assertThat(rig.told("ops")).isEmpty();
      rig.pass(Duration.ofSeconds(1));
      assertThat(rig.told("ops")).containsExactly("firing Slow1 Slow2");

      rig.ends(one);
      rig.fires("Slow", "app", "shop", "agent", "3");
      rig.pass(INTERVAL.minusSeconds(1));
      assertThat(rig.told("ops")).isEmpty();
      rig.pass(Duration.ofSeconds(1));
      assertThat(rig.told("ops")).containsExactly("firing Slow2 Slow3 / resolved Slow1");

      rig.pass(Duration.ofHours(4).minusSeconds(1));
      assertThat(rig.told("ops")).isEmpty();
      rig.pass(INTERVAL);
      assertThat(rig.told("ops")).containsExactly("firing Slow2 Slow3");
    }
  }

  @Test
  void groups_areKeptApartByTheirLabels() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      rig.fires("Slow", "app", "shop");
      rig.fires("Slow", "app", "bank");
      rig.fires("Errors", "app", "bank");
      rig.pass(WAIT);
      List<Notification> told = rig.channel("ops").told();
      assertThat(told)
          .extracting(each -> each.labels().toString())
          .containsExactlyInAnyOrder(
              "{alertname=Slow, app=shop}",
              "{alertname=Slow, app=bank}",
              "{alertname=Errors, app=bank}");
      assertThat(told).extracting(Notification::key).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatIsOverBeforeItIsTold_isToldAsSuch_once() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      Alert alert = rig.fires("Slow", "app", "shop");
      rig.pass(Duration.ofSeconds(2));
      rig.ends(alert);
      rig.pass(Duration.ofHours(9));
      assertThat(rig.told("ops")).containsExactly("missed Slow x1");
    }
  }

  @Test
  void routes_decideByLabels_firstMatchOrMore_elseAll() {
    Route critical =
        new Route(LabelMatchers.of("severity=critical"), List.of("pager", "ops"), true, Pace.USUAL);
    Route shop = new Route(LabelMatchers.of("app=shop"), List.of("shop"), false, Pace.USUAL);
    Route nobody = new Route(LabelMatchers.of("severity=info"), List.of(), false, Pace.USUAL);
    NotificationConfig config =
        config(
            List.of(pager(), webhook("ops"), webhook("shop")),
            List.of(critical, shop, nobody),
            List.of(),
            List.of());
    try (NotificationRig rig = new NotificationRig(config)) {
      rig.fires("A", Severity.CRITICAL, "app", "bank");
      rig.fires("B", Severity.CRITICAL, "app", "shop");
      rig.fires("C", Severity.WARNING, "app", "shop");
      rig.fires("D", Severity.WARNING, "app", "bank");
      rig.fires("E", Severity.INFO, "app", "bank");
      rig.pass(WAIT);
      assertThat(rig.told("pager")).containsExactlyInAnyOrder("firing A", "firing B", "firing D");
      assertThat(rig.told("ops")).containsExactlyInAnyOrder("firing A", "firing B", "firing D");
      assertThat(rig.told("shop")).containsExactlyInAnyOrder("firing B", "firing C", "firing D");
    }
  }

  @Test
  void resolved_isLeftOut_whereItIsSwitchedOff() {
    ChannelConfig quiet =
        new ChannelConfig("ops", false, ChannelConfig.Templates.BUILT_IN, webhook("ops").target());
    try (NotificationRig rig = new NotificationRig(config(quiet))) {
      Alert alert = rig.fires("Slow", "app", "shop");
      rig.pass(WAIT);
      rig.ends(alert);
      rig.pass(Duration.ofHours(5));
      assertThat(rig.told("ops")).containsExactly("firing Slow");
      rig.fires("Slow", "app", "shop");
      rig.pass(WAIT);
      assertThat(rig.told("ops")).containsExactly("firing Slow");
    }
  }

  private static Silence silence(NotificationRig rig, Duration length) {
    return new Silence(
        "s",
        LabelMatchers.of("app=shop"),
        rig.now(),
        rig.now().plus(length),
        rig.now(),
        "ann",
        "why",
        null,
        null);
  }

  @Test
  void silence_holdsBackWhatFires_untilItEnds() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      rig.notifications.silences().add(silence(rig, Duration.ofHours(1)));
      Alert over = rig.fires("Over", "app", "shop");
      rig.fires("Slow", "app", "shop");
      rig.fires("Slow", "app", "bank");
      rig.pass(Duration.ofMinutes(30));
      rig.ends(over);
      rig.pass(Duration.ofMinutes(29));
      assertThat(rig.told("ops")).containsExactly("firing Slow"); // the bank's
      rig.pass(INTERVAL.plusMinutes(1));
      assertThat(rig.told("ops")).containsExactly("firing Slow");
      rig.pass(Duration.ofHours(2));
      assertThat(rig.told("ops")).as("what was silent to its end").isEmpty();
    }
  }

  @Test
  void silence_doesNotHoldBackTheEndOfWhatWasTold() {
    try (NotificationRig rig = new NotificationRig(config(pager()))) {
      Alert one = rig.fires("Slow", "app", "shop", "agent", "1");
      Alert two = rig.fires("Slow", "app", "shop", "agent", "2");
      rig.pass(WAIT);
      assertThat(rig.told("pager")).containsExactly("firing Slow1 Slow2");
      rig.notifications.silences().add(silence(rig, Duration.ofHours(10)));
      rig.ends(one);
      rig.pass(INTERVAL);
      Notification still = rig.channel("pager").told().getFirst();
      assertThat(still.isFiring()).as("the other one fires on").isTrue();
      rig.pass(Duration.ofHours(5));
      assertThat(rig.told("pager")).as("no repetition").isEmpty();
      rig.ends(two);
      rig.pass(INTERVAL);
      assertThat(rig.told("pager")).containsExactly("resolved Slow2");
    }
  }

  @Test
  void maintenance_holdsBack_andWhatStillFiresIsToldAfterwards() {
    Maintenance backup =
        new Maintenance(
            "backup", LabelMatchers.ANY, "30 12 * * *", Duration.ofMinutes(30), ZoneId.of("UTC"));
    try (NotificationRig rig =
        new NotificationRig(
            config(List.of(webhook("ops")), List.of(), List.of(backup), List.of()))) {
      rig.pass(Duration.ofMinutes(40));
      Alert over = rig.fires("Over", "app", "shop");
      rig.fires("Slow", "app", "shop");
      rig.pass(Duration.ofMinutes(5));
      rig.ends(over);
      rig.pass(Duration.ofMinutes(14));
      assertThat(rig.told("ops")).isEmpty();
      rig.pass(INTERVAL.plusMinutes(1));
      assertThat(rig.told("ops")).containsExactly("firing Slow");
    }
  }

  @Test
  void inhibition_holdsBackWhileTheSourceFires_evenIfBothEndAtOnce() {
    Inhibition down =
        new Inhibition(
            LabelMatchers.of("alertname=Down"),
            LabelMatchers.of("alertname!=Down"),
            List.of("app"));
    try (NotificationRig rig =
        new NotificationRig(config(List.of(webhook("ops")), List.of(), List.of(), List.of(down)))) {
      Alert slow = rig.fires("Slow", "app", "shop");
      Alert source = rig.fires("Down", "app", "shop");
      rig.fires("Slow", "app", "bank");
      rig.pass(Duration.ofMinutes(20));
      assertThat(rig.told("ops")).containsExactlyInAnyOrder("firing Down", "firing Slow");
      rig.alerts.ends(slow, rig.now());
      rig.ends(source);
      rig.pass(Duration.ofMinutes(20));
      assertThat(rig.told("ops")).containsExactly("resolved Down");
    }
  }

  @Test
  void failure_isTriedAgain_lessAndLessOften_andLoggedAsOneDelivery() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      rig.channel("ops").fail(ChannelFailure.ofChannel("down", null));
      rig.fires("Slow", "app", "shop");
      rig.pass(WAIT.plusHours(1));
      int tries = rig.channel("ops").tries();
      assertThat(tries).isBetween(8, 16);
      Courier courier = rig.notifications.couriers().getFirst();
      assertThat(courier.health().error()).isEqualTo("down");
      assertThat(courier.health().attempts()).isEqualTo(tries);
      assertThat(rig.notifications.queue().waiting("ops"))
          .isEqualTo(new NotificationQueue.Waiting(1, 1));

      rig.channel("ops").fail(null);
      rig.pass(RetryPause.LONGEST.multipliedBy(2));
      assertThat(rig.told("ops")).containsExactly("firing Slow");
      assertThat(courier.health().failingSince()).isNull();
      List<Delivery> deliveries = rig.notifications.log().latest("ops", null, 10);
      assertThat(deliveries).hasSize(1);
      assertThat(deliveries.getFirst().status()).isEqualTo(Delivery.Status.DELIVERED);
      assertThat(deliveries.getFirst().attempts()).isGreaterThanOrEqualTo(tries);
      assertThat(deliveries.getFirst().alerts()).contains("\"alertname\":\"Slow\"", "\"firing\"");
    }
  }

  @Test
  void wishOfTheOtherSide_whenToComeBack_isRespected() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      rig.channel("ops").fail(ChannelFailure.ofChannel("429", Duration.ofMinutes(4)));
      rig.fires("Slow", "app", "shop");
      rig.pass(WAIT);
      rig.channel("ops").fail(null);
      rig.pass(Duration.ofMinutes(4).minusSeconds(1));
      assertThat(rig.told("ops")).isEmpty();
      rig.pass(Duration.ofSeconds(1));
      assertThat(rig.told("ops")).containsExactly("firing Slow");
    }
  }

  @Test
  void messageThatIsRefusedByItself_doesNotHoldUpOthers() {
    try (NotificationRig rig = new NotificationRig(config(pager()))) {
      rig.fires("Poison", "app", "shop");
      rig.pass(WAIT.minusSeconds(1));
      rig.fires("Slow", "app", "shop");
      rig.channel("pager").fail(ChannelFailure.ofMessage("400"));
      rig.pass(Duration.ofSeconds(1));
      rig.channel("pager").fail(null);
      rig.pass(Duration.ofSeconds(20));
      assertThat(rig.told("pager")).containsExactlyInAnyOrder("firing Slow", "firing Poison");
    }
  }

  @Test
  void manyGroupsAtOnce_comeInOneMessage_butNotWhereEachIsAnIncident() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops"), pager()))) {
      for (int i = 0; i < 40; i++) {
        rig.fires("Alert" + i, "app", "shop");
      }
      rig.pass(WAIT);
      List<Notification> told = rig.channel("ops").told();
      assertThat(told).hasSize(1);
      assertThat(told.getFirst().groups()).isEqualTo(40);
      assertThat(told.getFirst().firing()).hasSize(40);
      assertThat(rig.told("pager")).hasSize(40);
      rig.pass(Duration.ofHours(3));
      assertThat(rig.told("ops")).isEmpty();
    }
  }

  @Test
  void whatHappensWhileSomethingIsSent_isNotLost() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      Alert alert = rig.fires("Slow", "app", "shop");
      rig.channel("ops").during(() -> rig.ends(alert));
      rig.pass(WAIT);
      assertThat(rig.told("ops")).containsExactly("firing Slow");
      rig.pass(INTERVAL);
      assertThat(rig.told("ops")).containsExactly("resolved Slow");

      rig.pass(Duration.ofHours(1));
      Alert again = rig.fires("Slow", "app", "shop");
      rig.channel("ops")
          .during(() -> {
            rig.ends(again);
            rig.alerts.fires("Slow", Severity.WARNING, rig.now().plusMillis(5), "app", "shop");
            rig.handOver();
          });
      rig.pass(WAIT);
      assertThat(rig.told("ops")).containsExactly("firing Slow");
      rig.pass(INTERVAL);
      assertThat(rig.told("ops")).as("it fires anew").containsExactly("firing Slow");
    }
  }

  @Test
  void queue_outlivesARestart(@TempDir Path folder) {
    Path file = folder.resolve("alerts.db");
    NotificationConfig config = config(webhook("ops"));
    Alert told;
    List<Alert> current;
    try (NotificationRig rig = new NotificationRig(config, AlertDatabase.open(file))) {
      told = rig.fires("Told", "app", "shop");
      rig.pass(WAIT);
      rig.channel("ops").fail(ChannelFailure.ofChannel("down", null));
      rig.fires("Waits", "app", "shop");
      Alert over = rig.fires("Over", "app", "shop");
      rig.pass(WAIT);
      rig.ends(over);
      current = new ArrayList<>(rig.alerts.current());
    }
    try (NotificationRig rig = new NotificationRig(config, AlertDatabase.open(file))) {
      current.remove(told); // ended while the server was down
      rig.alerts.fires("New", Severity.WARNING, rig.now(), "app", "shop"); // not handed over
      current.addAll(rig.alerts.current());
      rig.notifications.restore(current, rig.now());
      rig.pass(Duration.ofMinutes(11));
      assertThat(rig.told("ops"))
          .containsExactlyInAnyOrder(
              "firing Waits", "missed Over x1", "resolved Told", "firing New");
    }
  }

  @Test
  void channelThatIsGone_isForgotten_andANewOneLearnsWhatFires(@TempDir Path folder) {
    Path file = folder.resolve("alerts.db");
    List<Alert> current;
    try (NotificationRig rig =
        new NotificationRig(config(webhook("old")), AlertDatabase.open(file))) {
      rig.fires("Slow", "app", "shop");
      rig.pass(WAIT);
      current = rig.alerts.current();
    }
    try (NotificationRig rig =
        new NotificationRig(config(webhook("new")), AlertDatabase.open(file))) {
      rig.notifications.restore(current, rig.now());
      rig.pass(WAIT);
      assertThat(rig.told("new")).containsExactly("firing Slow");
      assertThat(rig.notifications.queue().next("old")).isEmpty();
    }
  }

  @Test
  void alertmanager_isHandedEverythingAtOnce_againAndAgain_andOnlyNewsAreLogged() {
    ChannelConfig handOver =
        channel(
            "am",
            new ChannelConfig.Alertmanager(
                URI.create("http://localhost:1"), null, Duration.ofMinutes(1), null));
    try (NotificationRig rig = new NotificationRig(config(handOver))) {
      Alert alert = rig.fires("Slow", "app", "shop");
      rig.pass(Duration.ZERO);
      assertThat(rig.told("am")).containsExactly("firing Slow");
      rig.pass(Duration.ofSeconds(20));
      rig.fires("Errors", "app", "bank");
      rig.pass(Duration.ZERO);
      assertThat(rig.told("am")).containsExactly("firing Errors Slow");
      rig.pass(Duration.ofMinutes(3));
      assertThat(rig.told("am")).hasSize(3).containsOnly("firing Errors Slow");
      rig.ends(alert);
      rig.pass(Duration.ZERO);
      assertThat(rig.told("am")).containsExactly("firing Errors / resolved Slow");
      assertThat(rig.notifications.log().latest("am", null, 100)).hasSize(3);
    }
  }

  @Test
  void secretsInAlerts_areMaskedBeforeTheyAreKept() {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops")))) {
      rig.fires(
          "Slow", "app", "shop", "agent", "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEF");
      rig.pass(WAIT);
      assertThat(rig.channel("ops").told().getFirst().toString()).doesNotContain("abcdefghijkl");
    }
  }

  @Test
  void test_goesThroughEachChannel_andIsRecorded() throws Exception {
    try (NotificationRig rig = new NotificationRig(config(webhook("ops"), pager()))) {
      rig.channel("pager").fail(ChannelFailure.ofChannel("401", null));
      List<Delivery> results = rig.notifications.test(null);
      assertThat(results)
          .extracting(Delivery::channel, Delivery::status, Delivery::error)
          .containsExactly(
              tuple("ops", Delivery.Status.DELIVERED, null),
              tuple("pager", Delivery.Status.FAILED, "401"));
      assertThat(rig.channel("ops").told().getFirst().test()).isTrue();
      assertThat(rig.notifications.test("nobody")).isEmpty();
      assertThat(rig.notifications.log().lastTest("pager"))
          .hasValueSatisfying(test -> assertThat(test.lastAt()).isEqualTo(rig.now()));
    }
  }
}
