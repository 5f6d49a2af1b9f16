// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The command against a real server that tells a real webhook.
class AlertsCommandTest {
  private final CommandRuns mozaiks = new CommandRuns();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer webhook;
  private TestServer server;
  private int status = 200;

  @BeforeEach
  void start() throws Exception {
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext(
        "/",
        exchange -> {
          received.add(
              exchange.getRequestHeaders().getFirst("Mozaiks-Test")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    webhook.start();
    server = TestServer.inMemory(Map.of("alerts.webhook", url(webhook) + "/hook?s3cr3t"));
  }

  @AfterEach
  void stop() {
    server.close();
    webhook.stop(0);
  }

  private static String url(HttpServer webhook) {
    return "http://127.0.0.1:" + webhook.getAddress().getPort();
  }

  @Test
  void test_reachesTheWebhook_marked() {
    assertThat(mozaiks.runAt(server, "alerts test")).as(mozaiks.err()).isZero();
    assertThat(mozaiks.out()).isEqualTo("webhook: delivered\n");
    assertThat(received).hasSize(1);
    assertThat(received.getFirst())
        .startsWith("true {\"version\":\"4\"")
        .contains("MozaiksTest", server.url() + "/alerts/");
  }

  @Test
  void whatIsNoServerOfOurs_isSaidToBeSo() {
    String other = url(webhook);

    for (int each : new int[] {200, 501}) {
      status = each;
      assertThat(mozaiks.run("alerts", "test", "--url", other)).isEqualTo(1);
      assertThat(mozaiks.err())
          .contains("what answers at " + other + " (with " + each + ") is not a Mozaiks server");
    }
    assertThat(mozaiks.out()).isEmpty();
  }

  @Test
  void failure_isSaid_withoutTheSecretOfTheAddress() {
    status = 500;
    assertThat(mozaiks.runAt(server, "alerts test", "--channel", "webhook")).isEqualTo(1);
    assertThat(mozaiks.out())
        .startsWith("webhook: FAILED, http://127.0.0.1:")
        .doesNotContain("s3cr3t");
    assertThat(mozaiks.runAt(server, "alerts test", "--channel", "pager")).isEqualTo(1);
    assertThat(mozaiks.err()).contains("404: channel: no such channel (expected: webhook)");
  }
}
