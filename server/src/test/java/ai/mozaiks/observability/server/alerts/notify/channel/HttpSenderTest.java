// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.mozaiks.observability.server.config.ChannelConfig.Address;
import ai.mozaiks.observability.server.config.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSenderTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Promises a long body, sends the beginning, and then neither goes on nor hangs up.
  private static final class Staller implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);

    Staller(int status) throws IOException {
      Thread.ofVirtual().start(() -> answer(status));
    }

    private void answer(int status) {
      try (Socket peer = socket.accept();
          OutputStream out = peer.getOutputStream()) {
        String head = "HTTP/1.1 " + status + " So\r\nContent-Length: 1000\r\n\r\nbusy";
        out.write(head.getBytes(US_ASCII));
        out.flush();
        closed.await();
      } catch (IOException e) {
        // closed by the test
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/hook");
    }

    @Override
    public void close() throws IOException {
      closed.countDown();
      socket.close();
    }
  }

  private static HttpSender impatient() {
    return new HttpSender(null, InstantSource.system(), Duration.ofMillis(300));
  }

  @Test
  void bodyThatDoesNotEnd_holdsNothingUp() throws Exception {
    try (Staller staller = new Staller(200);
        HttpSender sender = impatient()) {
      String answer =
          assertTimeoutPreemptively(
              LIMIT, () -> sender.send(new HttpSender.Post(staller.url(), new byte[0])));
      assertThat(answer).as("it was taken, whatever else was to be said").isEqualTo("busy");
    }
  }

  @Test
  void refusalThatDoesNotEnd_isOne() throws Exception {
    try (Staller staller = new Staller(503);
        HttpSender sender = impatient()) {
      assertThatThrownBy(() ->
              assertTimeoutPreemptively(
                  LIMIT, () -> sender.send(new HttpSender.Post(staller.url(), new byte[0]))))
          .isInstanceOf(ChannelFailure.class)
          .hasMessageContaining("answered 503")
          .hasMessageEndingWith("busy");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://hooks.example:8443/alerts, https://hooks.example:8443/alerts",
    "https://ann:hunter2@hooks.example/alerts, https://hooks.example/alerts",
    "https://hooks.example/alerts?sig=hunter2, https://hooks.example/alerts",
  })
  void place_isWithoutWhatMayBeSecret(String url, String shown) {
    assertThat(HttpSender.place(new Address.Open(URI.create(url)))).isEqualTo(shown);
  }

  @Test
  void placeOfASecretAddress_isItsHost() {
    Secret secret = new Secret.InEnvironment("URL", "https://ann:hunter2@hooks.example/s/T1?k=v");
    assertThat(HttpSender.place(new Address.Hidden(secret))).isEqualTo("https://hooks.example");
  }
}
