// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// All routes follow one set of conventions, which docs/http-api.md begins with.
class ApiConventionsTest {
  private static final Path GUIDE = Path.of("..", "docs", "http-api.md");
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  /// The monitoring guide's form of this answer is an array.
  private static final Set<String> ARRAYS_OF_THE_GUIDE = Set.of("GET /metrics/perf/chats");

  /// What these say with a 503 is their answer, in the form of the 200.
  private static final Set<String> PROBES = Set.of("GET /health/live", "GET /health/ready");

  /// Parameters whose words are the route's own: what it can sort by, and the forms it answers in.
  private static final Set<String> OWN_WORDS = Set.of("sort", "format");

  private static final Pattern TIME = Pattern.compile("at|since|.*_(at|since)");
  private static final Pattern TIME_OR_ITS_LIMIT =
      Pattern.compile(TIME.pattern() + "|from|to|until|timestamp|event_ts");
  private static final Pattern MONEY = Pattern.compile("cost|total_cost|amount|.*usd.*");

  private final DescribedApi api = DescribedApi.ofTheServer();

  /// What an answer of the first status of success looks like; missing if it is no JSON.
  private JsonNode answer(DescribedOperation operation) {
    for (Map.Entry<String, JsonNode> each : operation.node().path("responses").properties()) {
      if (each.getKey().startsWith("2")) {
        return api.schema(each.getValue(), JSON);
      }
    }
    throw new AssertionError(operation + " has no answer of success");
  }

  /// The fields of an object, also those of its parts.
  private Map<String, JsonNode> fields(JsonNode schema) {
    Map<String, JsonNode> fields = new TreeMap<>();
    JsonNode resolved = api.resolved(schema);
    resolved.path("allOf").forEach(part -> fields.putAll(fields(part)));
    resolved
        .path("properties")
        .properties()
        .forEach(each -> fields.put(each.getKey(), each.getValue()));
    return fields;
  }

  private static boolean isList(JsonNode schema) {
    return types(schema).contains("array");
  }

