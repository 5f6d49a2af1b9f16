// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.CheckedUrl;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.config.SourceConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.config.UptimeConfig;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The pages say what the server does: its metrics, its routes, and the examples work.
class DocumentedIT {
  private static final Path DOCS = Path.of("..", "docs");

  /// One event of each kind, so that every series appears.
  private static final String EVENTS =
      """
      {"type":"workflow_start","chat_id":"c","app_id":"shop","workflow_name":"order","user_id":"ann"}
      {"type":"llm_call","chat_id":"c","app_id":"shop","workflow_name":"order","agent_name":"planner",\
      "provider":"openai","model":"gpt-4o","prompt_tokens":10,"completion_tokens":3,\
      "cached_read_tokens":1,"reasoning_tokens":1,"time_to_first_token_sec":0.2,"duration_sec":1.5}
      {"type":"agent_turn","chat_id":"c","app_id":"shop","workflow_name":"order",\
      "agent_name":"planner","duration_sec":1.5,"error_type":"Refused"}
      {"type":"tool_call","chat_id":"c","app_id":"shop","workflow_name":"order","tool_name":"search"}
      {"type":"workflow_end","chat_id":"c","app_id":"shop","workflow_name":"order"}
      """;

  private Server server;
  private HttpPeer peer;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yml"),
            "rules: [{name: Any, kind: threshold, of: turns, window: 1h, above: 0}]");
    server =
        Server.start(
            ServerConfig.defaults(folder).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .storage(new StorageConfig.Memory(Duration.ofDays(30)))
                .sources(
                    List.of(
                        new SourceConfig(
                            SourceConfig.Kind.AG2_FILE,
                            folder.resolve("runtime.log"),
                            null,
                            null,
                            null,
                            true)))
                .shipping(
                    List.of(
                        new ShippingConfig(
                            "bits",
                            ShippingConfig.Start.NOW,
                            new ShippingConfig.Fluentd(
                                "127.0.0.1",
                                1,
                                "mozaiksai.app",
                                ShippingConfig.Fluentd.Form.LINE,
                                false,
                                null,
                                Duration.ofSeconds(60)))))
                .uptime(
                    new UptimeConfig(
                        List.of(
                            new UptimeConfig.Check(
                                "nobody",
                                CheckedUrl.of("https://127.0.0.1:1", false).orElseThrow(),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5),
                                false,
                                UptimeConfig.Expectation.SUCCESS,
                                List.of(),
                                UptimeConfig.Tls.USUAL))))
                .alerts(
                    new AlertsConfig(
                        true, true, List.of(rules), List.of(), Duration.ofSeconds(1), 10))
                .notifications(
                    new NotificationConfig(
                        null,
                        List.of(unreachable()),
                        List.of(),
                        NotificationConfig.Pace.USUAL,
                        List.of(),
                        List.of()))
                .build());
    peer = new HttpPeer(server.port());
  }

  private static ChannelConfig unreachable() {
    ChannelConfig.Address nobody = new ChannelConfig.Address.Open(URI.create("http://127.0.0.1:1"));
    return new ChannelConfig(
        "hook",
        true,
        ChannelConfig.Templates.BUILT_IN,
        new ChannelConfig.Webhook(nobody, null, null, null));
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  @Test
  void listsEveryMetricWithItsType_andNoOther() throws Exception {
    assertThat(
            peer.post("/api/events", "application/x-ndjson", EVENTS.getBytes(UTF_8), true)
                .statusCode())
        .isEqualTo(200);
    Map<String, String> shown = scraped();
    Instant deadline = Instant.now().plusSeconds(60);
    while (!(shown.containsKey("mozaiks_chat_agent_turns_total")
            && shown.containsKey("mozaiks_alerts")
            && shown.containsKey("mozaiks_uptime_up")
            && shown.containsKey("mozaiks_alerts_evaluated_timestamp_seconds"))
        && Instant.now().isBefore(deadline)) {
      Thread.sleep(100);
      shown = scraped();
    }

    Map<String, String> listed = new TreeMap<>();
    Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (counter|gauge|histogram|summary) \\|")
        .matcher(Files.readString(DOCS.resolve("metrics.md")))
        .results()
        .forEach(row -> listed.put(row.group(1), row.group(2)));
    assertThat(ours(listed)).isEqualTo(ours(shown));
    // Which of these there are depends on the system and the garbage collector.
    assertThat(listed).containsAllEntriesOf(shown);
    comparesLabels(DocumentedMetric.table(Files.readString(DOCS.resolve("metrics.md"))));
  }

  private void comparesLabels(Map<String, DocumentedMetric> listed) throws Exception {
    Map<String, Map<String, Set<String>>> shown =
        DocumentedMetric.shownLabels(peer.get("/metrics/prometheus").body());
    assertThat(listed.keySet()).containsAll(ours(shown).keySet());
    listed.forEach((name, metric) -> {
      Map<String, Set<String>> labels = shown.getOrDefault(name, Map.of());
      assertThat(labels.keySet()).as("labels of %s", name).isEqualTo(metric.labels().keySet());
      metric
          .labels()
          .forEach((label, values) -> {
            if (!values.isEmpty()) {
              assertThat(values).as("%s of %s", label, name).containsAll(labels.get(label));
            }
          });
      // The base units that Prometheus asks to be in the name; one name is the guide's.
      assertThat(metric.unit().equals("seconds")).as(name).isEqualTo(name.matches(".*_sec(onds)?"));
      assertThat(metric.unit().equals("bytes"))
          .as(name)
          .isEqualTo(name.matches(".*_bytes(_total)?"));
    });
  }

  private static <V> Map<String, V> ours(Map<String, V> metrics) {
    Map<String, V> ours = new TreeMap<>(metrics);
    ours.keySet().removeIf(name -> name.startsWith("jvm_") || name.startsWith("process_"));
    return ours;
  }

  private Map<String, String> scraped() throws Exception {
    Map<String, String> types = new TreeMap<>();
    Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)")
        .matcher(peer.get("/metrics/prometheus").body())
        .results()
        .forEach(type -> types.put(type.group(1), type.group(2)));
    return types;
  }

  @Test
  void listsEveryRoute_andNoOther() throws Exception {
    String page = Files.readString(DOCS.resolve("http-api.md"));
    List<String> listed =
        page.lines()
            .filter(line -> line.startsWith("| [`"))
            .flatMap(
                line -> Pattern.compile("`((?:GET|POST|DELETE) [^`]+)`").matcher(line).results())
            .map(route -> route.group(1))
            .sorted()
            .toList();

    assertThat(listed).isEqualTo(server.routes());
    for (String route : listed) {
      assertThat(page.lines().filter(line -> line.startsWith("## ")))
          .anyMatch(heading -> heading.matches("## (.*, )?" + Pattern.quote(route) + "(,.*)?"));
    }
  }

  @Test
  void showsEventsThatAreAccepted() throws Exception {
    var block =
        Pattern.compile("(?s)curl -H 'Content-Type: application/x-ndjson'[^\\n]*\\n(.*?)EOF")
            .matcher(Files.readString(DOCS.resolve("http-api.md")));
    assertThat(block.find()).isTrue();

    HttpResponse<byte[]> answer =
        peer.post("/api/events", "application/x-ndjson", block.group(1).getBytes(UTF_8), true);

    JsonNode told = JsonMapper.builder().build().readTree(answer.body());
    assertThat(told.get("accepted").asInt()).isEqualTo(4);
    assertThat(told.get("rejected").asInt()).isZero();
    JsonNode chat = peer.json("/metrics/perf/chats/chat_abc123");
    assertThat(chat.get("status").asString()).isEqualTo("completed");
    assertThat(chat.get("prompt_tokens").asInt()).isEqualTo(280);
  }
}
