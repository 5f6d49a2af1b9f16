// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// The pages' types of the API (`api/routes.ts` and `api/types.ts` of the module dashboard) are
/// true of its description: the type checker is asked whether each described answer can be taken
/// for what the pages take it for, and whether each route takes what they ask it with.
class PageTypesTest {
  private static final Path DASHBOARD = Path.of("..", "dashboard").toAbsolutePath().normalize();
  private static final Path CHECKER =
      DASHBOARD.resolve("target/node_modules/typescript/lib/tsc.js");

  private static final String ROUTES = DASHBOARD.resolve("src/main/web/api/routes").toString();
  private static final Pattern LINE = Pattern.compile("  \"([^\"]+)\": \\{");

  /// Descriptions that have changed under the pages.
  private static final Map<String, Consumer<ObjectNode>> CHANGES =
      Map.of(
          "field", document -> rename(document, "/components/schemas/Tally", "cost"),
          "nested", document -> rename(document, "/components/schemas/LinePrice", "rule"),
          "event", document -> rename(document, "/components/schemas/Happening", "event_id"),
          "null",
              document ->
                  document
                      .withObject("/components/schemas/AlertFacts/properties/fingerprint")
                      .putArray("type")
                      .add("string")
                      .add("null"),
          "parameter",
              document -> document.withObject("/components/parameters/Cursor").put("name", "page"),
          "route", document -> document.withObject("/paths").remove("/api/slos"));

  private static String output = "";

  private static void rename(ObjectNode document, String schema, String field) {
    ObjectNode node = document.withObject(schema);
    ObjectNode fields = node.withObject("/properties");
    assertThat(fields.has(field)).isTrue();
    fields.set(field + "_renamed", fields.remove(field));
    var required = node.withArray("/required");
    for (int i = 0; i < required.size(); i++) {
      if (required.get(i).asString().equals(field)) {
        required.set(i, field + "_renamed");
      }
    }
  }

  @BeforeAll
  static void check(@TempDir Path folder) throws Exception {
    Path node = Programs.required("nodejs", "node");
    assertThat(CHECKER)
        .as("the module dashboard has to be built before this one: ./mvnw -pl server -am")
        .exists();
    write(folder, "true", ApiDescription.read());
    for (Map.Entry<String, Consumer<ObjectNode>> each : CHANGES.entrySet()) {
      ObjectNode changed = ApiDescription.read();
      each.getValue().accept(changed);
      write(folder, each.getKey(), changed);
    }
    Files.writeString(
        folder.resolve("tsconfig.json"),
        """
        {"compilerOptions": {"target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "strict": true,
          "exactOptionalPropertyTypes": true, "noEmit": true, "types": []}, "include": ["*.ts"]}
        """);
    output = Programs.run(folder, node, CHECKER.toString(), "--project", ".").output();
  }

  private static void write(Path folder, String name, ObjectNode document) throws Exception {
    Files.writeString(folder.resolve("described-" + name + ".ts"), TypeScript.of(document));
    StringBuilder check = new StringBuilder();
    check.append("import type { Feeds, Routes, Sends } from \"" + ROUTES + "\";\n");
    check.append("import type { Described, DescribedFeeds, DescribedSends } from \"./described-");
    check.append(name).append("\";\n");
    for (Route each : routes()) {
      each.addChecks(check);
    }
    Files.writeString(folder.resolve("check-" + name + ".ts"), check);
  }

  /// A line of `routes.ts`.
  ///
  /// @param in the interface that it is in
  private record Route(String in, String name, int number) {

    /// What is answered can be taken for what the pages take it for; what they ask with and send is
    /// taken.
    void addChecks(StringBuilder check) {
      String described = in.equals("Routes") ? "Described" : "Described" + in;
      String answer = in.equals("Feeds") ? "events" : "answers";
      add(check, answer, in, described);
      add(check, "asks", described, in);
      if (in.equals("Sends")) {
        add(check, "body", described, in);
      }
    }

    private void add(StringBuilder check, String of, String to, String from) {
      check.append(
          "export const %s%d: %s[\"%s\"][\"%s\"] = null! as %s[\"%s\"][\"%s\"];\n"
              .formatted(of, number, to, name, of, from, name, of));
    }
  }

  private static List<Route> routes() throws Exception {
    List<Route> routes = new ArrayList<>();
    String in = "";
    for (String line : Files.readAllLines(Path.of(ROUTES + ".ts"))) {
      Matcher matcher = LINE.matcher(line);
      if (line.startsWith("export interface ")) {
        in = line.split(" ", -1)[2];
      } else if (matcher.lookingAt()) {
        routes.add(new Route(in, matcher.group(1), routes.size()));
      }
    }
    assertThat(routes).hasSizeGreaterThan(25);
    return routes;
  }

  @Test
  void thePagesTakeAnswersForWhatTheyAre() {
    assertThat(mistakes("true")).isEmpty();
    assertThat(output.lines().filter(line -> !line.startsWith(" ")))
        .as(output)
        .allMatch(line -> line.startsWith("check-"));
  }

  /// What is wrong in a check, with all that is said about it.
  private static String mistakes(String check) {
    StringBuilder mistakes = new StringBuilder();
    boolean ofIt = false;
    for (String line : output.lines().toList()) {
      ofIt = line.startsWith(" ") ? ofIt : line.startsWith("check-" + check + ".ts(");
      if (ofIt) {
        mistakes.append(line).append('\n');
      }
    }
    return mistakes.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "field, cost",
    "nested, rule",
    "event, event_id",
    "null, fingerprint",
    "parameter, cursor",
    "route, /api/slos"
  })
  void aChangeOfTheApiIsNoticed(String change, String what) {
    assertThat(CHANGES).containsKey(change);
    assertThat(mistakes(change)).contains(what);
  }
}
