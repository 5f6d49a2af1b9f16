// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.ShippingConfig.Elasticsearch;
import ai.mozaiks.observability.server.config.ShippingConfig.Fluentd;
import ai.mozaiks.observability.server.config.ShippingConfig.Start;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippingConfigTest {
  private static final String PASSWORD = "hunter2-and-more";

  @TempDir Path folder;

  private ServerConfig read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("mozaiks.yml"), yaml);
    return new ConfigSources(Map.of(), Map.of("ES_PASSWORD", PASSWORD), file).read();
  }

  private String mistakes(String yaml) {
    ConfigurationException mistakes =
        catchThrowableOfType(ConfigurationException.class, () -> read(yaml));
    assertThat(mistakes).isNotNull();
    return String.valueOf(mistakes.getMessage());
  }

  private Path secretFile() throws IOException {
    return Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  @Test
  void shortestForms_haveTheNamesOfTheGuide() throws Exception {
    List<ShippingConfig> shipping =
        read("""
        shipping:
          - {type: opensearch, url: 'http://localhost:9200/'}
          - {type: fluentd}
        """)
            .shipping();
    assertThat(shipping)
        .containsExactly(
            new ShippingConfig(
                "opensearch",
                Start.BEGINNING,
                new Elasticsearch(
                    URI.create("http://localhost:9200"),
                    "mozaiksai",
                    false,
                    true,
                    new ShippingConfig.NoLogin(),
                    null)),
            new ShippingConfig(
                "fluentd",
                Start.BEGINNING,
                new Fluentd(
                    "localhost",
                    24_224,
                    "mozaiksai.app",
                    Fluentd.Form.LINE,
                    false,
                    null,
                    Duration.ofSeconds(60))));
  }

  @Test
  void everyKeyIsRead() throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), "x");
    List<ShippingConfig> shipping =
        read("""
        shipping:
          - type: elasticsearch
            name: search-1
            from: now
            url: https://search.example:9200/prefix
            data_stream: logs-mozaiksai-default
            template: false
            user: shipper
            password_file: %s
            ca_file: %s
          - type: fluentd
            name: bits
            host: fluent.example
            port: 24225
            tag: mozaiksai.prod
            record: fields
            tls: true
            ca_file: %s
            ack_timeout: 10s
        """
                .formatted(secretFile(), ca, ca))
            .shipping();
    assertThat(shipping)
        .containsExactly(
            new ShippingConfig(
                "search-1",
                Start.NOW,
                new Elasticsearch(
                    URI.create("https://search.example:9200/prefix"),
                    "logs-mozaiksai-default",
                    true,
                    false,
                    new ShippingConfig.Password("shipper", new Secret.InFile(secretFile())),
                    ca)),
            new ShippingConfig(
                "bits",
                Start.BEGINNING,
                new Fluentd(
                    "fluent.example",
                    24_225,
                    "mozaiksai.prod",
                    Fluentd.Form.FIELDS,
                    true,
                    ca,
                    Duration.ofSeconds(10))));
  }

  @Test
  void secretsComeFromFilesAndVariables_andAreNeverShown() throws Exception {
    ServerConfig config =
        read(
            """
            shipping:
              - {type: elasticsearch, url: 'http://a', user: u, password_env: ES_PASSWORD}
              - {type: elasticsearch, name: b, url: 'http://b', api_key_file: %s}
            """
                .formatted(secretFile()));
    assertThat(config.toString()).doesNotContain(PASSWORD);
    assertThat(((Elasticsearch) config.shipping().get(0).target()).login())
        .isInstanceOfSatisfying(
            ShippingConfig.Password.class,
            login -> assertThat(secretOf(login.password())).isEqualTo(PASSWORD));
    assertThat(((Elasticsearch) config.shipping().get(1).target()).login())
        .isInstanceOfSatisfying(
            ShippingConfig.ApiKey.class,
            login -> assertThat(secretOf(login.key())).isEqualTo(PASSWORD));
  }

  private static String secretOf(Secret secret) {
    try {
      return secret.read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyMistakeIsNamed() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), " \n");
    String mistakes =
        mistakes(
            """
            shipping:
              - {type: kafka}
              - {url: 'http://x'}
              - {type: elasticsearch}
              - {type: elasticsearch, url: 'ftp://x'}
              - {type: elasticsearch, url: 'http://x', index: Upper}
              - {type: elasticsearch, url: 'http://x', index: a, data_stream: b}
              - {type: elasticsearch, url: 'http://x', user: u}
              - {type: elasticsearch, url: 'http://x', user: u, password_file: /no/such/file}
              - {type: elasticsearch, url: 'http://x', user: u, password_file: %s}
              - {type: elasticsearch, url: 'http://x', api_key_env: NOT_SET}
              - {type: fluentd, port: 0, record: xml, ca_file: %s, ack_timeout: 2h}
              - {type: fluentd, name: 'A B', tagg: x}
              - {type: fluentd}
              - nothing
            """
                .formatted(empty, empty));
    assertThat(mistakes)
        .contains("shipping[0].type: kafka (expected: elasticsearch, opensearch or fluentd)")
        .contains("shipping[1].type: missing")
        .contains("shipping[2].url: missing")
        .contains("shipping[3].url: not usable (expected: http:// or https://")
        .contains("shipping[4].index: Upper (expected: a to z")
        .contains("shipping[5].index: a (expected: either data_stream or index)")
        .contains("shipping[6].password_file: missing (expected: user and password_file")
        .contains("shipping[7].password_file: /no/such/file (expected: a file that can be read)")
        .contains("shipping[8].password_file: " + empty + " (expected: a file with a secret in it)")
        .contains("shipping[9].api_key_env: NOT_SET (expected: an environment variable that is set")
        .contains("shipping[10].port: 0 (expected: a port from 1 to 65535)")
        .contains("shipping[10].record: xml (expected: line or fields)")
        .contains("shipping[10].ca_file: without tls: true")
        .contains("shipping[10].ack_timeout: 2h (expected: a duration from 1s to 1h")
        .contains("shipping[11].tagg: unknown key (did you mean tag?)")
        .contains("shipping[11].name: A B (expected: a to z")
        .contains("shipping[12].name: fluentd is there twice")
        .contains("shipping[13]: nothing (expected: a table with a type");
  }

  @Test
  void secretsInTheFileAreRefused_withoutRepeatingThem() {
    assertThat(
            mistakes(
                """
                shipping:
                  - {type: elasticsearch, url: 'http://x', user: u, password: %s}
                """
                    .formatted(PASSWORD)))
        .contains("password: unknown key (expected: password_file or password_env")
        .doesNotContain(PASSWORD);
    assertThat(
            mistakes(
                """
                shipping:
                  - {type: elasticsearch, url: 'http://u:%s@x'}
                """
                    .formatted(PASSWORD)))
        .contains("url: not usable")
        .doesNotContain(PASSWORD);
  }
}
