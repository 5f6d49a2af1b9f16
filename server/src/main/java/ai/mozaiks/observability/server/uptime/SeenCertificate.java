// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Notes the certificate that a server shows, and then has somebody else say whether it is trusted:
/// so it is also known of one that is not. Of several servers, the first one's. Thread-safe.
final class SeenCertificate extends X509ExtendedTrustManager {
  private final @Nullable X509ExtendedTrustManager trust;
  private volatile @Nullable X509Certificate certificate;

  /// @param trust who says whether it is trusted; null to trust anybody
  SeenCertificate(@Nullable X509ExtendedTrustManager trust) {
    this.trust = trust;
  }

  /// The server's own certificate; null before one was shown.
  @Nullable X509Certificate certificate() {
    return certificate;
  }

  private void see(X509Certificate[] chain) {
    if (certificate == null && chain.length > 0) {
      certificate = chain[0];
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    see(chain);
    if (trust != null) {
      trust.checkServerTrusted(chain, authType, engine);
      requireValid(chain);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    see(chain);
    if (trust != null) {
      trust.checkServerTrusted(chain, authType, socket);
      requireValid(chain);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    see(chain);
    if (trust != null) {
      trust.checkServerTrusted(chain, authType);
      requireValid(chain);
    }
  }

  /// Java trusts one that is itself in the file of trusted ones also when it has expired; others,
  /// whose clients are to get through as well, do not.
  private static void requireValid(X509Certificate[] chain) throws CertificateException {
    chain[0].checkValidity();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noServer();
  }

  private static CertificateException noServer() {
    return new CertificateException("no client is expected here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust == null ? new X509Certificate[0] : trust.getAcceptedIssuers();
  }
}
