// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The command against a real server that tells a real webhook.
class AlertsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer webhook;
  private Server server;
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
    server =
        Server.start(
            new ConfigSources(
                    Map.of(
                        "port", "0",
                        "otlp_port", "off",
                        "grpc_port", "off",
                        "alerts.webhook",
                            "http://127.0.0.1:" + webhook.getAddress().getPort() + "/hook?s3cr3t"),
                    Map.of("MOZAIKS_STORAGE_KIND", "memory"),
                    null)
                .read());
  }

  @AfterEach
  void stop() {
    server.close();
    webhook.stop(0);
  }

  private int run(String... options) {
    return runAt("http://localhost:" + server.port(), options);
  }

  private int runAt(String url, String... options) {
    CommandLine mozaiks = Mozaiks.commandLine();
    mozaiks.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] line = new String[options.length + 4];
    line[0] = "alerts";
    line[1] = "test";
    line[2] = "--url";
    line[3] = url;
    System.arraycopy(options, 0, line, 4, options.length);
    return mozaiks.execute(line);
  }

  @Test
  void test_reachesTheWebhook_marked() {
    assertThat(run()).as(err.toString()).isZero();
    assertThat(out).hasToString("webhook: delivered\n");
    assertThat(received).hasSize(1);
    assertThat(received.getFirst())
        .startsWith("true {\"version\":\"4\"")
        .contains("MozaiksTest", "http://127.0.0.1:" + server.port() + "/alerts/");
  }

  @Test
  void whatIsNoServerOfOurs_isSaidToBeSo() {
    String other = "http://127.0.0.1:" + webhook.getAddress().getPort();

    for (int each : new int[] {200, 501}) {
      status = each;
      assertThat(runAt(other)).isEqualTo(1);
      assertThat(err.toString())
          .contains("what answers at " + other + " (with " + each + ") is not a Mozaiks server");
    }
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void failure_isSaid_withoutTheSecretOfTheAddress() {
    status = 500;
    assertThat(run("--channel", "webhook")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("webhook: FAILED, http://127.0.0.1:")
        .doesNotContain("s3cr3t");
    assertThat(run("--channel", "pager")).isEqualTo(1);
    assertThat(err.toString()).contains("404: channel: no such channel (expected: webhook)");
  }
}
