// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.server.config.UptimeConfig.Tls;
import ai.mozaiks.observability.server.tls.TrustedCertificates;
import java.io.IOException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Whom checks trust. The usual certificates are read once, since there are many, and those of a
/// file each time, so that new ones are taken up without a restart. Thread-safe.
final class Trust {
  private @Nullable X509ExtendedTrustManager usual;

  /// Who notes what a server shows, and says whether it is trusted.
  ///
  /// @throws IOException if the certificates cannot be read; the message names the file
  SeenCertificate of(Tls tls) throws IOException {
    if (!tls.verify()) {
      return new SeenCertificate(null);
    }
    return new SeenCertificate(
        tls.ca() == null ? usual() : TrustedCertificates.managerOf(tls.ca()));
  }

  private synchronized X509ExtendedTrustManager usual() throws IOException {
    X509ExtendedTrustManager known = usual;
    if (known == null) {
      known = TrustedCertificates.usualManager();
      usual = known;
    }
    return known;
  }
}
