// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.tls.TestCertificate;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server in a process of its own looks at an address: what it tells while that is up and down,
/// and after a restart.
@Timeout(300)
class UptimeIT {
  private static final String SECRET = "hunter2-and-more";

  @TempDir Path folder;
  private final AtomicInteger status = new AtomicInteger(200);
  private HttpsServer shop;

  @BeforeEach
  void open() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost", -1, 6);
    shop = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
    shop.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    shop.createContext(
        "/health",
        exchange -> {
          byte[] body = "{\"status\":\"ok\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(status.get(), body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    shop.start();
  }

  @AfterEach
  void close() {
    ((HttpServer) shop).stop(0);
  }

  private Path configuration() throws Exception {
    return Files.writeString(
        folder.resolve("mozaiks.yml"),
        """
        port: 0
        grpc_port: off
        otlp_port: off
        data: %s
        alerts: {interval: 1s}
        uptime:
          checks:
            - name: shop
              url: https://ann:%s@localhost:%d/health?token=%s
              interval: 6s
              expect: {body_contains: '"status":"ok"'}
              tls: {ca_file: %s}
        """
            .formatted(
                folder.resolve("data"),
                SECRET,
                shop.getAddress().getPort(),
                SECRET,
                folder.resolve("ca.pem")));
  }

  private static JsonNode awaited(HttpPeer peer, String path, Predicate<JsonNode> condition)
      throws Exception {
    Instant deadline = Instant.now().plusSeconds(90);
    JsonNode answer = peer.json(path);
    while (!condition.test(answer) && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
      answer = peer.json(path);
    }
    assertThat(condition.test(answer)).as(answer.toString()).isTrue();
    return answer;
  }

  /// Waits for a scrape in which all of these stand.
  private static void scraped(HttpPeer peer, String... lines) throws Exception {
    Instant deadline = Instant.now().plusSeconds(90);
    String scrape = peer.get("/metrics/prometheus").body();
    while (!Stream.of(lines).allMatch(scrape::contains) && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
      scrape = peer.get("/metrics/prometheus").body();
    }
    assertThat(scrape).contains(lines);
  }

  private static boolean isState(JsonNode answer, String state) {
    return answer.get("checks").get(0).get("state").asString().equals(state);
  }

  private static boolean fires(JsonNode alerts, String name) {
    for (JsonNode alert : alerts.get("alerts")) {
      if (alert.get("labels").get("alertname").asString().equals(name)
          && alert.get("state").asString().equals("firing")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void tellsWhatIsUpAndDown_andStillKnowsItAfterARestart() throws Exception {
    Path file = configuration();
    JsonNode before;
    try (ServerProcess server = ServerProcess.startConfigured(file);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode up = awaited(peer, "/api/uptime", each -> isState(each, "up")).get("checks").get(0);
      assertThat(up.get("url").asString())
          .isEqualTo("https://***@localhost:" + shop.getAddress().getPort() + "/health?token=***");
      assertThat(up.get("certificate_days_left").asDouble()).isBetween(4.9, 5.0);
      assertThat(up.get("last").get("status_code").asInt()).isEqualTo(200);
      assertThat(up.get("availability").get(0).get("availability").asDouble()).isPositive();
      awaited(peer, "/api/alerts", each -> fires(each, "CertificateExpiring"));
      assertThat(fires(peer.json("/api/alerts"), "CertificateExpiringNow")).isFalse();
      scraped(
          peer,
          "mozaiks_uptime_up{check=\"shop\"} 1.0",
          "mozaiks_uptime_status_code{check=\"shop\"} 200.0",
          "mozaiks_uptime_consecutive_failures{check=\"shop\"} 0.0",
          "mozaiks_uptime_certificate_expiry_timestamp_seconds{check=\"shop\"} 1.");

      status.set(503);
      awaited(peer, "/api/alerts", each -> fires(each, "EndpointDown"));
      before =
          awaited(
                  peer,
                  "/api/uptime?limit=1",
                  each -> each.toString().contains("it answered 503 (expected: 2xx)"))
              .get("checks")
              .get(0);
      assertThat(before.get("state").asString()).isEqualTo("down");
      assertThat(before.get("last_failure").get("result").asString()).isEqualTo("status");
      assertThat(before.get("consecutive_failures").asInt()).isGreaterThanOrEqualTo(2);
      assertThat(before.get("results")).hasSize(1);
      scraped(peer, "mozaiks_uptime_up{check=\"shop\"} 0.0");
      assertThat(peer.get("/api/uptime?check=shopp").statusCode()).isEqualTo(404);
      assertThat(peer.get("/api/uptime?limit=1001").statusCode()).isEqualTo(400);
      for (String path : new String[] {"/api/uptime", "/api/alerts", "/metrics/prometheus"}) {
        assertThat(peer.get(path).body()).as(path).doesNotContain(SECRET);
      }
    }
    try (ServerProcess server = ServerProcess.startConfigured(file);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode after = peer.json("/api/uptime").get("checks").get(0);
      assertThat(after.get("state").asString()).isEqualTo("down");
      assertThat(after.get("since").asString()).isEqualTo(before.get("since").asString());
      assertThat(after.get("consecutive_failures").asInt())
          .isGreaterThanOrEqualTo(before.get("consecutive_failures").asInt());
      awaited(peer, "/api/alerts", each -> fires(each, "EndpointDown"));

      status.set(200);
      awaited(peer, "/api/uptime", each -> isState(each, "up"));
      awaited(peer, "/api/alerts", each -> !fires(each, "EndpointDown"));
    }
  }
}
