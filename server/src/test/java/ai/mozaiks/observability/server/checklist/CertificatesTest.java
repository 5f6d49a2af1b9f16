// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.config.ChecklistConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.tls.TestCertificate;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates as real servers show them.
class CertificatesTest {
  /// Long, since machines that run tests may be slow.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /// A server that shows it, also asking for one of the client if it `wantsOne`.
  private URI serve(TestCertificate certificate, boolean wantsOne) throws IOException {
    HttpsServer secure = HttpsServer.create(anyPort(), 0);
    secure.setHttpsConfigurator(
        new HttpsConfigurator(certificate.server()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            tls.setNeedClientAuth(wantsOne);
            parameters.setSSLParameters(tls);
          }
        });
    secure.start();
    server = secure;
    return URI.create("https://localhost:" + secure.getAddress().getPort());
  }

  private URI serve(TestCertificate certificate) throws IOException {
    return serve(certificate, false);
  }

  /// What the checklist says of addresses.
  private Finding finding(@Nullable Path ca, URI url) throws Exception {
    return finding(PATIENCE, ca, url);
  }

  private Finding finding(Duration patience, @Nullable Path ca, URI... urls) throws Exception {
    FakeFacts facts =
        new FakeFacts(
            ServerConfig.defaults(folder).toBuilder()
                .checklist(
                    new ChecklistConfig(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        ca,
                        List.of(urls),
                        ChecklistConfig.Logs.NONE))
                .build());
    facts.now = Instant.now(); // real certificates are judged by the real time
    Item item =
        ExternalItems.all(new HttpPeers(Instant::now, patience)).stream()
            .filter(each -> each.id().equals("certificates"))
            .findFirst()
            .orElseThrow();
    return item.question().ask(facts);
  }

  @Test
  void isWell_whenItLastsAndWhoSignedItIsTrusted() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -1, 90);

    Finding finding = finding(certificate.pem(), serve(certificate));

    assertThat(finding).isInstanceOf(Finding.Ok.class);
    assertThat(finding.evidence()).containsPattern("localhost:\\d+: expires in 88 d");
  }

  @Test
  void tellsOfOneThatExpiresSoon() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -80, 90);

    Finding finding = finding(certificate.pem(), serve(certificate));

    assertThat(finding).isInstanceOf(Finding.Warn.class);
    assertThat(finding.evidence()).contains("expires in 9 d");
  }

  @Test
  void fails_whenItExpiresWithinThreeDays() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -88, 90);

    Finding finding = finding(certificate.pem(), serve(certificate));

    assertThat(finding).isInstanceOf(Finding.Fail.class);
    assertThat(finding.evidence()).contains("expires in 47 h");
  }

  @Test
  void fails_whenItHasExpired_andSaysSinceWhen_alsoWhenNobodyTrustsIt() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -100, 90);
    URI url = serve(certificate);

    for (Finding finding : List.of(finding(certificate.pem(), url), finding(null, url))) {
      assertThat(finding).isInstanceOf(Finding.Fail.class);
      assertThat(finding.evidence()).contains("expired 10 d ago");
    }
  }

  @Test
  void fails_whenItIsNotValidYet() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", 5, 90);

    Finding finding = finding(certificate.pem(), serve(certificate));

    assertThat(finding).isInstanceOf(Finding.Fail.class);
    assertThat(finding.evidence()).contains("not valid before 2");
  }

  @Test
  void fails_whenItIsForAnotherHost() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:other.example.com", -1, 90);

    Finding finding = finding(certificate.pem(), serve(certificate));

    assertThat(finding).isInstanceOf(Finding.Fail.class);
    assertThat(finding.evidence())
        .contains("not trusted, it is not for this address, ", "localhost");
  }

  @Test
  void fails_whenNobodyWhoIsTrustedSignedIt() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -1, 90);

    Finding finding = finding(null, serve(certificate));

    assertThat(finding).isInstanceOf(Finding.Fail.class);
    assertThat(finding.evidence()).contains("not trusted, nobody who is trusted signed it");
  }

  @Test
  void isSeen_alsoWhereTheServerWantsToSeeOurs() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -1, 90);

    assertThat(finding(certificate.pem(), serve(certificate, true)).evidence())
        .contains("expires in 88 d");
  }

  @Test
  void saysWhy_whenNoneIsSeen() throws Exception {
    HttpPeers peers = new HttpPeers(Instant::now);
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(plain));
      URI open = URI.create("https://127.0.0.1:" + plain.getLocalPort());

      assertThatThrownBy(() -> new HttpPeers(Instant::now, PATIENCE).certificate(open, null))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no encrypted connection");
    }
    assertThatThrownBy(() -> peers.certificate(URI.create("https://127.0.0.1:1"), null))
        .isInstanceOf(IOException.class)
        .hasMessage("nobody listens there");
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI silent = URI.create("https://127.0.0.1:" + deaf.getLocalPort());

      assertThatThrownBy(() -> peers.certificate(silent, null))
          .isInstanceOf(IOException.class)
          .hasMessage("no answer within 1700 ms");
    }
  }

  /// As a server of another protocol does.
  private static void greet(ServerSocket plain) {
    try (Socket peer = plain.accept()) {
      peer.getOutputStream().write("220 mail.example.com at your service\r\n".getBytes(US_ASCII));
      peer.getInputStream().readAllBytes();
    } catch (IOException _) {
      // the other side has seen enough
    }
  }

  @Test
  void oneThatIsSilent_doesNotHideAnotherThatHasExpired() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -100, 90);
    URI expired = serve(certificate);
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI silent = URI.create("https://127.0.0.1:" + deaf.getLocalPort());

      Finding finding =
          finding(Duration.ofSeconds(10), null, silent, expired, silent.resolve("/other"));

      assertThat(finding.evidence()).contains("expired 10 d ago", "no answer within 10000 ms");
    }
  }
}
