// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.server.tls.ServerCertificates;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Notes the certificate that a server shows, and then has somebody else say whether it is trusted:
/// so it is also known of one that is not. Of several servers, the first one's. Thread-safe.
final class SeenCertificate extends ServerCertificates {
  private final boolean trustsAny;
  private volatile @Nullable X509Certificate certificate;

  /// @param trust who says whether it is trusted; null to trust anybody
  SeenCertificate(@Nullable X509ExtendedTrustManager trust) {
    super(trust);
    this.trustsAny = trust == null;
  }

  /// The server's own certificate; null before one was shown.
  @Nullable X509Certificate certificate() {
    return certificate;
  }

  @Override
  protected void seen(X509Certificate[] chain, Judgement judgement) throws CertificateException {
    if (certificate == null && chain.length > 0) {
      certificate = chain[0];
    }
    judgement.judge();
    if (!trustsAny) {
      // Java trusts one that is itself in the file of trusted ones also when it has expired;
      // others, whose clients are to get through as well, do not.
      chain[0].checkValidity();
    }
  }
}
