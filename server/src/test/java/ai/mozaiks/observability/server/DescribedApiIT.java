// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.openapi.DescribedApi;
import ai.mozaiks.observability.server.openapi.DescribedOperation;
import ai.mozaiks.observability.server.pages.DashboardApi;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The API's description is true of a server: its routes, its answers to the last field, its
/// parameters with their ranges, its errors.
@Timeout(600)
class DescribedApiIT {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern EXPECTED =
      Pattern.compile("unknown query parameter \\(expected: (.*)\\)$");

  /// Too long for the server to guess what was meant, so it lists what there is.
  private static final String UNKNOWN = "x".repeat(65);

  private static final DescribedApi API = DescribedApi.ofTheServer();

  /// Described fields that this test never sees.
  private static final Set<String> SELDOM =
      Set.of(
          // sent and not kept
          "ChatEvent.arguments",
          // what takes longer than twenty seconds, or goes beyond a limit
          "DeletionBegun.id",
          "DeletionBegun.done_at",
          "EventsResult.dropped",
          "MissedHappenings.events",
          // of a server in trouble; ApiDescriptionTest has them
          "Health.warnings",
          "Liveness.reasons",
          "Readiness.reasons",
          // needs two weeks; WeeklyReportApiTest has them
          "Mover.before",
          "Mover.change",
          "Mover.kind",
          "Mover.name",
          "Mover.now",
          "Mover.percent",
          "Mover.state",
          "NewModel.cost",
          "NewModel.llm_calls",
          "NewModel.model",
          // fired and over while a channel was away
          "ToldAlert.times");

  /// The events of feeds that only a flood brings about.
  private static final Set<String> SELDOM_EVENTS = Set.of("missed");

