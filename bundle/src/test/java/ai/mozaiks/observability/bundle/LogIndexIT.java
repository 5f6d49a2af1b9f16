// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.OpenSearchProcess;
import ai.mozaiks.observability.peers.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files for OpenSearch, installed by their own script into a real one, and real lines.
@TestMethodOrder(MethodOrderer.MethodName.class)
class LogIndexIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private static OpenSearchProcess search;
  private static Path bundle;
  private static List<String> lines;

  @BeforeAll
  static void install() throws Exception {
    search = OpenSearchProcess.start(folder.resolve("search"));
    bundle = written("search.url=" + search.url());
    Programs.Outcome outcome = script("--without-deletion");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    Path logs = Files.createDirectory(folder.resolve("logs"));
    AgentLines.write(logs);
    lines = AgentLines.read(logs);
    List<String> all = new ArrayList<>(lines);
    String error =
        lines.stream().filter(line -> line.contains("given up")).findFirst().orElseThrow();
    all.add(AgentLines.at(error, Instant.now().minus(Duration.ofHours(2))));
    index("mozaiksai-logs", all);
  }

  @AfterAll
  static void stop() {
    search.close();
  }

  private static Path written(String... settings) throws Exception {
    Path target = Files.createTempDirectory(folder, "bundle");
    new BundleFolder(target)
        .write(
            Bundle.files(
                WrittenBundle.spec(settings), List.of("opensearch", "opensearch-dashboards")),
            false);
    return target.resolve("opensearch");
  }

  private static Programs.Outcome script(String... arguments) throws Exception {
    Programs.required("curl", "curl");
    return Programs.run(bundle, bundle.resolve("install.sh"), arguments);
  }

  /// As a shipper writes them.
  private static void index(String target, List<String> documents) throws Exception {
    StringBuilder body = new StringBuilder();
    documents.forEach(each -> body.append("{\"create\":{}}\n").append(each).append('\n'));
    JsonNode answer = search.post("/" + target + "/_bulk?refresh=true", body.toString());
    assertThat(answer.path("errors").asBoolean(true)).as(answer.toString()).isFalse();
  }

  private static JsonNode first(String query) throws Exception {
    JsonNode answer = search.post("/mozaiksai-*/_search", query);
    assertThat(answer.path("hits").path("hits").size()).as(answer.toString()).isPositive();
    return answer.path("hits").path("hits").get(0).get("_source");
  }

  private static String where(String lucene) {
    return JSON.writeValueAsString(
        JSON.createObjectNode()
            .set(
                "query",
                JSON.createObjectNode()
                    .set("query_string", JSON.createObjectNode().put("query", lucene))));
  }

  private static long count(String lucene) throws Exception {
    return search.post("/mozaiksai-*/_count", where(lucene)).path("count").asLong(-1);
  }

  @Test
  void theScriptChangesNothingWhenItRunsAgain_andItsCheckSaysSo() throws Exception {
    Programs.Outcome again = script("--without-deletion");
    assertThat(again.status()).as(again.output()).isZero();
    Programs.Outcome check = script("--check");
    assertThat(check.status()).as(check.output()).isZero();
    assertThat(check.output()).contains("\"chat_id\":\"chat_abc123\"", "is ready for log records");
  }

  @Test
  void aNodeThatCannotDeleteByAge_isSaidSo() throws Exception {
    Programs.Outcome outcome = script();
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).contains("--without-deletion");
  }

  @Test
  void whereNobodyAnswers_theScriptSaysWhatItExpected() throws Exception {
    Path elsewhere = written("search.url=http://127.0.0.1:1");
    Programs.Outcome outcome = Programs.run(elsewhere, elsewhere.resolve("install.sh"));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output())
        .contains("http://127.0.0.1:1 does not answer (expected: OpenSearch");
  }

  @Test
  void aPasswordThatIsNotThere_isAskedFor_andOneThatIsThere_isNotShownInProcesses()
      throws Exception {
    Path missing =
        written(
            "search.url=" + search.url(), "search.user=ops", "search.password_file=/nowhere/pw");
    Programs.Outcome outcome = Programs.run(missing, missing.resolve("install.sh"));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).contains("/nowhere/pw cannot be read");

    Path password = Files.writeString(folder.resolve("pw"), "se\"cr\\et\n");
    Path login =
        written(
            "search.url=" + search.url(), "search.user=ops", "search.password_file=" + password);
    // What the list of processes would show: the arguments that curl is started with.
    Path arguments = folder.resolve("arguments");
    Path before = Files.createDirectories(folder.resolve("before"));
    Path curl =
        Files.writeString(
            before.resolve("curl"),
            """
            #!/bin/sh
            printf '%%s\\n' "$*" >>%s
            exec %s "$@"
            """
                .formatted(arguments, Programs.required("curl", "curl")));
    Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
    Programs.Outcome tried =
        Programs.run(
            login,
            Path.of("/usr/bin/env"),
            "PATH=" + before + ":" + System.getenv("PATH"),
            "sh",
            "install.sh",
            "--without-deletion");
    assertThat(tried.status()).as(tried.output()).isZero();
    assertThat(Files.readString(arguments)).contains("_index_template").doesNotContain("cr" + "\\");
  }

  @Test
  void everyLineIsThere_inTheDataStream_withItsOwnTimeToTheMicrosecond() throws Exception {
    assertThat(search.get("/_data_stream/mozaiksai-logs").path("data_streams").size()).isOne();
    assertThat(count("*")).isEqualTo(lines.size() + 1L);
    assertThat(count("_exists_:ingest_error")).isZero();
    JsonNode line = first(where("msg:late"));
    String ts = JSON.readTree(line("late")).get("ts").stringValue();
    assertThat(Instant.parse(line.get("@timestamp").stringValue()))
        .isEqualTo(Instant.parse(ts.replace("+00:00", "Z")));
    assertThat(line.get("ts")).isEqualTo(line.get("@timestamp"));
  }

  private static String line(String message) {
    return lines.stream().filter(each -> each.contains(message)).findFirst().orElseThrow();
  }

  @Test
  void linesAreFoundByWhomTheyAreAbout_andByLevel() throws Exception {
    assertThat(count("level:ERROR")).isEqualTo(AgentLines.ERRORS + 1L);
    assertThat(count("level:WARNING")).isOne();
    assertThat(count("app_id:globex AND msg:agent_turn")).isEqualTo(2);
    assertThat(count("workflow_name:Generator AND msg:agent_turn")).isEqualTo(5);
    assertThat(count("workflow_name:performance")).as("the logger's topic is no workflow").isZero();
    assertThat(count("agent_name:planner AND tool_name:search")).isEqualTo(3);
    assertThat(count("exception.type:java.lang.IllegalStateException")).isOne();
    assertThat(count("extra.status:completed")).isEqualTo(2);
  }

  @Test
  void whatIsTooLongForATermIsKept_andDoesNotHoldUpTheLine() throws Exception {
    JsonNode line = first(where("msg:\"a long answer\""));
    assertThat(line.path("extra_long").path("answer").asString("")).hasSize(40_000);
  }

  @Test
  void dailyIndicesWorkToo() throws Exception {
    index(
        "mozaiksai-2025.10.02",
        List.of(AgentLines.at(line("late"), Instant.parse("2025-10-02T10:00:00Z"))));
    JsonNode index = search.get("/mozaiksai-2025.10.02");
    assertThat(
            index
                .path("mozaiksai-2025.10.02")
                .path("mappings")
                .path("properties")
                .path("ts")
                .path("type")
                .asString(""))
        .isEqualTo("date_nanos");
    assertThat(first(where("ts:\"2025-10-02T10:00:00Z\"")).get("chat_id").stringValue())
        .isEqualTo("chat_abc123");
    search.send("DELETE", "/mozaiksai-2025.10.02", "");
  }

  @Test
  void linesOfEveryShipperGetOneShape() throws Exception {
    index(
        "mozaiksai-shapes",
        List.of(
            JSON.writeValueAsString(JSON.createObjectNode().put("log", line("late"))),
            "{\"message\":\"no JSON\",\"@timestamp\":\"2025-10-02T10:00:00.000Z\",\"log\":{\"offset\":7,"
                + "\"file\":{\"path\":\"/var/log/x.log\"}},\"fields\":{\"app\":\"mozaiksai\"}}",
            "{\"log\":\"neither\"}",
            "{\"ts\":\"yesterday\",\"msg\":\"a time that is none\",\"level\":\"fatal\",\"extra\":\"text\"}"));
    assertThat(
            count(
                "_index:mozaiksai-shapes AND msg:late AND chat_id:chat_abc123 AND NOT _exists_:log"))
        .isOne();
    assertThat(
            count(
                "log.offset:7 AND fields.app:mozaiksai AND msg:\"no JSON\" AND ts:[2025-10-01 TO 2025-10-03]"))
        .isOne();
    assertThat(count("msg:neither AND _exists_:ts")).isOne();
    assertThat(
            count("ts_text:yesterday AND level:CRITICAL AND _exists_:ingest_error AND _exists_:ts"))
        .isOne();
    search.send("DELETE", "/mozaiksai-shapes", "");
  }

  /// What a visualisation would show for the time of its dashboard.
  private static JsonNode shown(String id, String from) throws Exception {
    SavedObjectLines objects =
        new SavedObjectLines(
            Files.readString(bundle.resolveSibling("opensearch-dashboards/mozaiks.ndjson")));
    JsonNode answer = search.post("/mozaiksai-*/_search", objects.request(id, "ts", from));
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer;
  }

  private static List<String> rows(JsonNode buckets, String figure) {
    List<String> rows = new ArrayList<>();
    buckets.forEach(each ->
        rows.add(
            each.get("key").asString()
                + " "
                + (figure.isEmpty() ? each.get("doc_count") : each.get(figure).get("value"))));
    return rows;
  }

  @Test
  void agentTurnsOverTime_hasEachTurnInItsMinute() throws Exception {
    JsonNode answer = shown("mozaiksai-agent-turns-over-time", "now-1h");
    long turns = 0;
    for (JsonNode minute : answer.get("aggregations").get("2").get("buckets")) {
      turns += minute.get("doc_count").asLong();
      assertThat(minute.get("key").asLong() % 60_000).isZero();
    }
    assertThat(turns).isEqualTo(AgentLines.TURNS);
  }

  @Test
  void errorRate_countsTheErrorsOfTheLastHour_andNoOther() throws Exception {
    assertThat(total(shown("mozaiksai-error-rate", "now-1h"))).isEqualTo(AgentLines.ERRORS);
    assertThat(total(shown("mozaiksai-error-rate", "now-3h"))).isEqualTo(AgentLines.ERRORS + 1L);
  }

  private static long total(JsonNode answer) {
    return answer.get("hits").get("total").get("value").asLong();
  }

  @Test
  void costIsWhatTheCallsCost_onceEach() throws Exception {
    assertThat(
            shown("mozaiksai-cost-total", "now-1h")
                .get("aggregations")
                .get("1")
                .get("value")
                .asDouble())
        .isEqualTo(AgentLines.COST);
    assertThat(
            rows(
                shown("mozaiksai-cost-by-model", "now-1h")
                    .get("aggregations")
                    .get("2")
                    .get("buckets"),
                "1"))
        .containsExactly("gpt-4o-mini 1.75");
  }

  @Test
  void tablesHaveTheirRows() throws Exception {
    assertThat(rows(table("mozaiksai-turns-by-agent"), "")).containsExactly("planner 7");
    assertThat(rows(table("mozaiksai-failed-tools"), "")).containsExactly("search 1");
    assertThat(rows(table("mozaiksai-errors-by-exception"), ""))
        .containsExactlyInAnyOrder(
            "java.lang.IllegalStateException 1", "java.lang.IllegalArgumentException 1");
    assertThat(rows(table("mozaiksai-chats-with-errors"), ""))
        .containsExactly("chat_abc123 2", "chat_def456 1");
  }

  private static JsonNode table(String id) throws Exception {
    return shown(id, "now-1h").get("aggregations").get("2").get("buckets");
  }

  @Test
  void everyVisualisationIsAnswered_andOnlyThatOfCriticalErrorsIsEmpty() throws Exception {
    for (var view : SavedObjectsPart.views().visualizations()) {
      long records = total(shown("mozaiksai-" + view.id(), "now-1h"));
      if (view.id().equals("critical")) {
        assertThat(records).isZero();
      } else {
        assertThat(records).as(view.id()).isPositive();
      }
    }
  }
}
