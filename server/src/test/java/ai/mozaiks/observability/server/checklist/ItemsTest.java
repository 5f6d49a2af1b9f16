// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.OK;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.ErrorBudget;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.checklist.Check.State;
import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.ChecklistConfig;
import ai.mozaiks.observability.server.config.ConfigSources;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.uptime.Outcome;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each line of the checklist, with a world in which it is well and others in which it is not.
class ItemsTest {
  private static final String SELF = "http://self:8000";
  private static final String PROMETHEUS = "http://prom:9090";
  private static final String TARGETS = PROMETHEUS + "/api/v1/targets";
  private static final String RULES = PROMETHEUS + "/api/v1/rules";
  private static final String ALERTMANAGERS = PROMETHEUS + "/api/v1/alertmanagers";
  private static final String ALERTMANAGER = "http://am:9093";
  private static final String GRAFANA = "http://grafana:3000";
  private static final String KIBANA = "http://kibana:5601";
  private static final String CLUSTER = "http://es:9200";
  private static final String SITE = "https://mozaiks.example.com";
  private static final long GIB = 1L << 30;

  @TempDir Path folder;
  private World world;

  /// All that the checklist looks at.
  record World(FakeFacts facts, FakePeers peers, Path logs) {
    void config(UnaryOperator<ServerConfig.Builder> change) {
      facts.config = change.apply(facts.config.toBuilder()).build();
    }

    void log(String name, String text) throws Exception {
      Files.writeString(logs.resolve(name), text);
    }
  }

  /// Makes something other than well.
  interface Change {
    void apply(World world) throws Exception;
  }

  /// A world with its answer.
  ///
  /// @param evidence a part of what is told
  record Case(String id, State state, String evidence, Change change) {
    @Override
    public String toString() {
      return id + " " + state.word() + ": " + evidence;
    }
  }

  @BeforeEach
  void allIsWell() throws Exception {
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
    world = new World(new FakeFacts(config), new FakePeers(), logs);
    world.log("core.log", "{\"msg\":\"one\"}\n");
    goodPeers(world.facts(), world.peers());
    Slo slo = world.facts().rules.slos().getFirst();
    world.facts().slos = board(slo, new BigDecimal("0.9999"));
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
        .answer(CLUSTER + "/_cat/indices/mozaiksai*", index("mozaiksai-2026.02.28", "12"))
        .answer(
            KIBANA + "/api/saved_objects/_find?per_page=1000&type=index-pattern",
            "{'saved_objects':[{'attributes':{'title':'mozaiksai-*'}}]}")
        .answer(
            KIBANA + "/api/saved_objects/_find?per_page=1000&type=visualization",
            "{'saved_objects':[{'attributes':{'title':'Error rate'}}]}")
        .certificate(SITE, NOW.plus(Duration.ofDays(60)));
  }

  private static String target(String health, String error, Instant last) {
    return "{'data':{'activeTargets':[{'labels':{'job':'mozaiksai','instance':'self:8000'},"
        + ("'scrapeUrl':'http://self:8000/metrics/prometheus','health':'" + health + "',")
        + ("'lastError':'" + error + "','lastScrape':'" + last + "'}]}}");
  }

  private static String index(String name, String documents) {
    return "[{'index':'" + name + "','docs.count':'" + documents + "','creation.date':'0'}]";
  }

  private static SloBoard.Reading board(Slo slo, @Nullable BigDecimal supported) {
    return new SloBoard.Reading(
        NOW,
        Map.of(
            slo,
            List.of(new ErrorBudget(slo, Group.ALL, 990, 1000, List.of(), null, supported, null))));
  }

  private Finding ask(String id) throws Exception {
    Item item =
        Items.all(world.peers()).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    return item.question().ask(world.facts());
  }

  private Check check(String id) throws Exception {
    Item item =
        Items.all(world.peers()).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    return item.answered(ask(id), text -> text);
  }

