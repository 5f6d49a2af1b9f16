// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.peers.Programs;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The chart, by Helm 3.21 itself, which is a library here: it needs no program on the machine.
class HelmIT {
  /// The cluster's release; left alone, Helm takes one that it was built with.
  private static final String KUBERNETES = "1.33.0";

  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  @TempDir Path folder;
  private Path chart;

  @BeforeEach
  void write() throws Exception {
    WrittenBundle.into(folder.resolve("bundle"));
    chart = folder.resolve("bundle/helm");
  }

  private TemplateCommand template(String name) {
    return new Helm(chart).template().withName(name).withKubeVersion(KUBERNETES);
  }

  @Test
  void lintsWithoutAWarning_andSeesWhatIsBad() throws Exception {
    LintResult good = new Helm(chart).lint().strict().call();
    assertThat(good.isFailed()).as("%s", good.getMessages()).isFalse();
    assertThat(good.getMessages()).containsExactly("[INFO] Chart.yaml: icon is recommended");

    Path service = chart.resolve("templates/service.yaml");
    Files.writeString(service, Files.readString(service) + "{{ .Values.no.such.thing }}\n");
    LintResult bad = new Helm(chart).lint().strict().call();
    assertThat(bad.isFailed()).isTrue();
    assertThat(bad.getMessages().toString()).contains("service.yaml", "no.such.thing");
  }

  @Test
  void makesTheObjectsOfTheKubernetesPart_whichKubernetesTakes() throws Exception {
    Checkers checkers = Checkers.in(folder);
    String objects = template("mozaiks").withNamespace("mozaiks").call();
    for (String release : Checkers.KUBERNETES_RELEASES) {
      passes(checkers.kubernetes(objects, release));
    }
    JsonNode plain =
        KubernetesObjects.first(
                KubernetesObjects.of(folder.resolve("bundle/kubernetes")), "StatefulSet")
            .at("/spec/template/spec");
    JsonNode pod = KubernetesObjects.first(objects, "StatefulSet").at("/spec/template/spec");
    assertThat(pod.at("/containers/0/args")).isEqualTo(plain.at("/containers/0/args"));
    for (String same :
        new String[] {"securityContext", "volumes", "terminationGracePeriodSeconds"}) {
      assertThat(pod.required(same)).as(same).isEqualTo(plain.required(same));
    }
    assertThat(KubernetesObjects.first(objects, "PrometheusRule").required("spec"))
        .isEqualTo(
            YAML.readTree(Files.readString(folder.resolve("bundle/prometheus/mozaiks-rules.yml"))));
  }

  @Test
  void heedsItsValues() throws Exception {
    Path values =
        Files.writeString(
            folder.resolve("west.yaml"),
            """
            serviceMonitor: {enabled: false}
            prometheusRule: {enabled: false}
            persistence: {storageClass: fast}
            javaOpts: -Xmx1g
            imagePullSecrets: [hub]
            nodeSelector: {disk: fast}
            podAnnotations: {team: ops}
            config: {chats: {stalled_after: 5m}}
            """);
    String objects = template("west").withValuesFile(values).call();
    passes(Checkers.in(folder).kubernetes(objects, "1.33"));
    assertThat(objects)
        .contains(
            "west-mozaiks", "stalled_after: 5m", "storageClassName: \"fast\"", "-Xmx1g", "hub")
        .doesNotContain("ServiceMonitor", "PrometheusRule");
  }

  @Test
  void refusesValuesThatItDoesNotHave_andClustersThatAreTooOld() {
    assertThatThrownBy(() -> template("x").set("replicas", 2).call())
        .hasMessageContaining("replicas");
    assertThatThrownBy(() -> template("x").withKubeVersion("1.26.0").call())
        .hasMessageContaining("1.27");
  }

  private static void passes(Programs.Outcome outcome) {
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }
}
