// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.peers.Promtool;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The files for containers, by linters and schemas; no container is run.
class ContainersIT {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  @TempDir Path folder;

  @Test
  void hadolintTakesTheDockerfile_andFindsWhatIsBad() throws Exception {
    Checkers checkers = Checkers.in(folder);
    WrittenBundle.into(folder.resolve("bundle"));
    Path dockerfile = folder.resolve("bundle/docker/Dockerfile");
    passes(checkers.dockerfile(dockerfile));
    Path bad =
        Files.writeString(
            folder.resolve("Dockerfile"),
            Files.readString(dockerfile).replace("FROM eclipse-temurin:25-jdk-noble", "FROM java"));
    assertThat(checkers.dockerfile(bad).output()).contains("DL3006");
  }

  @Test
  void theHealthCheckTellsARunningServerFromNone() throws Exception {
    Path bash = Programs.required("bash", "bash");
    WrittenBundle.into(folder.resolve("bundle"));
    String dockerfile = Files.readString(folder.resolve("bundle/docker/Dockerfile"));
    Matcher check = Pattern.compile("HEALTHCHECK[^\\[]*CMD (\\[.*\\])\n").matcher(dockerfile);
    assertThat(check.find()).isTrue();
    JsonNode command = JsonMapper.shared().readTree(check.group(1));
    assertThat(command.get(0).stringValue()).isEqualTo("bash");
    String script = command.get(2).stringValue();
    int port;
    try (Server server =
        Server.start(
            ServerConfig.defaults(folder.resolve("data")).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .build())) {
      port = server.port();
      passes(Programs.run(folder, bash, "-c", "MOZAIKS_PORT=" + port + "; " + script));
      Programs.Outcome other =
          Programs.run(
              folder,
              bash,
              "-c",
              "MOZAIKS_PORT=" + port + "; " + script.replace("/health/live", "/no/such/page"));
      assertThat(other.status()).as("a page that is not there").isNotZero();
    }
    Programs.Outcome gone =
        Programs.run(folder, bash, "-c", "MOZAIKS_PORT=" + port + "; " + script);
    assertThat(gone.status()).as("a server that is gone").isNotZero();
  }

  @Test
  void composeReadsItsFile_withAndWithoutWhatIsOptional() throws Exception {
    Checkers checkers = Checkers.in(folder);
    WrittenBundle.into(folder.resolve("all"));
    WrittenBundle.into(
        folder.resolve("least"),
        "blackbox.address=",
        "alertmanager.slack_webhook_file=",
        "alertmanager.smtp_smarthost=");
    for (String bundle : List.of("all", "least")) {
      Path file = folder.resolve(bundle + "/compose/compose.yaml");
      passes(checkers.compose(file));
      Path bad =
          Files.writeString(
              file.resolveSibling("bad.yaml"),
              Files.readString(file).replace("stop_grace_period: 60s", "stop_grace: 60s"));
      assertThat(checkers.compose(bad).output()).contains("services.mozaiks.stop_grace");
    }
  }

  @Test
  void whatComposeMountsIsThere_andItsSecretsAreThoseThatTheFilesName() throws Exception {
    WrittenBundle.into(folder.resolve("bundle"));
    Path compose = folder.resolve("bundle/compose");
    JsonNode stack = YAML.readTree(Files.readString(compose.resolve("compose.yaml")));
    for (JsonNode service : stack.required("services")) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.stringValue().split(":", -1)[0];
        if (source.startsWith("./")) {
          assertThat(compose.resolve(source)).isDirectory();
        } else {
          assertThat(stack.required("volumes").has(source)).as(source).isTrue();
        }
      }
    }
    String alertmanager = Files.readString(compose.resolve("alertmanager/alertmanager.yml"));
    Matcher named = Pattern.compile("/run/secrets/([a-z-]+)").matcher(alertmanager);
    TreeSet<String> secrets = new TreeSet<>();
    while (named.find()) {
      secrets.add(named.group(1));
    }
    assertThat(secrets).containsExactly("slack-webhook", "smtp-password");
    assertThat(stack.at("/services/alertmanager/secrets").valueStream().map(JsonNode::stringValue))
        .containsExactlyElementsOf(secrets);
  }

  @Test
  void thePrometheusOfComposeAsksOnlyItsContainers() throws Exception {
    WrittenBundle.into(folder.resolve("bundle"));
    Path compose = folder.resolve("bundle/compose");
    JsonNode services =
        YAML.readTree(Files.readString(compose.resolve("compose.yaml"))).required("services");
    String prometheus = Files.readString(compose.resolve("prometheus/prometheus.yml"));
    assertThat(prometheus).doesNotContain("localhost");
    for (String name : List.of("mozaiks:8000", "alertmanager:9093", "blackbox:9115")) {
      assertThat(prometheus).contains("\"" + name + "\"");
      assertThat(services.has(name.substring(0, name.indexOf(':')))).as(name).isTrue();
    }
    Promtool.in(compose.resolve("prometheus")).passes("check", "config", "prometheus.yml");
  }

  @Test
  void kubernetesTakesAllObjects_andRefusesWhatIsMisspelt() throws Exception {
    Checkers checkers = Checkers.in(folder);
    WrittenBundle.into(folder.resolve("usual"));
    WrittenBundle.into(folder.resolve("other"), "kubernetes.storage_class=fast");
    for (String bundle : List.of("usual", "other")) {
      String objects = KubernetesObjects.of(folder.resolve(bundle + "/kubernetes"));
      for (String release : Checkers.KUBERNETES_RELEASES) {
        passes(checkers.kubernetes(objects, release));
      }
    }
    String objects = KubernetesObjects.of(folder.resolve("usual/kubernetes"));
    assertThat(
            checkers
                .kubernetes(
                    objects.replace("terminationGracePeriodSeconds", "terminationGrace"), "1.33")
                .output())
        .contains("terminationGrace");
    assertThat(
            checkers.kubernetes(objects.replace("interval: 15s", "interval: 15q"), "1.33").output())
        .contains("ServiceMonitor mozaiks", "interval");
  }

  @Test
  void kustomizeNamesEveryFile() throws Exception {
    WrittenBundle.into(folder.resolve("bundle"));
    Path kubernetes = folder.resolve("bundle/kubernetes");
    List<String> named =
        YAML.readTree(Files.readString(kubernetes.resolve("kustomization.yaml")))
            .required("resources")
            .valueStream()
            .map(JsonNode::stringValue)
            .toList();
    try (Stream<Path> files = Files.list(kubernetes)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml")))
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @Test
  void promtoolTakesTheRulesOfTheOperator_whichAreThoseOfPrometheus() throws Exception {
    WrittenBundle.into(folder.resolve("bundle"));
    JsonNode rule =
        YAML.readTree(Files.readString(folder.resolve("bundle/kubernetes/prometheus-rule.yaml")));
    JsonNode rules =
        YAML.readTree(Files.readString(folder.resolve("bundle/prometheus/mozaiks-rules.yml")));
    assertThat(rule.required("spec")).isEqualTo(rules);
    Promtool promtool = Promtool.in(folder);
    promtool.write("rules.yml", YAML.writeValueAsString(rule.required("spec")));
    promtool.passes("check", "rules", "rules.yml");
  }

  private static void passes(Programs.Outcome outcome) {
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }
}
