// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.AlertmanagerProcess;
import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.LocalHttp;
import ai.mozaiks.observability.peers.Programs;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files for Prometheus, Alertmanager and the blackbox exporter, by the tools themselves.
class PrometheusToolsIT {
  @TempDir Path folder;

  private void passes(String part, Path program, String... arguments) throws Exception {
    Programs.Outcome outcome = Programs.run(folder.resolve(part), program, arguments);
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  private static Path promtool() {
    return Programs.required("prometheus", "promtool");
  }

  private static Path blackbox() {
    return Programs.required(
        "prometheus-blackbox-exporter", "prometheus-blackbox-exporter", "blackbox_exporter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mozaiks.environment=staging", "blackbox.address="})
  void prometheusTakesItsFiles(String setting) throws Exception {
    WrittenBundle.into(folder, setting);

    passes("prometheus", promtool(), "check", "config", "prometheus.yml");
  }

  @Test
  void theRulesFireOnWhatIsBad_andAreSilentOnWhatIsGood() throws Exception {
    WrittenBundle.into(folder);

    passes(
        "prometheus",
        promtool(),
        "test",
        "rules",
        "mozaiks-rules-test.yml",
        "probe-rules-test.yml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alertmanager.slack_channel=#agents",
        "alertmanager.smtp_smarthost=",
        "alertmanager.slack_webhook_file=",
        "alertmanager.smtp_username="
      })
  void alertmanagerTakesItsFile_whoeverIsTold(String setting) throws Exception {
    WrittenBundle.into(folder, setting);

    passes("alertmanager", AlertmanagerProcess.amtool(), "check-config", "alertmanager.yml");
    passes(
        "alertmanager",
        AlertmanagerProcess.amtool(),
        "config",
        "routes",
        "test",
        "--config.file=alertmanager.yml",
        "--verify.receivers=operations",
        "severity=critical",
        "alertname=ServiceDown");
  }

  @Test
  void theBlackboxExporterTellsGoodAnswersFromBadOnes() throws Exception {
    WrittenBundle.into(folder);
    passes("blackbox", blackbox(), "--config.file=blackbox.yml", "--config.check");
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(site, "/well", 200, "{\"status\":\"ok\",\"timestamp\":\"2025-10-02T10:30:00Z\"}");
    answer(site, "/ill", 200, "{\"status\":\"not_ok\"}");
    answer(site, "/nowhere", 404, "");
    site.start();
    int port = FreePort.any();
    Process exporter =
        new ProcessBuilder(
                blackbox().toString(),
                "--config.file=" + folder.resolve("blackbox/blackbox.yml"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("exporter.out").toFile())
            .start();
    try (LocalHttp http = new LocalHttp(port)) {
      Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
      while (!http.isOk("/-/healthy") && Instant.now().isBefore(deadline)) {
        Thread.sleep(50);
      }
      String base = "http://127.0.0.1:" + site.getAddress().getPort();
      assertThat(probe(http, "http_2xx", base + "/well")).isEqualTo("1");
      assertThat(probe(http, "http_2xx", base + "/nowhere")).isEqualTo("0");
      assertThat(probe(http, "http_health", base + "/well")).isEqualTo("1");
      assertThat(probe(http, "http_health", base + "/ill")).isEqualTo("0");
      assertThat(probe(http, "https_2xx", base + "/well")).isEqualTo("0");
    } finally {
      exporter.destroy();
      exporter.onExit().join();
      site.stop(0);
    }
  }

  private static String probe(LocalHttp http, String module, String target) throws Exception {
    String page =
        http.get("/probe?module=" + module + "&target=" + URLEncoder.encode(target, UTF_8)).body();
    return page.lines()
        .filter(line -> line.startsWith("probe_success "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(page))
        .substring("probe_success ".length());
  }

  private static void answer(HttpServer site, String path, int status, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    site.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  /// The secrets' files are named, and what is in them stays there.
  @Test
  void secretsAreOnlyNamed() throws Exception {
    WrittenBundle.into(folder);

    assertThat(Files.readString(folder.resolve("alertmanager/alertmanager.yml")))
        .contains("smtp_auth_password_file:", "api_url_file:")
        .doesNotContain("smtp_auth_password:", "api_url:");
  }
}
