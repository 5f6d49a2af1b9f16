// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.checklist.Check.State;
import ai.mozaiks.observability.server.config.ConfigSources;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs beside the server that are not what they should be, over real connections.
class LyingPeersTest {
  @TempDir Path folder;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer program;
  private String url;

  @BeforeEach
  void start() throws IOException {
    program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    program.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    program.createContext(
        "/",
        exchange -> {
          String text = answers.getOrDefault(exchange.getRequestURI().getPath(), "");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            if (text.equals("endless")) {
              byte[] some = "x".repeat(1 << 16).getBytes(UTF_8);
              for (int i = 0; i < 1 << 16; i++) { // 4 GiB, or until the other side has enough
                body.write(some);
              }
            }
            body.write(text.replace('\'', '"').getBytes(UTF_8));
          }
        });
    program.start();
    url = "http://127.0.0.1:" + program.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    program.stop(0);
  }

  private FakeFacts facts(String... lines) throws Exception {
    Path file = Files.writeString(folder.resolve("server.yml"), String.join("\n", lines));
    return new FakeFacts(new ConfigSources(Map.of(), Map.of(), file).read());
  }

  private Check check(String id, FakeFacts facts) throws Exception {
    Item item =
        Items.all(new HttpPeers(Instant::now)).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    return new Checklist(List.of(item), facts, text -> text, Instant::now, Duration.ofSeconds(30))
        .read()
        .checks()
        .getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus_scrapes", "prometheus_rules", "alertmanager"})
  void aPageThatAnswersEverything_isNoneOfThem(String id) throws Exception {
    for (String page : List.of("<html>", "", "{}", "{'status':'success','data':{}}")) {
      program.removeContext("/");
      program.createContext(
          "/",
          exchange -> {
            byte[] body = page.replace('\'', '"').getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      FakeFacts facts =
          facts("checklist: {prometheus_url: '" + url + "', alertmanager_url: '" + url + "'}");
      facts.rules = new RuleSet(List.of(), List.of());
      Check check = check(id, facts);
      assertThat(check.state()).as(check.evidence()).isEqualTo(State.FAIL);
      assertThat(check.evidence()).contains("what is at " + url + " is no ");
    }
  }

  @Test
  void noRules_areNoSuccess() throws Exception {
    answers.put("/api/v1/rules", "{'data':{'groups':[]}}");
    FakeFacts facts = facts("checklist: {prometheus_url: '" + url + "'}");
    facts.rules = new RuleSet(List.of(), List.of());
    assertThat(check("prometheus_rules", facts).state()).isEqualTo(State.NOT_CONFIGURED);
  }

  @Test
  void whatIsTooLongToRead_isNotKnown() throws Exception {
    answers.put("/api/v1/query", "endless");
    Check check = check("prometheus_scrapes", facts("checklist: {prometheus_url: '" + url + "'}"));
    assertThat(check.state()).isEqualTo(State.WARN);
    assertThat(check.evidence()).isEqualTo("not known: 127.0.0.1 answered with more than 4.0 MiB");
  }

  /// A Prometheus with very many targets.
  @Test
  void answersOfMoreThanAMebibyte_areRead() throws Exception {
    String target =
        "{'labels':{'job':'other','instance':'%s'},'health':'up','lastScrape':'%s'},"
            .formatted("x".repeat(1_000), Instant.now());
    answers.put(
        "/api/v1/query",
        "{'data':{'result':[{'metric':{'job':'mozaiksai','instance':'a'},'value':[1,'1772366000.123']}]}}");
    answers.put(
        "/api/v1/targets",
        "{'data':{'activeTargets':["
            + target.repeat(1_500)
            + "{'labels':{'job':'mozaiksai','instance':'a'},'health':'up','lastScrape':'%s'}]}}"
                .formatted(FakeFacts.NOW.minusSeconds(5)));
    Check check = check("prometheus_scrapes", facts("checklist: {prometheus_url: '" + url + "'}"));
    assertThat(check.state()).as(check.evidence()).isEqualTo(State.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:PORT/api/v2/alerts, OK",
    "http://127.0.0.1:PORT/api/v2/alerts, OK",
    "http://127.0.0.1:1/api/v2/alerts, WARN",
    "http://staging.example.com/api/v2/alerts, WARN",
    "not an address, WARN"
  })
  void anotherAlertmanager_isNotTakenForThis(String known, State expected) throws Exception {
    answers.put("/api/v2/status", "{'versionInfo':{'version':'0.28.1'}}");
    String whom = known.replace("PORT", String.valueOf(program.getAddress().getPort()));
    answers.put(
        "/api/v1/alertmanagers", "{'data':{'activeAlertmanagers':[{'url':'" + whom + "'}]}}");
    Check check =
        check(
            "alertmanager",
            facts("checklist: {prometheus_url: '" + url + "', alertmanager_url: '" + url + "'}"));
    assertThat(check.state()).as(check.evidence()).isEqualTo(expected);
    assertThat(check.evidence()).contains("Prometheus hands alerts to " + whom);
  }

  @Test
  void aSecretOfTwoLines_isNotShown() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "first-half\nsecond-half\n");
    for (String id : List.of("grafana_data_source", "kibana_data_view")) {
      Check check =
          check(
              id,
              facts(
                  "checklist:",
                  "  grafana_url: " + url,
                  "  grafana_token_file: " + token,
                  "  kibana_url: " + url,
                  "  kibana_api_key_file: " + token));
      assertThat(check.toString()).doesNotContain("half").contains("is not one line of text");
      assertThat(check.state()).isEqualTo(State.FAIL);
    }
  }

  @Test
  void aNameThatNobodyKnows_isSaidSo() throws Exception {
    Check check =
        check("grafana", facts("checklist: {grafana_url: 'http://nowhere.invalid:3000'}"));
    assertThat(check.evidence()).contains("the name server knows no nowhere.invalid");
  }

  @Test
  void theIndexThatIsWrittenStill_isNotOld() {
    Instant now = Instant.parse("2026-03-01T00:00:00Z");
    Instant before = now.minus(Duration.ofDays(30));
    List<Indices.Index> stream =
        List.of(
            index(".ds-logs-2025.12.01-000001", "2025-12-02T00:00:00Z"),
            index(".ds-logs-2025.12.20-000002", "2025-12-21T00:00:00Z"),
            index(".ds-logs-2026.01.10-000003", "2026-01-11T00:00:00Z"));
    assertThat(Indices.old(stream, true, before))
        .containsExactly(".ds-logs-2025.12.01-000001", ".ds-logs-2025.12.20-000002");
    assertThat(Indices.old(stream.subList(2, 3), true, before)).isEmpty();
    assertThat(Indices.old(List.of(index("logs", "2020-01-01T00:00:00Z")), false, before))
        .isEmpty();
    assertThat(Indices.old(List.of(), true, before)).isEmpty();
  }

  private static Indices.Index index(String name, String newest) {
    return new Indices.Index(name, 1, Instant.parse(newest));
  }

  @Test
  void aNameOfAnIndex_isNoPartOfACommand() throws Exception {
    answers.put(
        "/_cat/indices/mozaiksai*",
        "[{'index':'mozaiksai-$(reboot)-2020.01.01','docs.count':'1','creation.date':'0'}]");
    Check check =
        check("old_indices", facts("shipping: [{type: elasticsearch, url: '" + url + "'}]"));
    assertThat(check.state()).isEqualTo(State.WARN);
    assertThat(check.nextStep()).endsWith("curl -X DELETE '" + url + "/NAME'");
  }
}
