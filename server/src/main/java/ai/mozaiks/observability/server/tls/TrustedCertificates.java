// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Trust in who was signed by the certificates of a file, and in nobody else; or in the usual ones.
public final class TrustedCertificates {

  private TrustedCertificates() {}

  /// A TLS context that trusts who was signed by the certificates of a file.
  ///
  /// @param file certificates, PEM
  /// @throws IOException if there are none in it
  public static SSLContext of(Path file) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {managerOf(file)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used here, " + e, e);
    }
  }

  /// What says who was signed by the certificates of a file.
  ///
  /// @param file certificates, PEM
  /// @throws IOException if there are none in it
  public static X509ExtendedTrustManager managerOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException(file + ": no certificate (expected: certificates in PEM)");
      }
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("ca-" + number++, certificate);
      }
      return manager(trusted);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": not usable (expected: certificates in PEM), " + e, e);
    }
  }

  /// What says who was signed by one of the authorities that this Java trusts.
  ///
  /// @throws IOException if it has none that can be read
  public static X509ExtendedTrustManager usualManager() throws IOException {
    try {
      return manager(null);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates that Java trusts cannot be read, " + e, e);
    }
  }

  /// @param trusted null for the usual ones
  private static X509ExtendedTrustManager manager(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    for (TrustManager each : trust.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager manager) {
        return manager;
      }
    }
    throw new GeneralSecurityException("this Java has no X.509 trust manager");
  }
}
