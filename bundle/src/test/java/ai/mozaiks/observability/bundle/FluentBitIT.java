// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.LocalHttp;
import ai.mozaiks.observability.peers.OpenSearchProcess;
import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.ShippingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A real Fluent Bit with the bundle's files, between a real server or real log files and a real
/// OpenSearch.
///
/// By hand, since no package of Debian or of a registry has Fluent Bit: docs/operations/bundle.md
/// says how. What the build checks instead is in [FluentBitOptionsTest].
@Tag("by-hand")
class FluentBitIT {
  @TempDir static Path folder;
  private static Path program;
  private static OpenSearchProcess search;
  private static Path bundle;
  private static Path logs;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    program = Programs.required("fluent-bit of fluentbit.io", "fluent-bit");
    search = OpenSearchProcess.start(folder.resolve("search"));
    logs = Files.createDirectories(folder.resolve("logs"));
    port = FreePort.any();
    bundle =
        written(
            "search.url=" + search.url(),
            "fluent.port=" + port,
            "fluent.state_folder=" + Files.createDirectories(folder.resolve("state")),
            "mozaiks.log_folder=" + logs);
    Programs.Outcome outcome =
        Programs.run(bundle, bundle.resolve("opensearch/install.sh"), "--without-deletion");
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  @AfterAll
  static void stop() {
    if (search != null) {
      search.close();
    }
  }

  private static Path written(String... settings) throws Exception {
    BundleSpec spec =
        new BundleSpec(
            Settings.usual().with(List.of(settings)), RuleFiles.read(List.of(), List.of()));
    Path target = Files.createTempDirectory(folder, "bundle");
    new BundleFolder(target).write(Bundle.files(spec, List.of("opensearch", "fluent-bit")), false);
    return target;
  }

  private static Process running(Path bundle, String file) throws Exception {
    return new ProcessBuilder(program.toString(), "-c", file)
        .directory(bundle.resolve("fluent-bit").toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(file + ".out").toFile())
        .start();
  }

  private static void end(Process process) throws Exception {
    process.destroy();
    process.waitFor();
  }

  private static long count(String lucene) throws Exception {
    search.post("/mozaiksai-logs/_refresh", "");
    return search
        .post(
            "/mozaiksai-logs/_count",
            "{\"query\":{\"query_string\":{\"query\":\"" + lucene + "\"}}}")
        .path("count")
        .asLong(-1);
  }

  private static void await(String lucene, long records, String file) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(90));
    while (count(lucene) < records && Instant.now().isBefore(deadline)) {
      Thread.sleep(200);
    }
    assertThat(count(lucene))
        .as(Files.readString(folder.resolve(file + ".out")))
        .isEqualTo(records);
  }

  @Test
  void bothFilesAreAccepted_forElasticsearchAndOpenSearch_withDailyIndicesToo() throws Exception {
    for (String kind : List.of("search.is_opensearch=true", "search.daily_indices=true")) {
      Path other =
          written(
              kind,
              "search.url=https://search.example:9200",
              "search.user=ops",
              "fluent.state_folder=" + folder.resolve("state"));
      for (String file : List.of("fluent-bit.conf", "fluent-bit-files.conf")) {
        Programs.Outcome outcome =
            Programs.run(other.resolve("fluent-bit"), program, "--dry-run", "-c", file);
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("configuration test is successful");
      }
    }
  }

  @Test
  void recordsThatTheServerForwards_arriveWithTheirFieldsAndIds() throws Exception {
    Process fluentBit = running(bundle, "fluent-bit.conf");
    ServerConfig config =
        ServerConfig.defaults(folder.resolve("data")).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .shipping(
                List.of(
                    new ShippingConfig(
                        "fluentd",
                        ShippingConfig.Start.BEGINNING,
                        new ShippingConfig.Fluentd(
                            "127.0.0.1",
                            port,
                            "mozaiksai.app",
                            ShippingConfig.Fluentd.Form.LINE,
                            false,
                            null,
                            Duration.ofSeconds(20)))))
            .build();
    try (Server server = Server.start(config);
        LocalHttp http = new LocalHttp(server.port())) {
      List<String> records = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        records.add(
            "{\"timeUnixNano\":\"%d\",\"severityNumber\":17,\"body\":{\"stringValue\":\"forwarded %d\"},\"attributes\":[{\"key\":\"chat_id\",\"value\":{\"stringValue\":\"chat_fwd\"}}]}"
                .formatted(Instant.now().toEpochMilli() * 1_000_000 + i, i));
      }
      assertThat(
              http.send(
                      "POST",
                      "/v1/logs",
                      "{\"resourceLogs\":[{\"scopeLogs\":[{\"scope\":{\"name\":\"shop\"},\"logRecords\":["
                          + String.join(",", records)
                          + "]}]}]}")
                  .statusCode())
          .isEqualTo(200);
      await("msg:forwarded AND level:ERROR AND chat_id:chat_fwd", 20, "fluent-bit.conf");
    } finally {
      end(fluentBit);
    }
    JsonNode hits =
        search
            .post(
                "/mozaiksai-logs/_search",
                "{\"size\":100,\"query\":{\"match\":{\"msg\":\"forwarded\"}}}")
            .get("hits")
            .get("hits");
    for (JsonNode hit : hits) {
      assertThat(hit.get("_id")).isEqualTo(hit.get("_source").get("record_id"));
      assertThat(hit.get("_source").get("ts")).isEqualTo(hit.get("_source").get("@timestamp"));
    }
  }

  @Test
  void linesOfFiles_arriveOnceEach() throws Exception {
    AgentLines.write(logs);
    List<String> lines = AgentLines.read(logs);
    Process fluentBit = running(bundle, "fluent-bit-files.conf");
    try {
      await(
          "_exists_:log_file OR logger:core* OR logger:mozaiks*",
          lines.size(),
          "fluent-bit-files.conf");
      assertThat(count("msg:agent_turn")).isEqualTo(AgentLines.TURNS);
      assertThat(count("app_id:acme_corp AND msg:agent_turn AND cost_usd:0.25")).isEqualTo(5);
      assertThat(count("_exists_:ingest_error")).isZero();
    } finally {
      end(fluentBit);
    }
  }
}
