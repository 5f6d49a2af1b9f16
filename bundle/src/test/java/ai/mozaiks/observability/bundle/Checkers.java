// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.peers.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The checkers that `checkers/install` installs. Without them a test is skipped; in CI it fails.
final class Checkers {
  /// Of Kubernetes: the oldest that the heads name, as far as the checker has it, and a late one.
  static final List<String> KUBERNETES_RELEASES = List.of("1.27", "1.33");

  private static final Path HOME = Path.of("checkers").toAbsolutePath();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  /// Kinds that are no objects of a cluster.
  private static final Set<String> NOT_OF_A_CLUSTER = Set.of("Kustomization");

  private final Path folder;

  private Checkers(Path folder) {
    this.folder = folder;
  }

  /// Those that write into a temporary folder.
  static Checkers in(Path folder) {
    boolean installed =
        Files.isExecutable(HOME.resolve("venv/bin/kubernetes-validate"))
            && Files.isDirectory(HOME.resolve("node_modules"))
            && Files.isExecutable(HOME.resolve("bin/otelcol"));
    String missing = "the checkers are not installed (expected: bundle/checkers/install was run)";
    if (System.getenv("CI") != null) {
      assertThat(installed).as(missing).isTrue();
    }
    assumeTrue(installed, missing);
    return new Checkers(folder);
  }

  Programs.Outcome dockerfile(Path file) throws Exception {
    return python("hadolint", "--no-color", file.toString());
  }

  Programs.Outcome compose(Path file) throws Exception {
    return Programs.run(folder, HOME.resolve("bin/compose"), file.toString());
  }

  /// @param files of Grafana, whose names differ
  Programs.Outcome dashboards(List<Path> files) throws Exception {
    return node("check-dashboards.mjs", files.stream().map(Path::toString).toArray(String[]::new));
  }

  Programs.Outcome logstash(Path file) throws Exception {
    return python("python", HOME.resolve("check-logstash.py").toString(), file.toString());
  }

  /// An OpenTelemetry Collector of the components that the bundle's files name.
  Path collector() {
    return HOME.resolve("bin/otelcol");
  }

  /// Documents of YAML: those of the Prometheus operator against its types, all others strictly
  /// against those of a Kubernetes release.
  ///
  /// @param release such as `1.33`
  Programs.Outcome kubernetes(String documents, String release) throws Exception {
    List<JsonNode> usual = new ArrayList<>();
    List<JsonNode> operator = new ArrayList<>();
    for (JsonNode each : documents(documents)) {
      if (each.required("apiVersion").stringValue().startsWith("monitoring.coreos.com/")) {
        operator.add(each);
      } else if (!NOT_OF_A_CLUSTER.contains(each.required("kind").stringValue())) {
        usual.add(each);
      }
    }
    StringBuilder output = new StringBuilder();
    int status = 0;
    for (JsonNode each : usual) {
      Path file = write("object.json", each.toString());
      Programs.Outcome outcome =
          python("kubernetes-validate", "--strict", "-k", release, file.toString());
      status |= outcome.status();
      output.append(outcome.output());
    }
    if (!operator.isEmpty()) {
      Path file = write("operator.json", JsonMapper.shared().writeValueAsString(operator));
      Programs.Outcome outcome = node("check-operator.mjs", file.toString());
      status |= outcome.status();
      output.append(outcome.output());
    }
    return new Programs.Outcome(status, output.toString());
  }

  /// The documents of a file of YAML; those with comments only are left out.
  static List<JsonNode> documents(String text) {
    return YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll().stream()
        .filter(JsonNode::isObject)
        .toList();
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text, UTF_8);
  }

  private Programs.Outcome node(String script, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(HOME.resolve(script).toString()));
    all.addAll(List.of(arguments));
    return Programs.run(folder, Programs.required("nodejs", "node"), all.toArray(String[]::new));
  }

  private Programs.Outcome python(String program, String... arguments) throws Exception {
    return Programs.run(folder, HOME.resolve("venv/bin").resolve(program), arguments);
  }
}