  private static DescribedServer described;
  private static DescribedClient client;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    described = DescribedServer.start(folder);
    client = new DescribedClient(described, API);
  }

  @AfterAll
  static void stop() {
    client.close();
    described.close();
  }

  private static DescribedOperation operation(String route) {
    return API.operations().stream()
        .filter(each -> each.route().equals(route))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void describesEveryRoute_andNoOther() {
    assertThat(API.operations().stream().map(DescribedOperation::route).sorted())
        .containsExactlyElementsOf(
            described.server().routes().stream().filter(route -> !isPage(route)).toList());
  }

  /// Pages are for people, and what they are made of for them.
  private static boolean isPage(String route) {
    return route.equals("GET /")
        || route.equals("GET /assets/{name}")
        || DashboardApi.PAGES.stream()
            .anyMatch(
                page -> route.equals("GET " + page) || route.equals("GET " + page + "/{item}"));
  }

  @Test
  void isServed_asJsonAndAsYaml() throws Exception {
    JsonNode json = JSON.readTree(client.get("/api/openapi.json").body());

    assertThat(json.path("openapi").asString()).isEqualTo("3.1.0");
    assertThat(json.path("paths").propertyNames())
        .containsExactlyElementsOf(API.document().path("paths").propertyNames());
    assertThat(YAMLMapper.shared().readTree(client.get("/api/openapi.yaml").body()))
        .isEqualTo(json);
  }

  @Test
  void everyAnswerIsAsDescribed_andEveryFieldIsSeen() throws Exception {
    asksAll();
    asksForCsv();
    sendsAllExamples();
    for (DescribedQuestions.Sent each : DescribedQuestions.sent()) {
      DescribedOperation operation = operation(each.route());
      HttpResponse<String> answer =
          client.send(
              operation.method(),
              client.filled(operation) + each.query(),
              each.type(),
              each.body());
      assertThat(answer.statusCode()).as(each + " " + answer.body()).isEqualTo(each.status());
      client.expectDescribed(operation, answer);
    }
    followsAll();

    assertThat(SELDOM).containsAll(client.seen().unseen());
  }

  private static void asksAll() throws Exception {
    for (DescribedOperation operation : API.operations()) {
      if (!operation.method().equals("GET") || operation.isFeed()) {
        continue;
      }
      String path = client.filled(operation);
      List<String> asked = new ArrayList<>();
      if (operation.parametersIn("query").stream().noneMatch(DescribedApiIT::isRequired)) {
        asked.add(path);
      }
      DescribedQuestions.of(operation.path())
          .forEach(each -> asked.add(each.startsWith("?") ? path + each : each));
      for (String question : asked) {
        HttpResponse<String> answer = client.get(question);
        assertThat(answer.statusCode())
            .as(question + " " + answer.body())
            .isEqualTo(question.contains(DescribedQuestions.NOBODY) ? 404 : 200);
        client.expectDescribed(operation, answer);
      }
    }
  }

  private static void asksForCsv() throws Exception {
    int tables = 0;
    for (DescribedOperation operation : API.operations()) {
      if (!operation.answer(200).path("content").has("text/csv")) {
        continue;
      }
      String query =
          operation.parametersIn("query").stream().anyMatch(DescribedApiIT::isRequired)
              ? DescribedQuestions.of(operation.path()).getFirst() + "&format=csv"
              : "?format=csv";
      HttpResponse<String> answer = client.get(client.filled(operation) + query);
      assertThat(answer.statusCode()).as(operation + " " + answer.body()).isEqualTo(200);
      client.expectDescribed(operation, answer);
      List<List<String>> records = CsvRecords.of(answer.body());
      assertThat(records)
          .as(operation.route())
          .hasSizeGreaterThan(1)
          .allMatch(record -> record.size() == records.getFirst().size());
      assertThat(records.getFirst()).as(operation.route()).doesNotHaveDuplicates();
      tables++;
    }
    assertThat(tables).isGreaterThan(25);
  }

  private static JsonNode example(DescribedOperation operation) {
    return operation.node().at("/requestBody/content/application~1json/example");
  }

  private static void sendsAllExamples() throws Exception {
    for (DescribedOperation operation : API.operations()) {
      if (!example(operation).isMissingNode()) {
        HttpResponse<String> answer =
            client.send(
                operation.method(),
                operation.path(),
                "application/json",
                example(operation).toString());
        assertThat(answer.statusCode())
            .as(operation.route() + " " + answer.body())
            .isIn(200, 201, 202);
        client.expectDescribed(operation, answer);
      }
    }
  }

  private static void followsAll() throws Exception {
    for (DescribedOperation operation : API.operations()) {
      if (operation.isFeed()) {
        HttpResponse<Stream<String>> answer = client.follow(operation.path());
        client.send(
            "POST",
            "/v1/logs",
            "application/json",
            DescribedTelemetry.logs(DescribedServer.TRACE, Instant.now()));
        client.send(
            "POST",
            "/api/events",
            "application/json",
            "{\"type\":\"agent_turn\",\"chat_id\":\"followed\",\"agent_name\":\"planner\"}");
        try (Stream<String> lines = answer.body()) {
          JsonNode kinds =
              operation.answer(200).path("content").path("text/event-stream").path("x-event-data");
          expectEvents(operation, kinds, lines.iterator());
        }
      }
    }
  }

  /// One event of each kind comes, and is as described.
  private static void expectEvents(
      DescribedOperation operation, JsonNode kinds, Iterator<String> lines) {
    Set<String> missing = new TreeSet<>(kinds.propertyNames());
    missing.removeAll(SELDOM_EVENTS);
    assertThat(missing).isNotEmpty();
    while (!missing.isEmpty()) {
      String line = lines.next();
      if (line.startsWith("event: ")) {
        String kind = line.substring("event: ".length());
        JsonNode data = JSON.readTree(lines.next().substring("data: ".length()));
        assertThat(kinds.propertyNames()).as(operation.route()).contains(kind);
        client.expectDescribed(operation + " " + data, kinds.path(kind), data);
        missing.remove(kind);
      }
    }
  }

  private static boolean isRequired(JsonNode parameter) {
    return parameter.path("required").asBoolean(false);
  }

  private static String name(JsonNode parameter) {
    return parameter.path("name").asString();
  }

  /// An unknown parameter is refused with the names of those that are known; where it is passed
  /// over, no 400 is described.
  @Test
  void describesTheParametersThatAreTaken_andNoOther() throws Exception {
    for (DescribedOperation operation : API.operations()) {
      String question = client.filled(operation) + "?" + UNKNOWN + "=1";
      if (operation.node().path("responses").has("400")) {
        HttpResponse<String> answer = client.send(operation.method(), question, "", "");
        assertThat(answer.statusCode()).as(operation.route() + answer.body()).isEqualTo(400);
        client.expectDescribed(operation, answer);
        Matcher expected = EXPECTED.matcher(JSON.readTree(answer.body()).get("detail").asString());
        assertThat(expected.find()).as(answer.body()).isTrue();
        Set<String> taken = new TreeSet<>(List.of(expected.group(1).split(", ")));
        taken.remove("none");
        assertThat(operation.parametersIn("query").stream().map(DescribedApiIT::name))
            .as(operation.route())
            .containsExactlyInAnyOrderElementsOf(taken);
      } else if (operation.method().equals("GET")) {
        assertThat(client.get(question).statusCode()).as(operation.route()).isEqualTo(200);
      }
    }
  }

  /// Each value that the description excludes is refused, and the problem says what is expected.
  @Test
  void refusesWhatIsOutOfTheDescribedRanges() throws Exception {
    int tried = 0;
    for (DescribedOperation operation : API.operations()) {
      if (!operation.node().path("responses").has("400")) {
        continue;
      }
      for (JsonNode parameter : operation.parametersIn("query")) {
        JsonNode schema = API.resolved(parameter.path("schema"));
        for (String wrong : WrongValues.of(schema)) {
          expectRefused(operation, parameter, schema, wrong);
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(100);
  }

  private static void expectRefused(
      DescribedOperation operation, JsonNode parameter, JsonNode schema, String wrong)
      throws Exception {
    StringBuilder question = new StringBuilder(client.filled(operation));
    question
        .append('?')
        .append(name(parameter))
        .append('=')
        .append(URLEncoder.encode(wrong, UTF_8));
    operation.parametersIn("query").stream()
        .filter(each -> isRequired(each) && !each.equals(parameter))
        .forEach(each -> question.append('&').append(name(each)).append("=any"));
    JsonNode body = example(operation);
    HttpResponse<String> answer =
        client.send(
            operation.method(),
            question.toString(),
            "application/json",
            body.isMissingNode() ? "" : body.toString());

    assertThat(answer.statusCode()).as(question + answer.body()).isEqualTo(400);
    client.expectDescribed(operation, answer);
    String detail = JSON.readTree(answer.body()).get("detail").asString();
    assertThat(detail).startsWith(name(parameter) + ":");
    if (schema.has("minimum") && schema.has("maximum")) {
      assertThat(detail)
          .contains(
              "a whole number %d to %d"
                  .formatted(schema.get("minimum").asInt(), schema.get("maximum").asInt()));
    }
    for (JsonNode word : schema.path("enum")) {
      assertThat(detail).as(operation.route()).contains(word.asString());
    }
  }

  @Test
  void refusesToAnswerWithoutWhatIsRequired() throws Exception {
    for (DescribedOperation operation : API.operations()) {
      if (operation.parametersIn("query").stream().anyMatch(DescribedApiIT::isRequired)) {
        HttpResponse<String> answer =
            client.send(operation.method(), client.filled(operation), "", "");
        assertThat(answer.statusCode()).as(operation.route()).isEqualTo(400);
        client.expectDescribed(operation, answer);
      }
    }
  }

  @Test
  void whatIsNotServed_isAProblemToo() throws Exception {
    for (HttpResponse<String> answer :
        List.of(
            client.get("/api/nothing"),
            client.send("POST", "/api/logs", "", ""),
            client.get("/api/deletions/" + DescribedQuestions.NOBODY),
            client.send("POST", "/api/silences", "text/plain", "x"))) {
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      JsonNode problem = JSON.readTree(answer.body());
      assertThat(API.mistakes(API.schema("Problem"), problem)).isEmpty();
      assertThat(problem.get("status").asInt()).isEqualTo(answer.statusCode());
    }
  }
}
