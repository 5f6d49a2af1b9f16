// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.text.ShownText;
import ai.mozaiks.observability.server.tls.TrustedCertificates;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mail server, by SMTP. Each notification is one message to all receivers, as text and as HTML.
final class EmailChannel implements Channel, LetterBox {
  private static final Logger LOG = LoggerFactory.getLogger(EmailChannel.class);
  private static final String TO_CONNECT_MILLIS = "10000";
  private static final String TO_ANSWER_MILLIS = "30000";
  private static final int LONGEST_SUBJECT = 200;
  private static final int LONGEST_TEXT = 50_000;
  private static final int LONGEST_SHOWN = 300;

  private final ChannelConfig.Email target;
  private final MessageTexts texts;
  private final Redactor redactor = Redactor.standard();

  EmailChannel(ChannelConfig.Email target, ChannelConfig.Templates templates) {
    this.target = target;
    this.texts = new MessageTexts(templates, TextForm.PLAIN);
  }

  /// Makes a message.
  private interface Writing {
    MimeMessage in(Session session) throws MessagingException;
  }

  @Override
  public void send(Notification notification) throws ChannelFailure {
    send(session -> message(session, notification));
  }

  @Override
  public void send(Letter letter) throws ChannelFailure {
    send(session -> message(session, letter));
  }

  private void send(Writing writing) throws ChannelFailure {
    ShippingConfig.Password login = target.login();
    String password = login == null ? "" : HttpSender.read(login.password());
    try {
      Session session = Session.getInstance(properties(login != null));
      MimeMessage message = writing.in(session);
      try (Transport transport = session.getTransport("smtp")) {
        if (login == null) {
          transport.connect(target.host(), target.port(), null, null);
        } else {
          transport.connect(target.host(), target.port(), login.user(), password);
        }
        transport.sendMessage(message, message.getAllRecipients());
      }
    } catch (AuthenticationFailedException e) {
      throw ChannelFailure.ofChannel(
          place()
              + " refused user and password (expected: those of this channel), "
              + shown(e, password),
          null);
    } catch (SendFailedException e) {
      Address[] reached = e.getValidSentAddresses();
      if (reached == null || reached.length == 0) {
        throw ChannelFailure.ofChannel(
            place() + " took the message for nobody, " + shown(e, password), null);
      }
      // Not again: those who have it would get it twice.
      LOG.warn(
          "Notification by e-mail: {} of {} receivers were refused by {}, {}",
          target.to().size() - reached.length,
          target.to().size(),
          place(),
          shown(e, password));
    } catch (MessagingException | IOException e) {
      throw ChannelFailure.ofChannel(
          place() + " did not take the message, " + shown(e, password), null);
    }
  }

  private String shown(Exception failure, String password) {
    StringBuilder text = new StringBuilder(said(failure));
    if (failure instanceof MessagingException ofMail && ofMail.getNextException() != null) {
      text.append("; ").append(said(ofMail.getNextException()));
    }
    String hidden = password.isEmpty() ? text.toString() : text.toString().replace(password, "***");
    return ShownText.of(redactor.redact(hidden), LONGEST_SHOWN);
  }

  /// In one line: mail servers answer in several.
  private static String said(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s+", " ");
  }

  private Properties properties(boolean withLogin) throws IOException {
    Properties properties = new Properties();
    properties.put("mail.smtp.auth", Boolean.toString(withLogin));
    properties.put("mail.smtp.connectiontimeout", TO_CONNECT_MILLIS);
    properties.put("mail.smtp.timeout", TO_ANSWER_MILLIS);
    properties.put("mail.smtp.writetimeout", TO_ANSWER_MILLIS);
    properties.put("mail.smtp.sendpartial", "true");
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (target.security()) {
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
      case NONE -> {}
    }
    if (target.ca() != null) {
      properties.put(
          "mail.smtp.ssl.socketFactory", TrustedCertificates.of(target.ca()).getSocketFactory());
    }
    return properties;
  }

  private MimeMessage message(Session session, Notification notification)
      throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    address(message, texts.title(notification, LONGEST_SUBJECT), notification.at());
    // One conversation per group.
    message.setHeader("References", "<" + Keys.shortOf(notification.key()) + "@mozaiks>");
    if (notification.isFiring()
        && !notification.test()
        && MessageModel.severity(notification.alerts()).equals("critical")) {
      message.setHeader("Importance", "high");
    }
    fill(message, texts.text(notification, LONGEST_TEXT), texts.html(notification));
    message.saveChanges();
    return message;
  }

  /// The same letter has the same id whenever it is sent, so that a second one can be known.
  private MimeMessage message(Session session, Letter letter) throws MessagingException {
    String id = "<" + Keys.shortOf(letter.id()) + ".report@mozaiks>";
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    address(message, Cut.to(letter.subject(), LONGEST_SUBJECT), letter.at());
    fill(message, letter.text(), letter.html());
    message.saveChanges();
    return message;
  }

  private void address(MimeMessage message, String subject, Instant at) throws MessagingException {
    message.setFrom(new InternetAddress(target.from(), true));
    for (String to : target.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
    }
    message.setSubject(subject, "UTF-8");
    message.setSentDate(Date.from(at));
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody is on holiday for it
  }

  private static void fill(MimeMessage message, String asText, String asHtml)
      throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText(asText, "UTF-8");
    MimeBodyPart html = new MimeBodyPart();
    html.setText(asHtml, "UTF-8", "html");
    MimeMultipart both = new MimeMultipart("alternative");
    both.addBodyPart(text);
    both.addBodyPart(html);
    message.setContent(both);
  }

  @Override
  public String place() {
    return target.host() + ":" + target.port();
  }
}
