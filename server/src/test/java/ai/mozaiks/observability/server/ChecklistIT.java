// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.AlertmanagerProcess;
import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.LocalHttp;
import ai.mozaiks.observability.peers.PrometheusProcess;
import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.config.ChecklistConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The checklist beside a real Prometheus and a real Alertmanager: what it says while they are set
/// up wrong, when they are right, and when they are gone.
class ChecklistIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @BeforeAll
  static void needsBoth() {
    PrometheusProcess.program();
    AlertmanagerProcess.program();
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private Server serve(int port, int prometheus, int alertmanager) throws IOException {
    return Server.start(
        ServerConfig.defaults(folder.resolve("data")).toBuilder()
            .port(port)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .storage(new StorageConfig.Memory(Duration.ofDays(30)))
            .checklist(
                new ChecklistConfig(
                    local(prometheus),
                    local(alertmanager),
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    ChecklistConfig.Logs.NONE))
            .build());
  }

  private void configurePrometheus(int scraped, int alertmanager) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yml"),
            PrometheusExport.of(RuleFiles.read(List.of(), List.of()), PrometheusExport.USUAL_JOB)
                .rules());
    Path file = PrometheusProcess.configuration(folder, scraped, List.of(rules));
    Files.writeString(
        file,
        Files.readString(file)
            + """
            alerting:
              alertmanagers:
                - static_configs:
                    - targets: ['127.0.0.1:%d']
            """
                .formatted(alertmanager));
  }

  private AlertmanagerProcess startAlertmanager(int port) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            "route: {receiver: none}\nreceivers: [{name: none}]\n");
    return AlertmanagerProcess.start(folder, file, port);
  }

  @Test
  void seesPrometheusAndAlertmanager_setUpWrong_right_andGone() throws Exception {
    int port = FreePort.any(); // Prometheus has to know it before the server is there
    int alertmanagerPort = FreePort.any();
    Path wrong = PrometheusProcess.configuration(folder, FreePort.any(), List.of());
    try (AlertmanagerProcess _ = startAlertmanager(alertmanagerPort);
        PrometheusProcess prometheus =
            PrometheusProcess.start(folder, wrong, "--web.enable-lifecycle");
        LocalHttp http = new LocalHttp(prometheus.port());
        Server _ = serve(port, prometheus.port(), alertmanagerPort);
        HttpPeer peer = new HttpPeer(port)) {
      // What it scrapes is not there: that is told too, once it has tried.
      await(peer, "prometheus_scrapes", "fail", "none of the 1 targets", "refused");
      await(peer, "prometheus_rules", "fail", "0 of ");
      await(peer, "alertmanager", "fail", "Prometheus hands alerts to none");

      configurePrometheus(port, alertmanagerPort);
      assertThat(http.send("POST", "/-/reload", "").statusCode()).isEqualTo(200);

      await(peer, "prometheus_scrapes", "ok", "job mozaiksai, instance 127.0.0.1:" + port);
      await(peer, "prometheus_rules", "ok", "rules that can be exported are loaded");
      await(peer, "alertmanager", "ok", "hands alerts to http://127.0.0.1:" + alertmanagerPort);
      await(peer, "clocks", "ok", "127.0.0.1:" + prometheus.port());
      for (String id : List.of("health_endpoints", "metrics_endpoint", "performance_endpoint")) {
        await(peer, id, "ok", " answered 200 in ");
      }

      stop(prometheus);
      await(peer, "prometheus_scrapes", "fail", "nobody listens there");
    }
  }

  /// Before the end of its block, which closes it once more.
  private static void stop(PrometheusProcess prometheus) {
    prometheus.close();
  }

  /// Waits until a check stands so and says all of this: answers are a few seconds old at times.
  private static void await(HttpPeer peer, String id, String state, String... evidence)
      throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      JsonNode check = check(peer, id);
      String said = check.path("evidence").asString("");
      boolean is = check.path("state").asString("").equals(state);
      if (is && List.of(evidence).stream().allMatch(said::contains)) {
        assertThat(check.get("next_step").isNull()).isEqualTo(state.equals("ok"));
        return;
      }
      if (Instant.now().isAfter(deadline)) {
        assertThat(check.toString()).contains("\"state\":\"" + state + "\"").contains(evidence);
      }
      Thread.sleep(200);
    }
  }

  private static JsonNode check(HttpPeer peer, String id) throws Exception {
    for (JsonNode check : peer.json("/api/checklist").get("checks")) {
      if (check.path("id").asString("").equals(id)) {
        return check;
      }
    }
    throw new AssertionError("no check " + id);
  }
}