  static Stream<String> ids() {
    return Items.all(new FakePeers()).stream().map(Item::id);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void isOk_whenAllIsWell(String id) throws Exception {
    Check check = check(id);

    assertThat(check.state()).as(check.evidence()).isEqualTo(OK);
    assertThat(check.nextStep()).isNull();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatIsWrong(Case wrong) throws Exception {
    wrong.change().apply(world);

    Check check = check(wrong.id());

    assertThat(check.state()).as(check.evidence()).isEqualTo(wrong.state());
    assertThat(check.evidence()).contains(wrong.evidence());
    assertThat(check.nextStep()).isNotBlank();
  }

  @Test
  void everyLineHasAWorldInWhichItIsNotWell() {
    Set<String> wrong =
        cases()
            .filter(each -> each.state() == FAIL || each.state() == WARN)
            .map(Case::id)
            .collect(Collectors.toSet());

    assertThat(wrong).containsExactlyInAnyOrderElementsOf(ids().toList());
  }

  @Test
  void idsAndPagesAreRight() {
    List<Item> all = Items.all(new FakePeers());

    assertThat(all.stream().map(Item::id)).doesNotHaveDuplicates();
    for (Item each : all) {
      assertThat(Path.of("..").resolve(each.docs().replaceAll("#.*", ""))).exists();
    }
  }

  @Test
  void showsNoToken_andSendsItToGrafanaAlone() throws Exception {
    world.peers().answer(GRAFANA + "/api/datasources", 403, "{}");

    Check check = check("grafana_data_source");

    assertThat(check.toString()).doesNotContain("s3cr3t");
    assertThat(world.peers().logins)
        .containsEntry(GRAFANA + "/api/datasources", "Bearer s3cr3t-token");
    for (String id : ids().toList()) {
      check(id);
    }
    assertThat(world.peers().logins.keySet()).allMatch(url -> url.startsWith(GRAFANA));
  }

  private static Case when(String id, State state, String evidence, Change change) {
    return new Case(id, state, evidence, change);
  }

  private static Change without(UnaryOperator<ServerConfig.Builder> change) {
    return world -> world.config(change);
  }

  private static final Change NO_PROGRAMS =
      without(config -> config.checklist(ChecklistConfig.NONE).shipping(List.of()));

  static Stream<Case> cases() {
    return Stream.of(
            setup(),
            logFiles(),
            prometheus(),
            grafana(),
            logAggregation(),
            external(),
            maintenance(),
            data(),
            store())
        .flatMap(each -> each);
  }

  private static Stream<Case> setup() {
    return Stream.of(
        when(
            "server_ready",
            FAIL,
            "store: disk full",
            world -> world.facts().obstacles = List.of("store: disk full")),
        when(
            "telemetry_arrives",
            NOT_CONFIGURED,
            "no chat is known",
            world -> world.facts().telemetry = new Facts.Telemetry(null, 0, 0, 0)),
        when(
            "telemetry_arrives",
            WARN,
            "3 d ago",
            world ->
                world.facts().telemetry =
                    new Facts.Telemetry(NOW.minus(Duration.ofDays(3)), 0, 0, 0)),
        when(
            "health_endpoints",
            FAIL,
            "/health/active-runs answered 503",
            world -> world.peers().answer(SELF + "/health/active-runs", 503, "")),
        when(
            "health_endpoints",
            FAIL,
            "without a JSON object",
            world -> world.peers().answer(SELF + "/api/health", "<html>")),
        when(
            "metrics_endpoint",
            FAIL,
            "without a metric",
            world -> world.peers().answer(SELF + "/metrics/prometheus", "")),
        when("metrics_endpoint", FAIL, "nobody listens", world -> world.peers().stop(SELF)),
        when(
            "performance_endpoint",
            FAIL,
            "without active_chats",
            world -> world.peers().answer(SELF + "/metrics/perf/aggregate", "{}")));
  }

  private static Stream<Case> logFiles() {
    return Stream.of(
        when("logs_are_json", NOT_CONFIGURED, "no log folder", NO_PROGRAMS),
        when(
            "logs_are_json",
            FAIL,
            "text in tools.log",
            world -> world.log("tools.log", "10:00:00 [INFO] one\n")),
        when(
            "logs_are_json",
            WARN,
            "no lines in the 0 files",
            world -> Files.delete(world.logs().resolve("core.log"))),
        when("log_folder", NOT_CONFIGURED, "no log folder", NO_PROGRAMS),
        when(
            "log_folder",
            FAIL,
            "is no folder",
            world -> {
              Files.delete(world.logs().resolve("core.log"));
              Files.delete(world.logs());
            }),
        when("log_rotation", NOT_CONFIGURED, "no log folder", NO_PROGRAMS),
        when(
            "log_rotation",
            FAIL,
            "core.log has 2.0 GiB",
            world -> {
              try (var file =
                  new RandomAccessFile(world.logs().resolve("core.log").toFile(), "rw")) {
                file.setLength(2 * GIB); // takes no room: nothing is written
              }
            }));
  }

  private static Stream<Case> prometheus() {
    return Stream.of(
        when("prometheus_scrapes", NOT_CONFIGURED, "no Prometheus is named", NO_PROGRAMS),
        when(
            "prometheus_scrapes",
            FAIL,
            "nobody listens there",
            world -> world.peers().stop(PROMETHEUS)),
        when(
            "prometheus_scrapes",
            FAIL,
            "none of the 1 targets",
            world -> world.facts().processStart = 1_772_366_999.5),
        when(
            "prometheus_scrapes",
            FAIL,
            "failed: connection refused",
            world -> world.peers().answer(TARGETS, target("down", "connection refused", NOW))),
        when(
            "prometheus_scrapes",
            WARN,
            "last scraped 20 min ago",
            world -> world.peers().answer(TARGETS, target("up", "", NOW.minusSeconds(1200)))),
        when(
            "prometheus_scrapes",
            FAIL,
            "no target any more",
            world -> world.peers().answer(TARGETS, "{'data':{'activeTargets':[]}}")),
        when(
            "prometheus_scrapes",
            FAIL,
            "answered 500",
            world -> world.peers().answer(TARGETS, 500, "")),
        when(
            "rules_in_force",
            NOT_CONFIGURED,
            "alerts.enabled is false",
            without(config ->
                config.alerts(
                    new AlertsConfig(
                        false, true, List.of(), List.of(), Duration.ofSeconds(15), 10)))),
        when(
            "rules_in_force",
            FAIL,
            "no rules are in force",
            world -> world.facts().rules = new RuleSet(List.of(), List.of())),
        when(
            "rules_in_force",
            FAIL,
            "evaluating them fails: disk full",
            world -> world.facts().ruleStatus = status(NOW, null, "disk full")),
        when(
            "rules_in_force",
            FAIL,
            "rules.yml:3",
            world -> world.facts().ruleStatus = status(NOW, "rules.yml:3: unknown key", null)),
        when(
            "rules_in_force",
            FAIL,
            "evaluated 5 min ago",
            world -> world.facts().ruleStatus = status(NOW.minusSeconds(300), null, null)),
        when(
            "rules_in_force",
            WARN,
            "not evaluated yet",
            world -> world.facts().ruleStatus = status(null, null, null)),
        when("prometheus_rules", NOT_CONFIGURED, "no Prometheus is named", NO_PROGRAMS),
        when(
            "prometheus_rules",
            FAIL,
            "0 of",
            world -> world.peers().answer(RULES, "{'data':{'groups':[]}}")),
        when(
            "prometheus_rules",
            WARN,
            "1 of",
            world -> world.peers().answer(RULES, rule("HighErrorRate", "ok", ""))),
        when(
            "prometheus_rules",
            FAIL,
            "HighErrorRate: many-to-many",
            world -> world.peers().answer(RULES, rule("HighErrorRate", "err", "many-to-many"))),
        when(
            "prometheus_rules",
            FAIL,
            "answered 503",
            world -> world.peers().answer(RULES, 503, "")),
        when("alertmanager", NOT_CONFIGURED, "no Alertmanager is named", NO_PROGRAMS),
        when(
            "alertmanager",
            FAIL,
            "nobody listens there",
            world -> world.peers().stop(ALERTMANAGER)),
        when(
            "alertmanager",
            FAIL,
            "Prometheus hands alerts to none",
            world -> world.peers().answer(ALERTMANAGERS, "{'data':{'activeAlertmanagers':[]}}")),
        when(
            "alertmanager",
            WARN,
            "is not known: nobody listens there",
            world -> world.peers().stop(PROMETHEUS)));
  }

  private static AlertService.Status status(
      @Nullable Instant at, @Nullable String mistake, @Nullable String failure) {
    return new AlertService.Status(Map.of(), at, mistake, Duration.ZERO, 0, failure);
  }

  private static String rule(String name, String health, String error) {
    return "{'data':{'groups':[{'rules':[{'name':'%s','health':'%s','lastError':'%s'}]}]}}"
        .formatted(name, health, error);
  }

  private static Stream<Case> grafana() {
    return Stream.of(
        when("grafana", NOT_CONFIGURED, "no Grafana is named", NO_PROGRAMS),
        when(
            "grafana",
            FAIL,
            "its database: failing",
            world -> world.peers().answer(GRAFANA + "/api/health", "{'database':'failing'}")),
        when("grafana", FAIL, "nobody listens there", world -> world.peers().stop(GRAFANA)),
        when("grafana_data_source", NOT_CONFIGURED, "no Grafana is named", NO_PROGRAMS),
        when(
            "grafana_data_source",
            FAIL,
            "no data sources of type prometheus",
            world ->
                world.peers().answer(GRAFANA + "/api/datasources", "[{'type':'loki','name':'l'}]")),
        when(
            "grafana_data_source",
            FAIL,
            "answered 403 to the token",
            world -> world.peers().answer(GRAFANA + "/api/datasources", 403, "{}")),
        when(
            "grafana_dashboards",
            FAIL,
            "no dashboards with the tag",
            world -> world.peers().answer(GRAFANA + "/api/search", "[]")),
        when(
            "grafana_dashboards",
            NOT_CONFIGURED,
            "with a token only",
            world -> {
              world.peers().answer(GRAFANA + "/api/search", 401, "{}");
              var told = world.facts().config.checklist();
              world.config(config ->
                  config.checklist(
                      new ChecklistConfig(
                          null,
                          null,
                          told.grafana(),
                          null,
                          null,
                          null,
                          null,
                          List.of(),
                          told.logs())));
            }));
  }

  private static Stream<Case> logAggregation() {
    return Stream.of(
        when("elasticsearch", NOT_CONFIGURED, "no Elasticsearch", NO_PROGRAMS),
        when(
            "elasticsearch",
            FAIL,
            "red",
            world -> world.peers().answer(CLUSTER + "/_cluster/health", "{'status':'red'}")),
        when(
            "elasticsearch",
            WARN,
            "yellow",
            world ->
                world
                    .peers()
                    .answer(
                        CLUSTER + "/_cluster/health", "{'status':'yellow','number_of_nodes':2}")),
        when(
            "elasticsearch",
            FAIL,
            "answered 401",
            world -> world.peers().answer(CLUSTER + "/_cluster/health", 401, "{}")),
        when("elasticsearch", FAIL, "nobody listens", world -> world.peers().stop(CLUSTER)),
        when(
            "logs_shipped",
            NOT_CONFIGURED,
            "not shipped",
            world -> world.facts().shipping = List.of()),
        when(
            "logs_shipped",
            FAIL,
            "connection refused",
            world ->
                world.facts().shipping =
                    List.of(FakeFacts.shipping(0, 0, 0, "connection refused"))),
        when(
            "logs_shipped",
            FAIL,
            "7 lost",
            world -> world.facts().shipping = List.of(FakeFacts.shipping(0, 0, 7, ""))),
        when(
            "logs_shipped",
            WARN,
            "3 refused for good",
            world -> world.facts().shipping = List.of(FakeFacts.shipping(0, 3, 0, ""))),
        when(
            "logs_shipped",
            WARN,
            "behind by 10 min",
            world -> world.facts().shipping = List.of(FakeFacts.shipping(600, 0, 0, ""))),
        when(
            "log_index",
            FAIL,
            "has no index mozaiksai*",
            world -> world.peers().answer(CLUSTER + "/_cat/indices/mozaiksai*", "[]")),
        when(
            "log_index",
            WARN,
            "with 0 documents",
            world ->
                world
                    .peers()
                    .answer(
                        CLUSTER + "/_cat/indices/mozaiksai*", index("mozaiksai-2026.02.28", "0"))),
        when("kibana_data_view", NOT_CONFIGURED, "no Kibana", NO_PROGRAMS),
        when(
            "kibana_data_view",
            FAIL,
            "none of the index patterns",
            world ->
                world
                    .peers()
                    .answer(
                        KIBANA + "/api/saved_objects/_find?per_page=1000&type=index-pattern",
                        "{'saved_objects':[{'attributes':{'title':'other-*'}}]}")),
        when(
            "kibana_data_view",
            NOT_CONFIGURED,
            "with a key only",
            world ->
                world
                    .peers()
                    .answer(
                        KIBANA + "/api/saved_objects/_find?per_page=1000&type=index-pattern",
                        401,
                        "{}")),
        when(
            "kibana_visualizations",
            FAIL,
            "none of the visualizations",
            world ->
                world
                    .peers()
                    .answer(
                        KIBANA + "/api/saved_objects/_find?per_page=1000&type=visualization",
                        "{'saved_objects':[]}")));
  }

  private static Stream<Case> external() {
    return Stream.of(
        when(
            "alert_channels",
            NOT_CONFIGURED,
            "nobody is told",
            world -> world.facts().channels = List.of()),
        when(
            "alert_channels",
            FAIL,
            "team: nothing gets through for 2 h, 4 alerts wait",
            world ->
                world.facts().channels =
                    List.of(
                        new ChannelReading("team", 4, null, NOW.minus(Duration.ofHours(2)), null))),
        when(
            "uptime_checks",
            NOT_CONFIGURED,
            "this server checks none",
            world -> world.facts().uptime = List.of()),
        when(
            "uptime_checks",
            FAIL,
            "shop: refused",
            world -> world.facts().uptime = FakeFacts.looked(Outcome.REFUSED, "refused")),
        when("certificates", NOT_CONFIGURED, "begins with https", NO_PROGRAMS),
        when(
            "certificates",
            WARN,
            "expires in 10 d",
            world -> world.peers().certificate(SITE, NOW.plus(Duration.ofDays(10)))),
        when(
            "certificates",
            FAIL,
            "expires in 2 d",
            world -> world.peers().certificate(SITE, NOW.plus(Duration.ofDays(2)))),
        when(
            "certificates",
            FAIL,
            "expired 4 d ago",
            world -> world.peers().certificate(SITE, NOW.minus(Duration.ofDays(4)))),
        when(
            "certificates", FAIL, "certification path", world -> world.peers().noCertificate(SITE)),
        when("clocks", WARN, "10.0 s ahead", world -> world.peers().ahead(Duration.ofSeconds(10))),
        when("clocks", FAIL, "5 min behind", world -> world.peers().ahead(Duration.ofMinutes(-5))),
        when(
            "clocks",
            WARN,
            "3 spans came that are more than an hour ahead",
            world -> world.facts().flags.put("time_ahead", 3L)),
        when(
            "clocks",
            WARN,
            "activity 10 min ahead",
            world ->
                world.facts().telemetry =
                    new Facts.Telemetry(NOW.plus(Duration.ofMinutes(10)), 1, 0, 0)));
  }

  private static Stream<Case> maintenance() {
    return Stream.of(
        when(
            "weekly_review",
            NOT_CONFIGURED,
            "not mailed",
            without(config -> config.alerts(AlertsConfig.DEFAULT))),
        when(
            "weekly_review",
            FAIL,
            "no channel of type email",
            without(config -> config.notifications(NotificationConfig.NONE))),
        when("old_indices", NOT_CONFIGURED, "no Elasticsearch", NO_PROGRAMS),
        when(
            "old_indices",
            WARN,
            "1 of 1 in http://es:9200, the oldest mozaiksai-2026.01.01",
            world ->
                world
                    .peers()
                    .answer(
                        CLUSTER + "/_cat/indices/mozaiksai*", index("mozaiksai-2026.01.01", "3"))),
        when(
            "old_indices",
            FAIL,
            "answered 403",
            world -> world.peers().answer(CLUSTER + "/_cat/indices/mozaiksai*", 403, "{}")),
        when(
            "alert_delivery_tested",
            NOT_CONFIGURED,
            "nobody is told",
            world -> world.facts().channels = List.of()),
        when(
            "alert_delivery_tested",
            WARN,
            "team: never",
            world ->
                world.facts().channels = List.of(new ChannelReading("team", 0, null, null, null))),
        when(
            "alert_delivery_tested",
            WARN,
            "team: tested 100 d ago",
            world -> world.facts().channels = List.of(tested(100, true))),
        when(
            "alert_delivery_tested",
            FAIL,
            "the test 3 d ago failed: 404",
            world -> world.facts().channels = List.of(tested(3, false))),
        when(
            "slo_targets",
            WARN,
            "target 99.9 %, supported 99 %",
            world ->
                world.facts().slos =
                    board(world.facts().rules.slos().getFirst(), new BigDecimal("0.99"))),
        when(
            "slo_targets",
            NOT_CONFIGURED,
            "too little",
            world -> world.facts().slos = board(world.facts().rules.slos().getFirst(), null)));
  }

  private static ChannelReading tested(int daysAgo, boolean delivered) {
    return new ChannelReading(
        "team",
        0,
        NOW.minus(Duration.ofDays(200)),
        null,
        new ChannelReading.Test(
            NOW.minus(Duration.ofDays(daysAgo)), delivered, delivered ? null : "404"));
  }

  private static Stream<Case> data() {
    return Stream.of(
        when(
            "data_balance",
            FAIL,
            "-2 spans are unaccounted for",
            world ->
                world
                    .facts()
                    .balance
                    .put(Signal.SPANS, new Balance.Reading(8, 8, 0, 10, 0, 0, 0, -2))),
        when(
            "data_balance",
            WARN,
            "5 of 15 log records were dropped",
            world ->
                world
                    .facts()
                    .balance
                    .put(Signal.LOGS, new Balance.Reading(15, 15, 0, 10, 0, 5, 0, 0))),
        when(
            "unpriced_models",
            WARN,
            "house-llm 7 calls, (no name) 2 calls",
            world -> world.facts().unpriced = Map.of("", 2L, "house-llm", 7L)),
        when(
            "chat_identity",
            WARN,
            "3 name no app",
            world -> world.facts().telemetry = new Facts.Telemetry(NOW, 10, 3, 0)),
        when(
            "chat_identity",
            WARN,
            "4 have no id",
            world -> world.facts().telemetry = new Facts.Telemetry(NOW, 10, 0, 4)),
        when(
            "chat_identity",
            NOT_CONFIGURED,
            "no chat",
            world -> world.facts().telemetry = new Facts.Telemetry(null, 0, 0, 0)),
        when(
            "dialect_conflicts",
            WARN,
            "aliases_disagree 9 spans",
            world -> world.facts().flags.put("aliases_disagree", 9L)));
  }

  private static Stream<Case> store() {
    return Stream.of(
        when(
            "store_lag",
            WARN,
            "behind by 60.0 s",
            world -> world.facts().lag = new Facts.Lag(60, 1, 100)),
        when(
            "store_lag",
            FAIL,
            "behind by 10 min",
            world -> world.facts().lag = new Facts.Lag(600, 1, 100)),
        when(
            "store_lag",
            FAIL,
            "95 B of 100 B",
            world -> world.facts().lag = new Facts.Lag(0, 95, 100)),
        when(
            "store_size",
            WARN,
            "doubles in 5 days",
            world ->
                world.facts().disk = disk(500 * GIB, new Facts.Growth(Duration.ofDays(5), GIB))),
        when(
            "store_size",
            NOT_CONFIGURED,
            "nothing is kept on disk",
            world ->
                world.facts().disk =
                    new Facts.Disk(
                        0, 0, OptionalLong.empty(), OptionalLong.empty(), Facts.Growth.UNKNOWN)),
        when(
            "disk_space",
            FAIL,
            "512.0 MiB free",
            world -> world.facts().disk = disk(GIB / 2, Facts.Growth.UNKNOWN)),
        when(
            "disk_space",
            WARN,
            "growth unknown: watched for 0.0 s",
            world -> world.facts().disk = disk(50 * GIB, Facts.Growth.UNKNOWN)),
        when(
            "disk_space",
            WARN,
            "full in 10 days",
            world ->
                world.facts().disk =
                    disk(500 * GIB, new Facts.Growth(Duration.ofDays(1), 50 * GIB))),
        when(
            "disk_space",
            FAIL,
            "full in 1 days",
            world ->
                world.facts().disk =
                    disk(500 * GIB, new Facts.Growth(Duration.ofHours(12), 250 * GIB))),
        when(
            "retention",
            FAIL,
            "the oldest chat came 40 d ago, kept for 30 d",
            world ->
                world.facts().retention =
                    new Facts.Retention(
                        Duration.ofDays(30), NOW, NOW.minus(Duration.ofDays(40)), null)),
        when(
            "retention",
            FAIL,
            "nothing is deleted: disk full",
            world ->
                world.facts().retention =
                    new Facts.Retention(Duration.ofDays(30), NOW, NOW, "disk full")),
        when(
            "retention",
            WARN,
            "looked 10 h ago",
            world ->
                world.facts().retention =
                    new Facts.Retention(
                        Duration.ofDays(30), NOW.minus(Duration.ofHours(10)), NOW, null)),
        when(
            "memory",
            WARN,
            "heap 900.0 MiB of 1.0 GiB",
            world -> world.facts().memory = memory(900L << 20, GIB)),
        when(
            "memory",
            FAIL,
            "heap 1.0 GiB of 1.0 GiB",
            world -> world.facts().memory = memory(GIB, GIB)),
        when(
            "memory",
            FAIL,
            "process 4.0 GiB of 4.0 GiB",
            world -> world.facts().memory = memory(0, 4 * GIB)));
  }

  private static Facts.Disk disk(long free, Facts.Growth growth) {
    return new Facts.Disk(GIB, 0, OptionalLong.of(free), OptionalLong.of(1000 * GIB), growth);
  }

  private static Facts.Memory memory(long heap, long resident) {
    return new Facts.Memory(heap, GIB, OptionalLong.of(resident), OptionalLong.of(4 * GIB));
  }
}
