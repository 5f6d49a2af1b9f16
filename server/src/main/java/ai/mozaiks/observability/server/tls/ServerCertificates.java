// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Looks at what servers show of themselves when this server connects to them: one method instead
/// of the six of a trust manager.
public abstract class ServerCertificates extends X509ExtendedTrustManager {
  private final @Nullable X509ExtendedTrustManager trust;

  /// What the one who knows says of certificates.
  @FunctionalInterface
  public interface Judgement {

    /// Judges what was shown.
    ///
    /// @throws CertificateException when it is not to be trusted
    void judge() throws CertificateException;
  }

  /// @param trust who knows whether certificates are to be trusted; null to trust any
  protected ServerCertificates(@Nullable X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  /// Called with what a server shows, its own first.
  ///
  /// @throws CertificateException to end the connection
  protected abstract void seen(X509Certificate[] chain, Judgement judgement)
      throws CertificateException;

  /// A context with these eyes. One for each look: a context that remembers sessions may be shown
  /// no certificate again.
  public final SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used here, " + e, e);
    }
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    seen(
        chain,
        () -> {
          if (trust != null) {
            trust.checkServerTrusted(chain, authType, engine);
          }
        });
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    seen(
        chain,
        () -> {
          if (trust != null) {
            trust.checkServerTrusted(chain, authType, socket);
          }
        });
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    seen(
        chain,
        () -> {
          if (trust != null) {
            trust.checkServerTrusted(chain, authType);
          }
        });
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noServer();
  }

  private static CertificateException noServer() {
    return new CertificateException("no client is expected here");
  }

  @Override
  public final X509Certificate[] getAcceptedIssuers() {
    return trust == null ? new X509Certificate[0] : trust.getAcceptedIssuers();
  }
}
