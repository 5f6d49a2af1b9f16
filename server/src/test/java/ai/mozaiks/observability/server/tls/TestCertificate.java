// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate that nobody trusts unless told to, for one name.
///
/// @param pem the certificate
/// @param keys the key and the certificate, PKCS #12, under [#PASSWORD]
/// @param server what a server with it speaks TLS by
public record TestCertificate(Path pem, Path keys, SSLContext server) {
  public static final String PASSWORD = "changeit";

  /// Makes one that is valid from now on.
  ///
  /// @param folder for its files
  /// @param name what it is for, for example `dns:localhost`
  public static TestCertificate make(Path folder, String name) throws Exception {
    return make(folder, name, 0, 90);
  }

  /// Makes one that is valid for some days.
  ///
  /// @param folder for its files
  /// @param name what it is for, for example `dns:localhost`
  /// @param begin when it begins to be valid, in days from now; negative for the past
  /// @param days for how many days it is valid; `> 0`
  public static TestCertificate make(Path folder, String name, int begin, int days)
      throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path pem = folder.resolve("ca.pem");
    keytool(
        keys,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=" + name,
        "-startdate",
        (begin < 0 ? "" : "+") + begin + "d",
        "-validity",
        Integer.toString(days));
    keytool(keys, "-exportcert", "-rfc", "-file", pem.toString());
    return new TestCertificate(pem, keys, context(keys));
  }

  private static void keytool(Path keys, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", keys.toString(), "-storepass", PASSWORD, "-alias", "server"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + said);
    }
  }

  private static SSLContext context(Path keys) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
