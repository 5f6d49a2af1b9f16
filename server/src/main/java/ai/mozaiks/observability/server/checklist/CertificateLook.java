// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.tls.ServerCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Sees the certificates of one server. It lets every one pass and notes what the one who knows
/// says of it, so that the times are also known of those that no client believes; nothing is said
/// over the connection. For one look, by one thread.
final class CertificateLook extends ServerCertificates {
  private List<X509Certificate> chain = List.of();
  private @Nullable CertificateException objection;

  /// @param trust who says whether a certificate is to be trusted
  CertificateLook(X509ExtendedTrustManager trust) {
    super(trust);
  }

  /// Connects and looks.
  ///
  /// @param patience how long it may take, about
  /// @throws IOException if no certificate was seen; the message says why
  ShownCertificate at(String host, int port, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      plain.setSoTimeout((int) Math.max(1, left));
      try (SSLSocket socket =
          (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        handshake(socket);
      }
    }
    return shown();
  }

  /// One that fails after the certificate was seen, as with a server that wants to see ours, is
  /// good enough.
  private void handshake(SSLSocket socket) throws IOException {
    try {
      socket.startHandshake();
    } catch (IOException e) {
      if (chain.isEmpty()) {
        throw e instanceof SSLException
            ? new IOException("no encrypted connection, " + e.getMessage(), e)
            : e;
      }
    }
  }

  /// Others than its own that have expired do not count where it is trusted all the same: some
  /// servers go on showing an old signature beside the new one.
  private ShownCertificate shown() throws IOException {
    if (chain.isEmpty()) {
      throw new IOException("no certificate was shown");
    }
    X509Certificate own = chain.getFirst();
    Instant expires = own.getNotAfter().toInstant();
    Instant now = Instant.now(); // by this clock the trust manager judged, too
    for (X509Certificate each : chain.subList(1, chain.size())) {
      Instant end = each.getNotAfter().toInstant();
      if (end.isBefore(expires) && (objection != null || end.isAfter(now))) {
        expires = end;
      }
    }
    Instant begins = own.getNotBefore().toInstant();
    boolean isOutOfTime = expires.isBefore(now) || begins.isAfter(now);
    return new ShownCertificate(begins, expires, isOutOfTime ? null : mistrust());
  }

  private @Nullable String mistrust() {
    if (objection == null) {
      return null;
    }
    if (caused(CertificateExpiredException.class)
        || caused(CertificateNotYetValidException.class)) {
      return "one that it was signed with is not valid now";
    }
    if (caused(CertPathBuilderException.class) || caused(CertPathValidatorException.class)) {
      return "nobody who is trusted signed it";
    }
    return "it is not for this address, " + objection.getMessage();
  }

  private boolean caused(Class<? extends Throwable> kind) {
    Throwable each = objection;
    for (int i = 0; i < 10 && each != null; i++) {
      if (kind.isInstance(each)) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  @Override
  protected void seen(X509Certificate[] shown, Judgement judgement) {
    chain = List.of(shown);
    try {
      judgement.judge();
    } catch (CertificateException e) {
      objection = e;
    }
  }
}
