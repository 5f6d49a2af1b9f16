// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.Secret;
import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.tls.TestCertificate;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A real mail server, with TLS and log-in.
class EmailChannelTest {
  private static final String PASSWORD = "mail-password-1";
  private static final String FILE = "greenmail.tls.keystore.file";
  private static final String FILE_PASSWORD = "greenmail.tls.keystore.password";

  @TempDir static Path folder;
  private static @Nullable TestCertificate certificate;
  private static @Nullable GreenMail mail;
  private static @Nullable StartTlsFront front;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make(folder, "dns:localhost");
    System.setProperty(FILE, certificate.keys().toString());
    System.setProperty(FILE_PASSWORD, TestCertificate.PASSWORD);
    mail =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTPS)
            });
    mail.setUser("alerts@mozaiks.example", "alerts", PASSWORD);
    mail.start();
    front = new StartTlsFront(certificate.server(), mail.getSmtp().getPort());
  }

  @AfterAll
  static void stop() throws Exception {
    if (front != null) {
      front.close();
    }
    System.clearProperty(FILE);
    System.clearProperty(FILE_PASSWORD);
    mail().stop();
  }

  private static GreenMail mail() {
    if (mail == null) {
      throw new IllegalStateException("not started");
    }
    return mail;
  }

  @SuppressWarnings("NullAway") // does not see in class files that the login may be null
  private static EmailChannel channel(
      ChannelConfig.Email.Security security, @Nullable String password, @Nullable Path ca) {
    int port =
        switch (security) {
          case STARTTLS -> front == null ? 0 : front.port();
          case TLS -> mail().getSmtps().getPort();
          case NONE -> mail().getSmtp().getPort();
        };
    return new EmailChannel(
        new ChannelConfig.Email(
            "localhost",
            port,
            security,
            login(password),
            "Mozaiks <alerts@mozaiks.example>",
            List.of("ann@shop.example", "bob@shop.example"),
            ca),
        ChannelConfig.Templates.BUILT_IN);
  }

  private static ShippingConfig.@Nullable Password login(@Nullable String password) {
    return password == null
        ? null
        : new ShippingConfig.Password("alerts", new Secret.InEnvironment("P", password));
  }

  private static @Nullable Path ca() {
    return certificate == null ? null : certificate.pem();
  }

  @ParameterizedTest
  @EnumSource
  void message_reachesEverybody_asTextAndHtml(ChannelConfig.Email.Security security)
      throws Exception {
    mail().purgeEmailFromAllMailboxes();
    boolean open = security == ChannelConfig.Email.Security.NONE;
    channel(security, open ? null : PASSWORD, open ? null : ca())
        .send(NotificationSamples.firing());
    assertThat(mail().waitForIncomingEmail(30_000, 2)).isTrue();
    MimeMessage message = mail().getReceivedMessages()[0];
    assertThat(message.getSubject())
        .isEqualTo("[critical] SlowTurns: app shop, chat id chat 1/2, workflow order");
    assertThat(message.getFrom()[0]).hasToString("Mozaiks <alerts@mozaiks.example>");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(message.getHeader("Importance")).containsExactly("high");
    MimeMultipart parts = (MimeMultipart) message.getContent();
    assertThat(parts.getContentType()).startsWith("multipart/alternative");
    BodyPart text = parts.getBodyPart(0);
    assertThat(text.getContent().toString().replace("\r", "").strip())
        .isEqualTo(
            """
            Turns of planner are slow
            How bad: critical; p95 12.4 s, above 10 s
            Where: app shop, chat id chat 1/2, workflow order
            Since: 2026-03-01 12:05 UTC (25 min)
            https://mozaiks.example/alerts/%s
            https://mozaiks.example/chats/chat%%201%%2F2\
            """
                .formatted(NotificationSamples.slow(false).fingerprint()));
    BodyPart html = parts.getBodyPart(1);
    assertThat(html.getContentType()).startsWith("text/html");
    assertThat(html.getContent().toString())
        .contains("<b>Turns of planner are slow</b>", "width=device-width");
  }

  @Test
  void texts_areShownAsTheyAre() throws Exception {
    mail().purgeEmailFromAllMailboxes();
    channel(ChannelConfig.Email.Security.NONE, null, null).send(NotificationSamples.huge());
    assertThat(mail().waitForIncomingEmail(30_000, 2)).isTrue();
    MimeMessage message = mail().getReceivedMessages()[0];
    assertThat(message.getSubject()).hasSizeLessThanOrEqualTo(200);
    MimeMultipart parts = (MimeMultipart) message.getContent();
    assertThat(parts.getBodyPart(1).getContent().toString())
        .contains("a&lt;b&gt; &amp; *c*", "And 781 more");
  }

  @Test
  void wrongPassword_isSaid_withoutIt() {
    ChannelFailure failure =
        catchThrowableOfType(
            ChannelFailure.class,
            () ->
                channel(ChannelConfig.Email.Security.STARTTLS, "wrong-password", ca())
                    .send(NotificationSamples.firing()));
    assertThat(failure.reason())
        .contains("refused user and password")
        .doesNotContain("wrong-password");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void serverThatNobodyVouchesFor_getsNothing(ChannelConfig.Email.Security security)
      throws Exception {
    mail().purgeEmailFromAllMailboxes();
    ChannelFailure failure =
        catchThrowableOfType(
            ChannelFailure.class,
            () -> channel(security, PASSWORD, null).send(NotificationSamples.firing()));
    assertThat(failure.reason()).contains("did not take the message").doesNotContain(PASSWORD);
    assertThat(mail().getReceivedMessages()).isEmpty();
  }
}
