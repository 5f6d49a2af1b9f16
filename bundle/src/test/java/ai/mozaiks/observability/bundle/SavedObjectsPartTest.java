// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.bundle.savedobjects.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Saved objects as those read them who import them.
class SavedObjectsPartTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern FIELD = Pattern.compile("([A-Za-z_.]+):");
  private static final Pattern EXISTS = Pattern.compile("_exists_:([A-Za-z_.]+)");

  private static String part(Program program) {
    return switch (program) {
      case KIBANA -> "kibana";
      case OPENSEARCH_DASHBOARDS -> "opensearch-dashboards";
    };
  }

  private static SavedObjectLines objects(Program program, String... settings) throws Exception {
    return new SavedObjectLines(
        new SavedObjectsPart(part(program), program)
            .files(WrittenBundle.spec(settings)).stream()
                .filter(file -> file.path().endsWith("/mozaiks.ndjson"))
                .findFirst()
                .orElseThrow()
                .text());
  }

  @ParameterizedTest
  @EnumSource
  void theGuidesVisualisationsAreThere_asItDescribesThem(Program program) throws Exception {
    SavedObjectLines objects = objects(program);
    JsonNode turns = objects.visState("mozaiksai-agent-turns-over-time");
    assertThat(turns.get("title").stringValue()).isEqualTo("Agent Turns Over Time");
    assertThat(turns.get("type").stringValue()).isEqualTo("line");
    assertThat(turns.get("aggs").get(0).get("type").stringValue()).isEqualTo("count");
    JsonNode axis = turns.get("aggs").get(1);
    assertThat(axis.get("type").stringValue()).isEqualTo("date_histogram");
    assertThat(axis.get("params").get("field").stringValue()).isEqualTo("ts");
    assertThat(axis.get("params").get("interval").stringValue()).isEqualTo("1m");
    assertThat(objects.query("visualization/mozaiksai-agent-turns-over-time"))
        .isEqualTo("msg:agent_turn");

    JsonNode errors = objects.visState("mozaiksai-error-rate");
    assertThat(errors.get("title").stringValue()).isEqualTo("Error Rate Dashboard");
    assertThat(errors.get("type").stringValue()).isEqualTo("metric");
    assertThat(errors.get("aggs").get(0).get("type").stringValue()).isEqualTo("count");
    assertThat(objects.query("visualization/mozaiksai-error-rate")).isEqualTo("level:ERROR");
    assertThat(objects.attributes("dashboard/mozaiksai-errors").get("timeFrom").stringValue())
        .isEqualTo("now-1h");
  }

  @ParameterizedTest
  @EnumSource
  void whatAnObjectRefersTo_standsBeforeIt(Program program) throws Exception {
    Set<String> seen = new HashSet<>();
    objects(program)
        .all()
        .forEach((key, object) -> {
          for (JsonNode reference : object.get("references")) {
            assertThat(seen)
                .as("%s refers to %s", key, reference)
                .contains(
                    reference.get("type").stringValue() + "/" + reference.get("id").stringValue());
          }
          assertThat(object.get("migrationVersion").propertyNames())
              .containsExactly(object.get("type").stringValue());
          seen.add(key);
        });
    assertThat(seen)
        .contains(
            "index-pattern/mozaiksai", "dashboard/mozaiksai-errors", "dashboard/mozaiksai-agents");
  }

  @ParameterizedTest
  @EnumSource
  void everyPanelHasItsReference_andNoneLiesOnAnother(Program program) throws Exception {
    SavedObjectLines objects = objects(program);
    for (String id : List.of("mozaiksai-errors", "mozaiksai-agents")) {
      JsonNode dashboard = objects.object("dashboard/" + id);
      List<String> named = new ArrayList<>();
      dashboard.get("references").forEach(each -> named.add(each.get("name").stringValue()));
      JsonNode panels = JSON.readTree(dashboard.get("attributes").get("panelsJSON").stringValue());
      List<String> used = new ArrayList<>();
      Set<String> cells = new HashSet<>();
      for (JsonNode panel : panels) {
        used.add(panel.get("panelRefName").stringValue());
        JsonNode at = panel.get("gridData");
        assertThat(at.get("x").intValue() + at.get("w").intValue()).isLessThanOrEqualTo(48);
        for (int x = 0; x < at.get("w").intValue(); x++) {
          for (int y = 0; y < at.get("h").intValue(); y++) {
            assertThat(cells.add((at.get("x").intValue() + x) + "," + (at.get("y").intValue() + y)))
                .as("%s %s", id, panel)
                .isTrue();
          }
        }
      }
      assertThat(used).isNotEmpty().containsExactlyElementsOf(named);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldThatIsNamed_isInTheMapping_andCanBeUsedSo(Program program) throws Exception {
    JsonNode mapping =
        new LogIndexPart(
                program == Program.KIBANA ? "elasticsearch" : "opensearch",
                program == Program.OPENSEARCH_DASHBOARDS)
            .mappings();
    SavedObjectLines objects = objects(program);
    for (String key : objects.all().keySet()) {
      if (key.startsWith("visualization/")) {
        for (JsonNode aggregation :
            objects.visState(key.substring("visualization/".length())).get("aggs")) {
          String field = aggregation.get("params").path("field").asString("");
          switch (aggregation.get("type").stringValue()) {
            case "terms" -> assertThat(type(mapping, field)).as(key).isEqualTo("keyword");
            case "sum" -> assertThat(type(mapping, field)).as(key).isIn("double", "long");
            case "date_histogram" ->
                assertThat(type(mapping, field)).as(key).isEqualTo("date_nanos");
            default -> assertThat(field).isEmpty();
          }
        }
      }
      if (key.startsWith("visualization/") || key.startsWith("search/")) {
        String query = objects.query(key);
        EXISTS
            .matcher(query)
            .results()
            .forEach(m -> assertThat(type(mapping, m.group(1))).isNotEmpty());
        FIELD
            .matcher(query)
            .results()
            .filter(match -> !match.group(1).equals("_exists_"))
            .forEach(match -> assertThat(type(mapping, match.group(1))).as(key).isNotEmpty());
        for (JsonNode column : objects.attributes(key).path("columns")) {
          assertThat(type(mapping, column.stringValue())).as(key).isNotEmpty();
        }
      }
    }
  }

  private static String type(JsonNode mapping, String field) {
    JsonNode node = mapping;
    for (String name : field.split("\\.", -1)) {
      node = node.path("properties").path(name);
    }
    return node.path("type").asString("");
  }

  @ParameterizedTest
  @EnumSource
  void aDataStreamOfAnotherName_isShownToo(Program program) throws Exception {
    assertThat(title(objects(program))).isEqualTo("mozaiksai-*");
    assertThat(title(objects(program, "search.data_stream=logs-agents-default")))
        .isEqualTo("mozaiksai-*,logs-agents-default");
  }

  private static String title(SavedObjectLines objects) {
    return objects.attributes("index-pattern/mozaiksai").get("title").stringValue();
  }
}
