// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.text.ShownText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Tells apart why a connection came to nothing.
final class Connections {
  private static final Redactor REDACTOR = Redactor.standard();
  private static final int LONGEST_SHOWN = 200;
  private static final int MOST_CAUSES = 20;

  private Connections() {}

  /// What a failure of the client means.
  ///
  /// @param place host and port
  /// @param certificate what the server showed; null when it showed none
  static LookFailure failure(
      IOException failure, String place, @Nullable X509Certificate certificate, Instant now) {
    if (has(failure, HttpTimeoutException.class::isInstance)) {
      return new LookFailure(Outcome.TIMEOUT, place + " did not take the connection in time");
    }
    if (has(failure, SSLException.class::isInstance)) {
      return new LookFailure(Outcome.TLS, tls(failure, certificate, now));
    }
    if (has(
        failure,
        each ->
            each instanceof UnresolvedAddressException || each instanceof UnknownHostException)) {
      return new LookFailure(Outcome.DNS, "the name server knows no address of " + place);
    }
    if (has(failure, Connections::isUnreachable)) {
      return new LookFailure(Outcome.UNREACHABLE, "there is no way to " + place);
    }
    if (has(failure, ConnectException.class::isInstance)) {
      return new LookFailure(
          Outcome.REFUSED, place + " refused the connection: nobody listens there");
    }
    return new LookFailure(
        Outcome.CONNECTION, "the connection to " + place + " broke, " + shown(failure));
  }

  private static boolean isUnreachable(Throwable failure) {
    String message = Objects.requireNonNullElse(failure.getMessage(), "").toLowerCase(Locale.ROOT);
    return failure instanceof NoRouteToHostException
        || (failure instanceof IOException && message.contains("unreachable"));
  }

  private static String tls(
      IOException failure, @Nullable X509Certificate certificate, Instant now) {
    if (certificate != null && certificate.getNotAfter().toInstant().isBefore(now)) {
      return "its certificate expired at " + certificate.getNotAfter().toInstant();
    }
    if (certificate != null && certificate.getNotBefore().toInstant().isAfter(now)) {
      return "its certificate is not valid before " + certificate.getNotBefore().toInstant();
    }
    if (has(
        failure,
        each ->
            each instanceof CertPathBuilderException
                || each instanceof CertPathValidatorException)) {
      return "its certificate is not from anybody who is trusted (expected: one of the usual"
          + " authorities, or of tls.ca_file)";
    }
    if (has(failure, CertificateException.class::isInstance)) {
      return "its certificate is not for this address, " + shown(failure);
    }
    return "no encrypted connection, " + shown(failure);
  }

  /// What its deepest cause says.
  private static String shown(Throwable failure) {
    Throwable deepest = failure;
    for (int i = 0; i < MOST_CAUSES && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    String text = message == null ? deepest.getClass().getSimpleName() : message;
    return ShownText.of(REDACTOR.redact(text.strip()), LONGEST_SHOWN);
  }

  private static boolean has(Throwable failure, Predicate<Throwable> wanted) {
    Throwable each = failure;
    for (int i = 0; i < MOST_CAUSES && each != null; i++) {
      if (wanted.test(each)) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }
}
