// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.UptimeConfig.Check;
import ai.mozaiks.observability.server.config.UptimeConfig.Expectation;
import ai.mozaiks.observability.server.config.UptimeConfig.Header;
import ai.mozaiks.observability.server.config.UptimeConfig.Statuses;
import ai.mozaiks.observability.server.config.UptimeConfig.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UptimeConfigTest {
  private static final String SECRET = "hunter2-and-more";

  @TempDir Path folder;

  private List<Check> read(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("mozaiks.yml"), yaml);
    Map<String, String> environment = Map.of("TOKEN", SECRET, "URL", "https://h.example/" + SECRET);
    return new ConfigSources(Map.of(), environment, file).read().uptime().checks();
  }

  private String mistakes(String yaml) {
    ConfigurationException mistakes =
        catchThrowableOfType(ConfigurationException.class, () -> read(yaml));
    assertThat(mistakes).isNotNull();
    return String.valueOf(mistakes.getMessage());
  }

  private static CheckedUrl url(String text) {
    return CheckedUrl.of(text, false).orElseThrow();
  }

  @Test
  void aNameAndAnAddress_areAllThatIsNeeded() throws Exception {
    assertThat(read("uptime: {checks: [{name: shop, url: 'https://shop.example/health'}]}"))
        .containsExactly(
            new Check(
                "shop",
                url("https://shop.example/health"),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                true,
                Expectation.SUCCESS,
                List.of(),
                Tls.USUAL));
  }

  @Test
  void readsEveryKey() throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), "not looked into here");
    Path token = Files.writeString(folder.resolve("token"), SECRET + "\n");
    assertThat(
            read(
                """
                uptime:
                  checks:
                    - name: shop
                      url: https://shop.example/health
                      interval: 5m
                      timeout: 2s
                      redirects: false
                      expect: {status: [200, 3xx, 401-403], body_contains: '"status":"ok"'}
                      headers:
                        - {name: Accept, value: application/json}
                        - {name: Authorization, value_file: %s}
                        - {name: X-Key, value_env: TOKEN}
                      tls: {ca_file: %s}
                """
                    .formatted(token, ca)))
        .containsExactly(
            new Check(
                "shop",
                url("https://shop.example/health"),
                Duration.ofMinutes(5),
                Duration.ofSeconds(2),
                false,
                new Expectation(
                    List.of(new Statuses(200, 200), new Statuses(300, 399), new Statuses(401, 403)),
                    "\"status\":\"ok\""),
                List.of(
                    new Header.Open("Accept", "application/json"),
                    new Header.Hidden("Authorization", new Secret.InFile(token)),
                    new Header.Hidden("X-Key", new Secret.InEnvironment("TOKEN", SECRET))),
                new Tls(ca, true)));
  }

  @Test
  void anAddressMayBeASecret() throws Exception {
    List<Check> checks = read("uptime: {checks: [{name: shop, url_env: URL}]}");

    assertThat(checks.getFirst().url().revealed().getPath()).isEqualTo("/" + SECRET);
    assertThat(checks.toString()).doesNotContain(SECRET).contains("https://h.example/***");
  }

  @Test
  void aTimeoutIsNotLongerThanTheInterval_alsoIfNoneIsGiven() throws Exception {
    assertThat(read("uptime: {checks: [{name: a, url: 'http://a', interval: 5s}]}"))
        .extracting(Check::timeout)
        .containsExactly(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "https://ann:pw-1234@shop.example/health, https://***@shop.example/health",
    "https://shop.example:8443/health?token=abcdef, https://shop.example:8443/health?token=***",
    "http://shop.example?a=1&key=abc&a=2, http://shop.example?a=***&key=***&a=***",
    "http://shop.example/?abcdef, http://shop.example/?***",
    "http://shop.example/?a=$1, http://shop.example/?a=***",
    "http://shop.example/?a=&b, http://shop.example/?a=***&***",
    "http://[::1]:8000/, http://[::1]:8000/",
    "http://shop.example, http://shop.example",
  })
  void showsNothingSecretOfAnAddress(String address, String shown) {
    assertThat(url(address)).hasToString(shown);
  }

  @Test
  void listsAllMistakes_andRepeatsNoSecret() {
    String mistakes =
        mistakes(
            """
            uptime:
              checks:
                - {name: Shop, url: 'https://shop.example', intervall: 1m}
                - {name: a, url: 'ftp://ann:%1$s@shop.example'}
                - {name: b, url: 'http://b', interval: 1s, timeout: 2m}
                - {name: c, url: 'http://c', interval: 5s, timeout: 9s}
                - {name: d, url: 'http://d', expect: {status: [700, 204-200], text: x}}
                - {name: e, url: 'http://e', headers: [{name: Host, value: x}, {name: X}]}
                - {name: f, url: 'http://f', headers: [{name: X, value: x, value_env: TOKEN}]}
                - {name: g, url: 'https://g', headers: [{name: X, value_env: TOKEN}], tls: {verify: false}}
                - {name: h, url: 'https://ann:%1$s@h', tls: {verify: false}}
                - {name: i, url: 'http://i', tls: {ca_file: /nowhere.pem}}
                - {name: j, url: 'http://j', url_env: URL}
                - {name: k}
                - {name: k, url: 'http://k'}
                - {name: k, url: 'http://k'}
                - {name: l, url_env: NOT_SET}
                - l
            """
                .formatted(SECRET));

    assertThat(mistakes.lines().skip(1).map(line -> line.replaceFirst("^.*?yml:", "")))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("3: uptime.checks[0].intervall: unknown key"),
            line -> assertThat(line).contains("3: uptime.checks[0].name: Shop (expected: a to z"),
            line -> assertThat(line).contains("4: uptime.checks[1].url: not usable"),
            line -> assertThat(line).contains("5: uptime.checks[2].interval: 1s (expected"),
            line -> assertThat(line).contains("5: uptime.checks[2].timeout: 2m (expected"),
            line ->
                assertThat(line).contains("6: uptime.checks[3].timeout: 9s (expected: not more"),
            line -> assertThat(line).contains("7: uptime.checks[4].expect.text: unknown key"),
            line -> assertThat(line).contains("7: uptime.checks[4].expect.status"),
            line -> assertThat(line).contains("7: uptime.checks[4].expect.status"),
            line -> assertThat(line).contains("8: uptime.checks[5].headers[0].name: Host"),
            line -> assertThat(line).contains("8: uptime.checks[5].headers[1].value: missing"),
            line -> assertThat(line).contains("9: uptime.checks[6].headers[0].value: beside"),
            line -> assertThat(line).contains("10: uptime.checks[7].tls: verify: false, with a"),
            line -> assertThat(line).contains("11: uptime.checks[8].tls: verify: false, with a"),
            line -> assertThat(line).contains("12: uptime.checks[9].tls.ca_file: /nowhere.pem"),
            line -> assertThat(line).contains("13: uptime.checks[10].url: beside another one"),
            line -> assertThat(line).contains("14: uptime.checks[11].url: missing"),
            line -> assertThat(line).contains("16: uptime.checks[13].name: k is there twice"),
            line -> assertThat(line).contains("17: uptime.checks[14].url_env: NOT_SET (expected"),
            line -> assertThat(line).contains("18: uptime.checks[15]: l (expected: a table"));
    assertThat(mistakes).doesNotContain(SECRET);
  }

  @Test
  void thereIsAnEndToTheNumberOfChecks() {
    StringBuilder yaml = new StringBuilder("uptime:\n  checks:\n");
    for (int i = 0; i <= UptimeConfig.MOST_CHECKS; i++) {
      yaml.append("    - {name: c").append(i).append(", url: 'http://c'}\n");
    }
    assertThat(mistakes(yaml.toString()))
        .contains("[100].name: one too many (expected: at most 100");
  }

  /// The examples of the page are right.
  @Test
  void thePageShowsConfigurationsThatAreRight() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "operations", "uptime.md"));
    Matcher block = Pattern.compile("(?s)```yaml\n(uptime:.*?)```").matcher(page);
    int found = 0;
    while (block.find()) {
      Path ca = Files.writeString(folder.resolve("ca.pem"), "x");
      Path token = Files.writeString(folder.resolve("token"), SECRET);
      String yaml =
          block
              .group(1)
              .replace("/etc/mozaiks/internal-ca.pem", ca.toString())
              .replace("/etc/mozaiks/shop-token", token.toString());
      assertThat(read(yaml)).isNotEmpty();
      found++;
    }
    assertThat(found).isPositive();
  }
}
