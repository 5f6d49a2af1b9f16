// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;

import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.slo.ErrorBudget;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.config.ConfigSources;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All that the checklist looks at.
///
/// @param logs the folder with the agents' log files
record World(FakeFacts facts, FakePeers peers, Path logs) {
  static final String SELF = "http://self:8000";
  static final String PROMETHEUS = "http://prom:9090";
  static final String TARGETS = PROMETHEUS + "/api/v1/targets";
  static final String RULES = PROMETHEUS + "/api/v1/rules";
  static final String ALERTMANAGERS = PROMETHEUS + "/api/v1/alertmanagers";
  static final String ALERTMANAGER = "http://am:9093";
  static final String GRAFANA = "http://grafana:3000";
  static final String KIBANA = "http://kibana:5601";
  static final String CLUSTER = "http://es:9200";
  static final String INDICES = CLUSTER + "/_cat/indices/mozaiksai*";
  static final String FIELDS = CLUSTER + "/mozaiksai*/_mapping/field/ts,@timestamp";
  static final String DATA_VIEWS =
      KIBANA + "/api/saved_objects/_find?per_page=1000&type=index-pattern";
  static final String VISUALIZATIONS =
      KIBANA + "/api/saved_objects/_find?per_page=1000&type=visualization";
  static final String SITE = "https://mozaiks.example.com";

  /// In which all is well.
  ///
  /// @param folder an empty one
  static World well(Path folder) throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Path token = Files.writeString(folder.resolve("token"), "s3cr3t-token\n");
    Path file =
        Files.writeString(
            folder.resolve("server.yml"),
            """
            data: %s/data
            checklist:
              prometheus_url: http://prom:9090
              alertmanager_url: http://am:9093
              grafana_url: http://grafana:3000
              grafana_token_file: %s
              kibana_url: http://kibana:5601
              urls: [https://mozaiks.example.com]
              log_folder: %s
            shipping:
              - {type: elasticsearch, name: search, url: "http://es:9200"}
            alerts:
              weekly_report: true
              channels:
                - {type: email, name: team, host: mail.example.com, from: a@example.com, to: [b@example.com]}
            """
                .formatted(folder, token, logs));
    ServerConfig config = new ConfigSources(Map.of(), Map.of(), file).read();
    World world = new World(new FakeFacts(config), new FakePeers(), logs);
    world.log("core.log", "{\"msg\":\"one\"}\n");
    goodPeers(world.facts(), world.peers());
    Slo slo = world.facts().rules.slos().getFirst();
    world.facts().slos = board(slo, new BigDecimal("0.9999"));
    return world;
  }

  private static void goodPeers(FakeFacts facts, FakePeers peers) {
    String names =
        PrometheusExport.of(facts.rules, "mozaiksai").alerts().stream()
            .map(name -> "{'name':'" + name + "','health':'ok'}")
            .collect(Collectors.joining(","));
    peers
        .answer(SELF + "/api/health", "{'status':'ok'}")
        .answer(SELF + "/health/active-runs", "{'active_runs':0}")
        .answer(SELF + "/metrics/prometheus", "mozaiks_active_chats 0")
        .answer(SELF + "/metrics/perf/aggregate", "{'active_chats':0,'total_cost':0}")
        .answer(
            PROMETHEUS + "/api/v1/query",
            "{'data':{'result':[{'metric':{'job':'x','instance':'y'},'value':[1,'1.5']},"
                + "{'metric':{'job':'mozaiksai','instance':'self:8000'},"
                + "'value':[1,'1772366000.123']}]}}")
        .answer(TARGETS, target("up", "", NOW.minusSeconds(7)))
        .answer(RULES, "{'data':{'groups':[{'rules':[" + names + "]}]}}")
        .answer(ALERTMANAGERS, "{'data':{'activeAlertmanagers':[{'url':'http://am:9093'}]}}")
        .answer(ALERTMANAGER + "/api/v2/status", "{'versionInfo':{'version':'0.28.1'}}")
        .answer(ALERTMANAGER, "")
        .answer(PROMETHEUS, "")
        .answer(GRAFANA + "/api/health", "{'database':'ok','version':'12.1.0'}")
        .answer(GRAFANA + "/api/datasources", "[{'type':'prometheus','name':'Mozaiks'}]")
        .answer(GRAFANA + "/api/search", "[{'uid':'mozaiks-overview','title':'Mozaiks: overview'}]")
        .answer(CLUSTER + "/_cluster/health", "{'status':'green','number_of_nodes':3}")
        .answer(INDICES, index("mozaiksai-2026.02.28", "12"))
        .answer(FIELDS, field("ts", "date"))
        .answer(DATA_VIEWS, "{'saved_objects':[{'attributes':{'title':'mozaiksai-*'}}]}")
        .answer(VISUALIZATIONS, "{'saved_objects':[{'attributes':{'title':'Error rate'}}]}")
        .certificate(SITE, NOW.plus(Duration.ofDays(60)));
  }

  /// What Prometheus says of the one target that is this server.
  static String target(String health, String error, Instant last) {
    return "{'data':{'activeTargets':[{'labels':{'job':'mozaiksai','instance':'self:8000'},"
        + ("'scrapeUrl':'http://self:8000/metrics/prometheus','health':'" + health + "',")
        + ("'lastError':'" + error + "','lastScrape':'" + last + "'}]}}");
  }

  /// What the cluster says of one index.
  static String index(String name, String documents) {
    return "[{'index':'" + name + "','docs.count':'" + documents + "','creation.date':'0'}]";
  }

  /// That an index has a field.
  static String field(String name, String type) {
    return "{'mozaiksai-2026.02.28':{'mappings':{'%s':{'mapping':{'%s':{'type':'%s'}}}}}}"
        .formatted(name, name, type);
  }

  /// One service level.
  ///
  /// @param supported the target that the past supports; null when it is too short to say
  static SloBoard.Reading board(Slo slo, @Nullable BigDecimal supported) {
    return new SloBoard.Reading(
        NOW,
        Map.of(
            slo,
            List.of(new ErrorBudget(slo, Group.ALL, 990, 1000, List.of(), null, supported, null))));
  }

  void config(UnaryOperator<ServerConfig.Builder> change) {
    facts.config = change.apply(facts.config.toBuilder()).build();
  }

  void log(String name, String text) throws Exception {
    Files.writeString(logs.resolve(name), text);
  }
}