  private static Set<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.valueStream().map(JsonNode::asString).collect(Collectors.toSet())
        : Set.of(type.asString(""));
  }

  private static List<String> parameters(DescribedOperation operation) {
    return operation.parametersIn("query").stream()
        .map(each -> each.path("name").asString())
        .toList();
  }

  @Test
  void listsStandInAnObject() {
    Set<String> bare = new TreeSet<>();
    for (DescribedOperation each : api.operations()) {
      if (isList(api.resolved(answer(each)))) {
        bare.add(each.route());
      }
    }
    assertThat(bare).isEqualTo(ARRAYS_OF_THE_GUIDE);
  }

  @Test
  void listsThatCanBeLong_comeInPages_andAllOthersHaveAnEnd() {
    int pages = 0;
    for (DescribedOperation each : api.operations()) {
      Map<String, JsonNode> fields = fields(answer(each));
      List<String> endless = new ArrayList<>();
      fields.forEach((name, schema) -> {
        JsonNode list = api.resolved(schema);
        if (isList(list) && !list.has("maxItems") && !list.has("x-bounded-by")) {
          endless.add(name);
        }
      });
      boolean inPages = fields.containsKey("next");
      assertThat(endless).as(each.route()).hasSize(inPages ? 1 : 0);
      assertThat(parameters(each).contains("cursor")).as(each.route()).isEqualTo(inPages);
      if (inPages) {
        assertThat(parameters(each)).as(each.route()).contains("limit");
        assertThat(fields)
            .hasEntrySatisfying(
                "next", next -> assertThat(next.path("$ref").asString()).endsWith("/Next"));
        pages++;
      }
    }
    assertThat(pages).isGreaterThan(10);
  }

  /// Lists that belong to something else that is answered, and are nothing by themselves.
  private static final Set<String> NO_TABLES =
      Set.of(
          "/api/archive/chats/{chat_id}",
          "/api/chats/{chat_id}/events/{event_id}",
          "/api/chats/{chat_id}/spans/{trace_id}/{span_id}",
          "/api/chats/{chat_id}/timeline",
          "/api/health",
          "/api/logs/{id}/context",
          "/api/report/week",
          "/health/live",
          "/health/ready",
          "/metrics/perf/chats/{chat_id}");

  @Test
  void listsCanBeHadAsCsv() {
    Set<String> without = new TreeSet<>();
    for (DescribedOperation each : api.operations()) {
      JsonNode answer = answer(each);
      boolean hasList =
          isList(api.resolved(answer))
              || fields(answer).values().stream().anyMatch(field -> isList(api.resolved(field)));
      boolean isTable = each.answer(200).path("content").path("text/csv").has("x-rows");
      if (each.method().equals("GET") && hasList && !isTable) {
        without.add(each.path());
      }
      if (isTable) {
        assertThat(parameters(each)).as(each.route()).contains("format");
        int page = each.answer(200).path("content").path("text/csv").path("x-page").asInt(0);
        assertThat(each.parametersIn("query"))
            .as(each.route() + ": a page is no more than can be asked for")
            .filteredOn(parameter -> parameter.path("name").asString().equals("limit"))
            .allMatch(limit -> page <= api.resolved(limit.path("schema")).path("maximum").asInt());
        assertThat(page > 0 || !parameters(each).contains("cursor")).as(each.route()).isTrue();
      }
    }
    assertThat(without).isEqualTo(NO_TABLES);
  }

  @Test
  void aNameMeansTheSameEverywhere() {
    Map<String, Set<String>> forms = new TreeMap<>();
    for (DescribedOperation each : api.operations()) {
      for (JsonNode parameter : each.parametersIn("query")) {
        ObjectNode form = api.resolved(parameter.path("schema")).deepCopy().asObject();
        // How much, and of what by default, is the route's own affair.
        form.remove(
            List.of("default", "minimum", "maximum", "minLength", "maxLength", "description"));
        if (parameter.path("explode").asBoolean(false) && form.has("items")) {
          form = form.get("items").asObject(); // may be given several times
        }
        forms
            .computeIfAbsent(parameter.path("name").asString(), _ -> new TreeSet<>())
            .add(form.toString());
      }
    }
    forms.keySet().removeAll(OWN_WORDS);
    forms.forEach((name, each) -> assertThat(each).as(name).hasSize(1));
  }

  /// The first column of the table under this heading, without backticks.
  private static List<String> documented(String heading) throws Exception {
    try (Stream<String> lines = Files.lines(GUIDE)) {
      return lines
          .dropWhile(line -> !line.equals("### " + heading))
          .skip(1)
          .takeWhile(line -> !line.startsWith("#"))
          .filter(line -> line.startsWith("| `"))
          .map(line -> line.substring(1, line.indexOf('|', 1)))
          .flatMap(cell -> Stream.of(cell.split(",", -1)))
          .map(name -> name.strip().replace("`", ""))
          .toList();
    }
  }

  @Test
  void parametersAreOfOneVocabulary_whichIsDocumented() throws Exception {
    Set<String> used = new TreeSet<>();
    api.operations().forEach(each -> used.addAll(parameters(each)));

    assertThat(documented("Names of parameters")).containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void errorsAreProblems() {
    for (DescribedOperation each : api.operations()) {
      if (each.path().startsWith("/v1/")) {
        continue;
      }
      for (Map.Entry<String, JsonNode> answer : each.node().path("responses").properties()) {
        String status = answer.getKey();
        boolean isProbe = status.equals("503") && PROBES.contains(each.route());
        if (!status.startsWith("2") && !isProbe) {
          JsonNode content = api.resolved(answer.getValue()).path("content");
          assertThat(content.propertyNames()).as(each.route()).containsExactly(PROBLEM);
          assertThat(content.findValuesAsString("$ref"))
              .as(each.route())
              .contains("#/components/schemas/Problem");
        }
      }
    }
  }

  /// Calls for every field that is described, with its name.
  private void forEachField(BiConsumer<String, JsonNode> field) {
    for (Map.Entry<String, JsonNode> schema :
        api.document().path("components").path("schemas").properties()) {
      if (!schema.getKey().startsWith("Otlp")) {
        forEachField(schema.getValue(), field);
      }
    }
  }

  private static void forEachField(JsonNode schema, BiConsumer<String, JsonNode> field) {
    for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
      field.accept(each.getKey(), each.getValue());
    }
    for (Map.Entry<String, JsonNode> each : schema.properties()) {
      if (!each.getKey().startsWith("example")) {
        forEachField(each.getValue(), field);
      }
    }
    if (schema.isArray()) {
      schema.forEach(each -> forEachField(each, field));
    }
  }

  @Test
  void namesAreInSnakeCase() {
    forEachField((name, _) -> assertThat(name).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
  }

  @Test
  void timesAreNamedAsTimes() {
    forEachField((name, schema) -> {
      boolean isTime = schema.path("format").asString("").equals("date-time");
      if (isTime) {
        assertThat(name).matches(TIME_OR_ITS_LIMIT);
        assertThat(types(schema)).as(name).contains("string");
      }
      if (TIME.matcher(name).matches()) {
        assertThat(isTime).as(name + " " + schema).isTrue();
      }
    });
  }

  @Test
  void moneyIsANumber_anExactOne() {
    forEachField((name, schema) -> {
      JsonNode value = isList(schema) ? schema.path("items") : schema;
      boolean isMoney = value.path("format").asString("").equals("decimal");
      if (isMoney) {
        assertThat(types(value)).as(name).contains("number");
      }
      if (MONEY.matcher(name).matches()) {
        assertThat(isMoney).as(name + " " + schema).isTrue();
      }
    });
  }

  @Test
  void durationsInSecondsAreNumbers() {
    forEachField((name, schema) -> {
      if (name.endsWith("_sec")) {
        assertThat(types(schema)).as(name).contains("number");
      }
    });
  }
}
