// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.ChecklistConfig.Logs;
import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecklistConfigTest {
  private static final String NO_URL =
      "not usable (expected: http:// or https:// and a host, without user, password and query)";
  private static final String NO_CERTIFICATE =
      "one is not usable (expected: https:// and a host, without user, password and query: their"
          + " certificates are looked at)";

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  private ChecklistConfig read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("mozaiks.yml"), yaml);
    return new ConfigSources(Map.of(), environment, file).read().checklist();
  }

  /// Each as key and what is said of it.
  private List<String> mistakes(String yaml) {
    ConfigurationException mistakes =
        catchThrowableOfType(ConfigurationException.class, () -> read(yaml));
    assertThat(mistakes).isNotNull();
    assertThat(String.valueOf(mistakes.getMessage())).doesNotContain("hunter2");
    return mistakes.problems().stream().map(each -> each.key() + ": " + each.text()).toList();
  }

  @Test
  void nothingIsLookedAt_unlessTold() throws Exception {
    assertThat(read("port: 8001\n")).isEqualTo(ChecklistConfig.NONE);
  }

  @Test
  void takesAllThatIsTold() throws Exception {
    Path secret = Files.writeString(folder.resolve("token"), "hunter2\n");
    Path ca = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n");

    ChecklistConfig config =
        read(
            """
            checklist:
              prometheus_url: http://localhost:9090/
              alertmanager_url: http://localhost:9093
              grafana_url: https://grafana.example.com/path
              grafana_token_file: %s
              kibana_url: http://[::1]:5601
              kibana_api_key_file: %s
              ca_file: %s
              urls: [https://a.example.com, https://b.example.com:8443]
              log_folder: ~/logs
              log_rotation: external
            """
                .formatted(secret, secret, ca));

    assertThat(config)
        .isEqualTo(
            new ChecklistConfig(
                URI.create("http://localhost:9090"),
                URI.create("http://localhost:9093"),
                URI.create("https://grafana.example.com/path"),
                new Secret.InFile(secret),
                URI.create("http://[::1]:5601"),
                new Secret.InFile(secret),
                ca,
                List.of(
                    URI.create("https://a.example.com"), URI.create("https://b.example.com:8443")),
                new Logs(Path.of(System.getProperty("user.home"), "logs"), Rotation.EXTERNAL)));
  }

  @Test
  void logsAreWhereTheEnvironmentSays_unlessToldOtherwise() throws Exception {
    environment.put("LOGS_BASE_DIR", "/srv/acme/logs");
    environment.put("LOGS_ROTATION", " external ");

    assertThat(read("port: 8001\n").logs())
        .isEqualTo(new Logs(Path.of("/srv/acme/logs"), Rotation.EXTERNAL));
    assertThat(read("checklist: {log_folder: /other, log_rotation: internal}\n").logs())
        .isEqualTo(new Logs(Path.of("/other"), Rotation.INTERNAL));
  }

  @Test
  void mistakes_areListed_eachWithItsKey_andWithoutPasswords() {
    assertThat(
            mistakes(
                """
                checklist:
                  prometheus_url: localhost:9090
                  alertmanager_url: ftp://am.example.com
                  grafana_url: http://admin:hunter2@grafana.example.com
                  grafana_token_file: /does/not/exist
                  kibana_url: http://kibana.example.com?key=hunter2
                  kibana_api_key_file: [a, b]
                  ca_file: ""
                  urls: [https://good.example.com, "https://x:hunter2@y", http://plain.example.com]
                  log_folder: [one, two]
                  log_rotation: weekly
                """))
        .containsExactlyInAnyOrder(
            "checklist.prometheus_url: " + NO_URL,
            "checklist.alertmanager_url: " + NO_URL,
            "checklist.grafana_url: " + NO_URL,
            "checklist.grafana_token_file: /does/not/exist (expected: a file that can be read)",
            "checklist.kibana_url: " + NO_URL,
            "checklist.kibana_api_key_file: a (expected: a file that can be read)",
            "checklist.kibana_api_key_file: b (expected: a file that can be read)",
            "checklist.ca_file: empty (expected: a file that can be read)",
            "checklist.urls: " + NO_CERTIFICATE,
            "checklist.urls: " + NO_CERTIFICATE,
            "checklist.log_folder: a list (expected: a text)",
            "checklist.log_rotation: weekly (expected: internal or external)");
  }

  @Test
  void oneFile_isOne() throws Exception {
    Path one = Files.writeString(folder.resolve("one"), "hunter2\n");
    Path two = Files.writeString(folder.resolve("two"), "hunter2\n");

    assertThat(mistakes("checklist: {kibana_api_key_file: [%s, %s]}\n".formatted(one, two)))
        .containsExactly("checklist.kibana_api_key_file: 2 files (expected: one)");
  }

  @Test
  void unknownKeys_areNotPassedOver() {
    assertThat(mistakes("checklist: {prometeus_url: 'http://localhost:9090'}\n"))
        .containsExactly(
            "checklist.prometeus_url: unknown key (did you mean checklist.prometheus_url?)");
    assertThat(mistakes("checklist: yes\n")).singleElement().asString().startsWith("checklist: ");
  }
}
