// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.notify.Letters.Posted;
import ai.mozaiks.observability.server.config.AlertsConfig.WeeklyReview;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a real mail server.
class ReportPostTest {
  private static final WeeklyReview AT_SEVEN = new WeeklyReview(true, 7, ReviewedWeeks.BERLIN);
  private static final Instant SEVEN = Instant.parse("2026-03-09T06:00:00Z");

  @TempDir Path folder;
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    mail.start();
  }

  @AfterEach
  void stop() {
    mail.stop();
  }

  @SuppressWarnings("NullAway") // it does not see the annotation of a nested type: no log-in
  private static ChannelConfig email(String name, int port) {
    return new ChannelConfig(
        name,
        true,
        ChannelConfig.Templates.BUILT_IN,
        new ChannelConfig.Email(
            "localhost",
            port,
            ChannelConfig.Email.Security.NONE,
            null,
            "mozaiks@shop.example",
            List.of("ann@shop.example"),
            null));
  }

  private ReviewedWeeks open(ChannelConfig... channels) {
    return new ReviewedWeeks(
        new NotificationConfig(
            null,
            List.of(channels),
            List.of(),
            NotificationConfig.Pace.USUAL,
            List.of(),
            List.of()),
        AlertDatabase.open(folder.resolve("alerts.db")));
  }

  private static ReportPost post(ReviewedWeeks weeks, WeeklyReview config) {
    return new ReportPost(weeks.reports(), weeks.notifications, config, () -> SEVEN);
  }

  private ChannelConfig team() {
    return email("team", mail.getSmtp().getPort());
  }

  @Test
  void isDueFromMondaysHourOn_forTwoDays() {
    try (ReviewedWeeks weeks = open(team())) {
      ReportPost post = post(weeks, AT_SEVEN);
      assertThat(post.due(SEVEN.minusSeconds(1))).isEmpty();
      assertThat(post.due(SEVEN)).contains(ReviewedWeeks.week10());
      assertThat(post.due(SEVEN.plus(ReportPost.LATEST).minusSeconds(1)))
          .contains(ReviewedWeeks.week10());
      assertThat(post.due(SEVEN.plus(ReportPost.LATEST))).isEmpty();
      assertThat(post(weeks, WeeklyReview.DEFAULT).due(SEVEN)).isEmpty();
    }
  }

  @Test
  void isMailedOnce_alsoOverRestarts() throws Exception {
    try (ReviewedWeeks weeks = open(team())) {
      weeks.fill().written();
      ReportPost post = post(weeks, AT_SEVEN);
      assertThat(post.sendDue(SEVEN.minusSeconds(1))).isEmpty();
      assertThat(post.sendDue(SEVEN)).containsExactly(new Posted("team", null));
      assertThat(post.sendDue(SEVEN.plus(Duration.ofHours(1)))).isEmpty();
    }
    try (ReviewedWeeks weeks = open(team())) {
      assertThat(post(weeks, AT_SEVEN).sendDue(SEVEN.plus(Duration.ofHours(2)))).isEmpty();
      assertThat(post(weeks, AT_SEVEN).sendDue(SEVEN.plus(Duration.ofDays(7)))).hasSize(1);
    }
    assertThat(mail.getReceivedMessages()).hasSize(2);
    MimeMessage message = mail.getReceivedMessages()[0];
    assertThat(message.getSubject())
        .isEqualTo("Weekly review 2026-W10: USD 22.75 spent, 160 % more than the week before.");
    assertThat(message.getHeader("Message-ID")[0]).endsWith(".report@mozaiks>");
    MimeMultipart parts = (MimeMultipart) message.getContent();
    assertThat((String) parts.getBodyPart(0).getContent()).startsWith("Weekly review 2026-W10");
    assertThat((String) parts.getBodyPart(1).getContent()).contains("<h1", "gpt-5");
  }

  @Test
  void onlyThoseWhoDoNotHaveIt_areTriedAgain() throws Exception {
    try (ReviewedWeeks weeks = open(team(), email("gone", FreePort.any()))) {
      ReportPost post = post(weeks, AT_SEVEN);
      List<Posted> first = post.sendDue(SEVEN);
      assertThat(first).extracting(Posted::channel).containsExactly("team", "gone");
      assertThat(first.get(0).error()).isNull();
      assertThat(first.get(1).error()).contains("did not take the message");
      assertThat(post.sendDue(SEVEN.plus(Duration.ofMinutes(14)))).as("too early").isEmpty();
      assertThat(post.sendDue(SEVEN.plus(Duration.ofMinutes(15))))
          .extracting(Posted::channel)
          .containsExactly("gone");
    }
    assertThat(mail.getReceivedMessages()).hasSize(1);
  }

  @Test
  void whoAsks_getsItAgain_andAWeekThatGoesOnDoesNotCount() {
    try (ReviewedWeeks weeks = open(team())) {
      ReportPost post = post(weeks, AT_SEVEN);
      assertThat(post.send(ReviewedWeeks.week10(), Instant.parse("2026-03-05T12:00:00Z")))
          .containsExactly(new Posted("team", null));
      assertThat(post.sendDue(SEVEN)).hasSize(1);
      assertThat(post.send(ReviewedWeeks.week10(), SEVEN)).hasSize(1);
    }
    assertThat(mail.getReceivedMessages()).hasSize(3);
  }
}
