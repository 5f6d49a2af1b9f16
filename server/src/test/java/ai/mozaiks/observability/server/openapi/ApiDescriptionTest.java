// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The document by itself. Whether it is true of the server, `DescribedApiIT` asks one.
class ApiDescriptionTest {
  private static final String SPEC = "https://spec.openapis.org";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final DescribedApi api = DescribedApi.ofTheServer();

  private static ObjectNode object(String json) {
    return JSON.readTree(json).asObject();
  }

  @Test
  void isValidByTheMetaSchemaOfOpenApi() {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemaIdResolvers(
                    ids -> ids.mapPrefix(SPEC, "classpath:spec.openapis.org")));
    var metaSchema =
        registry.getSchema(SchemaLocation.of(SPEC + "/oas/3.1/schema-base/2022-10-07"));

    assertThat(metaSchema.validate(api.document())).isEmpty();

    ObjectNode wrong = api.document().deepCopy();
    wrong.withObject("/paths/~1api~1health/get").put("sumary", "a slip");
    wrong.withObject("/components/schemas/Health").put("type", "objekt");
    assertThat(metaSchema.validate(wrong))
        .extracting(error -> error.getInstanceLocation().toString())
        .contains("/components/schemas/Health/type")
        .anyMatch(place -> place.startsWith("/paths/~1api~1health"));
  }

  @Test
  void everyReferenceLeadsSomewhere_andNothingIsDescribedInVain() {
    Set<String> used = new TreeSet<>();
    api.document()
        .findValues("$ref")
        .forEach(each -> {
          assertThat(api.document().at(each.asString().substring(1)).isMissingNode())
              .as(each.asString())
              .isFalse();
          used.add(each.asString());
        });

    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> kind : api.document().path("components").properties()) {
      kind.getValue()
          .propertyNames()
          .forEach(name -> described.add("#/components/" + kind.getKey() + "/" + name));
    }
    assertThat(used).isEqualTo(described);
  }

  @Test
  void everyOperationSaysWhatClientsNeed() {
    Set<String> ids = new HashSet<>();
    List<String> tags = new ArrayList<>();
    api.document().path("tags").forEach(tag -> tags.add(tag.path("name").asString()));
    for (DescribedOperation each : api.operations()) {
      JsonNode node = each.node();
      assertThat(ids.add(node.path("operationId").asString())).as(each.route()).isTrue();
      assertThat(node.path("operationId").asString()).as(each.route()).matches("[a-z][A-Za-z]+");
      assertThat(node.path("summary").asString("")).as(each.route()).endsWith(".");
      assertThat(node.path("tags")).as(each.route()).hasSize(1);
      assertThat(tags).contains(node.path("tags").get(0).asString());
      assertThat(node.path("responses").has("default")).as(each.route()).isTrue();
      List<String> parts =
          each.parametersIn("path").stream().map(ApiDescriptionTest::name).toList();
      assertThat(Stream.of(each.path().split("/", -1)).filter(part -> part.startsWith("{")))
          .as(each.route())
          .containsExactlyElementsOf(parts.stream().map(part -> "{" + part + "}").toList());
      for (JsonNode parameter : each.parameters()) {
        assertThat(parameter.has("schema")).as(each.route() + " " + name(parameter)).isTrue();
      }
    }
  }

  private static String name(JsonNode parameter) {
    return parameter.path("name").asString();
  }

  @Test
  void everyExampleIsWhatItIsAnExampleOf() {
    int examples = 0;
    for (DescribedOperation each : api.operations()) {
      List<JsonNode> bodies = new ArrayList<>(List.of(each.node().path("requestBody")));
      each.node().path("responses").forEach(bodies::add);
      for (JsonNode body : bodies) {
        for (JsonNode media : api.resolved(body).path("content")) {
          if (media.has("example")) {
            assertThat(api.mistakes(media.path("schema"), media.path("example")))
                .as(each.route())
                .isEmpty();
            examples++;
          }
        }
      }
    }
    for (Map.Entry<String, JsonNode> schema :
        api.document().path("components").path("schemas").properties()) {
      for (JsonNode example : schema.getValue().path("examples")) {
        assertThat(api.mistakes(schema.getValue(), example)).as(schema.getKey()).isEmpty();
        examples++;
      }
    }
    assertThat(examples).isGreaterThan(30);
  }

  /// What is compared with files elsewhere, of chats, sums, and a server in trouble.
  @ParameterizedTest
  @CsvSource({
    "active-runs.json, ActiveRuns",
    "aggregate.json, Aggregate",
    "balance.json, Balance",
    "chat-in-two-apps.json, ChatDetail",
    "health.json, Health",
    "live.json, Liveness",
    "not-ready.json, Readiness",
    "percentiles-by-agent.json, Percentiles",
    "ready.json, Readiness",
    "series-by-agent.json, Series"
  })
  void goldenAnswersAreAsDescribed(String file, String schema) throws Exception {
    JsonNode answer =
        JSON.readTree(Files.readString(Path.of("src", "test", "resources", "golden", file)));
    assertThat(api.mistakes(api.schema(schema), answer)).isEmpty();
  }

  @Test
  void whatAServerInTroubleSaysIsDescribed() {
    JsonNode health =
        object(
            "{\"status\":\"ok\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"warnings\":[\"archive: full\"]}");
    assertThat(api.mistakes(api.schema("Health"), health)).isEmpty();
    JsonNode failed = object("{\"status\":\"failed\",\"reasons\":[\"journal: fsync failed\"]}");
    assertThat(api.mistakes(api.schema("Liveness"), failed)).isEmpty();
    assertThat(api.mistakes(api.schema("Liveness"), object("{\"status\":\"ok\",\"more\":1}")))
        .as("a field that is not described")
        .hasSize(1);
  }

  /// In YAML a comma within braces ends a value, and what follows is a key without one.
  @Test
  void noTextIsTornByAComma() {
    List<String> torn = new ArrayList<>();
    collectNulls(api.document(), "", torn);
    assertThat(torn).isEmpty();
  }

  private static void collectNulls(JsonNode node, String place, List<String> found) {
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      String key = each.getKey();
      if (!key.startsWith("example")) {
        if (each.getValue().isNull()) {
          found.add(place + "/" + key);
        }
        collectNulls(each.getValue(), place + "/" + key, found);
      }
    }
    if (node.isArray()) {
      node.forEach(each -> collectNulls(each, place, found));
    }
  }

  @Test
  void filesAreJoined_andNothingIsSaidTwice() {
    ObjectNode whole = object("{\"tags\":[1],\"paths\":{\"/a\":{\"get\":{}}}}");

    ApiDescription.join(whole, object("{\"tags\":[2],\"paths\":{\"/b\":{}}}"), "more.yaml");
    assertThat(whole.toString())
        .isEqualTo("{\"tags\":[1,2],\"paths\":{\"/a\":{\"get\":{}},\"/b\":{}}}");

    ObjectNode again = object("{\"paths\":{\"/a\":{\"post\":{}}}}");
    assertThatThrownBy(() -> ApiDescription.join(whole, again, "more.yaml"))
        .hasMessage("more.yaml/paths//a (expected: nothing that another file describes already)");
  }

  @Test
  void everyFileOfTheFolderIsRead() throws Exception {
    Path folder =
        Path.of("src", "main", "resources", "ai", "mozaiks", "observability", "server", "openapi");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              ApiDescription.FILES.stream().map(name -> name + ".yaml").toList());
    }
  }
}
