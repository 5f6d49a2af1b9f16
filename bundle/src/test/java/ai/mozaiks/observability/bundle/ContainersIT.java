// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.peers.Promtool;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The files for containers, by linters, schemas and Helm; no container is run.
class ContainersIT {
  /// The oldest release that the heads name, as far as the checker has it, and a late one.
  private static final List<String> RELEASES = List.of("1.27", "1.33");

  /// What Helm takes for the cluster; left alone, one that was built by `go install` says 1.20.
  private static final String KUBERNETES = "--kube-version=1.33.0";

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
  void composeIsAsItsSchemaWants_withAndWithoutWhatIsOptional() throws Exception {
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
              folder.resolve("bad.yaml"),
              Files.readString(file).replace("stop_grace_period: 60s", "stop_grace: 60s"));
      assertThat(checkers.compose(bad).output()).contains("stop_grace");
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
      String objects = objects(folder.resolve(bundle + "/kubernetes"));
      for (String release : RELEASES) {
        passes(checkers.kubernetes(objects, release));
      }
    }
    String objects = objects(folder.resolve("usual/kubernetes"));
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

  /// With the real Helm, which no package of Debian has: `go install
  /// helm.sh/helm/v3/cmd/helm@v3.22.0`. Where it is missing, CI does not fail: to build it takes
  /// five minutes.
  @Test
  void helmMakesTheSameObjects() throws Exception {
    Optional<Path> found = Programs.find("helm");
    assumeTrue(
        found.isPresent(), "helm is not on the PATH (expected: Helm 3.14 or a later version)");
    Path helm = found.orElseThrow();
    Checkers checkers = Checkers.in(folder);
    WrittenBundle.into(folder.resolve("bundle"));
    Path chart = folder.resolve("bundle/helm");
    passes(Programs.run(chart, helm, "lint", "--strict", KUBERNETES, "."));

    Programs.Outcome usual =
        Programs.run(chart, helm, "template", KUBERNETES, "mozaiks", ".", "--namespace", "mozaiks");
    passes(usual);
    for (String release : RELEASES) {
      passes(checkers.kubernetes(usual.output(), release));
    }
    JsonNode plain =
        object(objects(folder.resolve("bundle/kubernetes")), "StatefulSet")
            .at("/spec/template/spec");
    assertThat(object(usual.output(), "StatefulSet").at("/spec/template/spec/containers/0/args"))
        .isEqualTo(plain.at("/containers/0/args"));
    for (String same : List.of("securityContext", "volumes", "terminationGracePeriodSeconds")) {
      assertThat(object(usual.output(), "StatefulSet").at("/spec/template/spec/" + same))
          .as(same)
          .isEqualTo(plain.required(same));
    }
    assertThat(object(usual.output(), "PrometheusRule").required("spec"))
        .isEqualTo(
            YAML.readTree(Files.readString(folder.resolve("bundle/prometheus/mozaiks-rules.yml"))));

    Programs.Outcome other =
        Programs.run(
            chart,
            helm,
            "template",
            KUBERNETES,
            "west",
            ".",
            "--set=serviceMonitor.enabled=false,prometheusRule.enabled=false",
            "--set=persistence.storageClass=fast,javaOpts=-Xmx1g,imagePullSecrets={hub}",
            "--set=nodeSelector.disk=fast,podAnnotations.team=ops,config.chats.stalled_after=5m");
    passes(other);
    passes(checkers.kubernetes(other.output(), "1.33"));
    assertThat(other.output())
        .contains("west-mozaiks", "stalled_after: 5m", "storageClassName: fast");

    Programs.Outcome refused =
        Programs.run(chart, helm, "template", KUBERNETES, "x", ".", "--set=replicas=2");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output()).contains("replicas");
  }

  private static JsonNode object(String documents, String kind) {
    return Checkers.documents(documents).stream()
        .filter(each -> each.required("kind").stringValue().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static String objects(Path kubernetes) throws Exception {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(kubernetes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    return String.join("\n---\n", texts);
  }

  private static void passes(Programs.Outcome outcome) {
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }
}
