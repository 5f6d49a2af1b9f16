// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.redaction.PersonalData;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourcesTest {
  private static final long LARGE_HEAP = 4L << 30;

  @TempDir Path folder;

  @Test
  void givesTheDefaults_whenNothingIsSet() throws Exception {
    ServerConfig config = read(Map.of(), Map.of(), null);

    Path data = Path.of(System.getProperty("user.home"), ".local", "share", "mozaiks");
    assertThat(config).isEqualTo(ServerConfig.defaults(data));
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8000);
    assertThat(config.grpcPort()).isEqualTo(4317);
    assertThat(config.otlpPort()).isEqualTo(4318);
    assertThat(config.limits().requestBytes()).isEqualTo(64 * 1024 * 1024);
    assertThat(config.storage().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(config.chats().keepCompleted()).isEqualTo(Duration.ofHours(24));
    assertThat(config.content().keep()).isFalse();
  }

  @Test
  void readsASettingUnderItsEarlierName_whereTheNewOneIsNotSet() throws Exception {
    Path earlier = file("limits: {max_hot_spans: 2000}\n");
    assertThat(read(Map.of(), Map.of(), earlier).limits().maxMovingRecords()).isEqualTo(2_000);

    Map<String, String> environment = Map.of("MOZAIKS_LIMITS_MAX_HOT_SPANS", "3000");
    assertThat(read(Map.of(), environment, null).limits().maxMovingRecords()).isEqualTo(3_000);

    Path both = file("limits: {max_hot_spans: 2000, max_moving_records: 4000}\n");
    assertThat(read(Map.of(), Map.of(), both).limits().maxMovingRecords()).isEqualTo(4_000);
  }

  @Test
  void personalDataIsMasked_onlyWhereItIsNamed() throws Exception {
    assertThat(read(Map.of(), Map.of(), null).redaction().personalData()).isEmpty();

    RedactionConfig redaction =
        read(Map.of(), Map.of("MOZAIKS_REDACTION_PERSONAL_DATA", "[email, card]"), null)
            .redaction();

    assertThat(redaction.personalData())
        .containsExactlyInAnyOrder(PersonalData.Kind.EMAIL, PersonalData.Kind.CARD);
    assertThat(redaction.redactor().redact("mail jane@example.com or call +49 30 1234567"))
        .isEqualTo("mail ***REDACTED*** or call +49 30 1234567");
  }

  @Test
  void readsEveryKeyOfTheFile() throws Exception {
    ServerConfig config = read(Map.of(), Map.of(), resource("complete.yml"));

    assertThat(config.redaction().keys()).containsExactly("x-internal");
    assertThat(config.redaction().patterns())
        .extracting(Object::toString)
        .containsExactly("BADGE-\\d+");
    assertThat(config.toBuilder().redaction(RedactionConfig.NONE).build())
        .isEqualTo(
            new ServerConfig(
                "0.0.0.0",
                8001,
                ServerConfig.OFF,
                0,
                Path.of("/var/lib/mozaiks"),
                new StorageConfig.Embedded(
                    Duration.ofDays(90), 2L << 30, 16L << 20, Duration.ofSeconds(3), 7),
                new LimitsConfig(
                    8L << 20, 32L << 20, 48L << 20, 7_000, 100, 4096, 10, 5, 3_000, 4_000, 10_000,
                    50, 20, 30_000, 40_000),
                new ChatsConfig(
                    new ChatTimeouts(Duration.ofSeconds(90), Duration.ofMinutes(90)),
                    new FlagsConfig(5, 30, new BigDecimal("2.50")),
                    Duration.ofDays(2),
                    Duration.ofMillis(500)),
                new ContentConfig(
                    true, Map.of("acme", false), 4 << 10, 32 << 10, Duration.ofDays(7)),
                RedactionConfig.NONE,
                List.of(
                    new PriceConfig(
                        "house-model",
                        "house",
                        new BigDecimal("0.000001"),
                        new BigDecimal("0.5"),
                        new BigDecimal("3"),
                        new BigDecimal("12.10"))),
                new ChatKeyConfig("session.id", Map.of("acme", "conversation.id")),
                new UsageSourceConfig(
                    UsageSourceConfig.Source.OTLP,
                    Map.of("acme", UsageSourceConfig.Source.AG2_LOG)),
                List.of(
                    new SourceConfig(
                        SourceConfig.Kind.AG2_FILE,
                        Path.of("/var/log/acme/runtime.log"),
                        "acme",
                        "Generator",
                        null,
                        true)),
                List.of(
                    new ShippingConfig(
                        "bits",
                        ShippingConfig.Start.NOW,
                        new ShippingConfig.Fluentd(
                            "fluent.example",
                            24_225,
                            "mozaiksai.prod",
                            ShippingConfig.Fluentd.Form.FIELDS,
                            true,
                            null,
                            Duration.ofSeconds(10)))),
                new UsageConfig(Set.of("my.scope")),
                new RetentionConfig(Duration.ofDays(3), Duration.ofDays(14), true),
                new AlertsConfig(
                    false,
                    false,
                    List.of(),
                    List.of(),
                    Duration.ofSeconds(30),
                    500,
                    new AlertsConfig.WeeklyReview(true, 6, ZoneId.of("Europe/Berlin"))),
                new LoggingConfig(false, LoggingConfig.Level.WARN, true),
                NotificationConfig.NONE,
                new UptimeConfig(
                    List.of(
                        new UptimeConfig.Check(
                            "shop",
                            CheckedUrl.of("https://shop.example/health", false).orElseThrow(),
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(5),
                            false,
                            new UptimeConfig.Expectation(
                                List.of(new UptimeConfig.Statuses(204, 204)), "fine"),
                            List.of(new UptimeConfig.Header.Open("Accept", "text/plain")),
                            UptimeConfig.Tls.USUAL))),
                ChecklistConfig.NONE));
  }

  @Test
  void takesFlagBeforeEnvironmentBeforeFileBeforeDefault() throws Exception {
    Path file = file("port: 1001\ngrpc_port: 1002\notlp_port: 1003\n");
    Map<String, String> environment =
        Map.of("MOZAIKS_PORT", "2001", "MOZAIKS_GRPC_PORT", "2002", "MOZAIKS_HOST", "");

    ServerConfig config = read(Map.of("port", "3001"), environment, file);

    assertThat(config.port()).isEqualTo(3001);
    assertThat(config.grpcPort()).isEqualTo(2002);
    assertThat(config.otlpPort()).isEqualTo(1003);
    assertThat(config.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void readsNestedKeysListsAndTablesFromTheEnvironment() throws Exception {
    ServerConfig config =
        read(
            Map.of(),
            Map.of(
                "MOZAIKS_STORAGE_MEMORY_LIMIT", "128MiB",
                "MOZAIKS_STORAGE_KIND", "embedded",
                "MOZAIKS_REDACTION_KEYS", "[badge, x-internal]",
                "MOZAIKS_CHAT_KEY_APPS", "{acme: session.id}",
                "MOZAIKS_PRICES",
                    "[{\"model\": \"m\", \"input_usd_per_million\": 1.25,"
                        + " \"output_usd_per_million\": 10}]"),
            null);

    assertThat(config.storage())
        .isEqualTo(
            new StorageConfig.Embedded(
                Duration.ofDays(30), 128L << 20, 64L << 20, Duration.ofSeconds(10), 32));
    assertThat(config.redaction().keys()).containsExactly("badge", "x-internal");
    assertThat(config.chatKeys().of("acme")).contains("session.id");
    assertThat(config.chatKeys().of("other")).isEmpty();
    assertThat(config.prices())
        .containsExactly(
            new PriceConfig("m", null, new BigDecimal("1.25"), null, null, BigDecimal.TEN));
  }

  @Test
  void refusesDurationsThatNobodyCanAddUp() {
    assertThatThrownBy(() ->
            read(
                Map.of(),
                Map.of(
                    "MOZAIKS_CHATS_ROOT_GRACE", "200000d",
                    "MOZAIKS_STORAGE_QUERY_TIMEOUT", "106752d"),
                null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("chats.root_grace: 200000d (expected: a duration > 0 such as")
        .hasMessageContaining("storage.query_timeout: 106752d (expected: a duration > 0 such as");
  }

  @Test
  void fitsRequestsIntoASmallHeap_unlessToldOtherwise() throws Exception {
    ConfigSources nothing = new ConfigSources(Map.of(), Map.of(), null);
    ConfigSources told =
        new ConfigSources(
            Map.of(),
            Map.of(
                "MOZAIKS_LIMITS_IN_FLIGHT_BYTES",
                "512MiB",
                "MOZAIKS_LIMITS_REQUEST_BYTES",
                "100MiB"),
            null);

    assertThat(nothing.read(1L << 30).limits()).isEqualTo(LimitsConfig.DEFAULT);
    assertThat(nothing.read(512L << 20).limits().inFlightBytes()).isEqualTo(128L << 20);
    assertThat(nothing.read(512L << 20).limits().requestBytes()).isEqualTo(64L << 20);
    assertThat(nothing.read(128L << 20).limits().inFlightBytes()).isEqualTo(32L << 20);
    assertThat(nothing.read(128L << 20).limits().requestBytes()).isEqualTo(32L << 20);
    assertThat(told.read(128L << 20).limits().inFlightBytes()).isEqualTo(512L << 20);
    assertThat(told.read(128L << 20).limits().requestBytes()).isEqualTo(100L << 20);
  }

  @Test
  void listsEveryMistakeAtOnce() throws Exception {
    Path file = resource("mistakes.yml");

    ConfigurationException mistakes =
        mistakes(
            Map.of("data", "bad\0folder"),
            Map.of("MOZAIKS_CHATS_ROOT_GRACE", "soon", "MOZAIKS_GRCP_PORT", "1"),
            file);

    String expected = Files.readString(resource("mistakes.txt"));
    assertThat(
            String.valueOf(mistakes.getMessage())
                    .replace(file.toString(), "server.yml")
                    .replace('\0', '?')
                + "\n")
        .isEqualTo(expected);
    assertThat(mistakes.problems()).hasSize((int) expected.lines().count() - 1);
  }

  @Test
  void listsMistakesAboutContent() throws Exception {
    Path file =
        file(
            """
            content:
              keep: perhaps
              apps:
                acme: yes
                shop: [true]
              max_bytes: 2MiB
              max_bytes_per_call: 1MiB
              retention: never
            """);

    assertThat(mistakes(Map.of(), Map.of(), file).problems())
        .extracting(problem -> problem.key() + ": " + problem.text())
        .containsExactly(
            "content.keep: perhaps (expected: true or false)",
            "content.apps.acme: yes (expected: true or false)",
            "content.apps.shop: a list (expected: true or false)",
            "content.max_bytes_per_call: 1048576 (expected: >= content.max_bytes, 2097152)",
            "content.retention: never (expected: a duration > 0 such as 30d, 2m, 500ms, at most 36500d)");
    assertThat(mistakes(Map.of(), Map.of(), file("content: {apps: acme}\n")).problems())
        .extracting(problem -> problem.text())
        .containsExactly("acme (expected: a table of true or false)");
    assertThat(mistakes(Map.of(), Map.of(), file("content: {max_bytes: 1}\n")).problems())
        .extracting(problem -> problem.text())
        .containsExactly("1 (expected: a size such as 64MiB, from 64 to 67108864 bytes)");
  }

  @Test
  void takesAppsWithContent_fromAVariable() throws Exception {
    assertThat(
            read(
                    Map.of(),
                    Map.of("MOZAIKS_CONTENT_APPS", "{acme: true, shop: false}"),
                    file("# none\n"))
                .content()
                .apps())
        .isEqualTo(Map.of("acme", true, "shop", false));
  }

  @Test
  void namesTheLine_whenTheFileIsNoYaml() throws Exception {
    Path file = file("port: 8000\nhost: [a\n");

    assertThat(mistakes(Map.of(), Map.of(), file).problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.source()).startsWith(file + ":");
          assertThat(problem.text()).startsWith("not YAML: ");
        });
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path file = folder.resolve("none.yml");

    assertThat(mistakes(Map.of(), Map.of(), file))
        .hasMessage(
            "The configuration has a mistake:\n  "
                + file
                + ": no such file (expected: a YAML file)");
  }

  @Test
  void refusesAliasesAndSecondDocuments() throws Exception {
    assertThat(mistakes(Map.of(), Map.of(), file("host: &a localhost\ndata: *a\n")))
        .hasMessageContaining(":2: *a (expected: a value; aliases are not read)");
    assertThat(mistakes(Map.of(), Map.of(), file("port: 1\n---\nport: 2\n")))
        .hasMessageContaining("a second document (expected: one document)");
    assertThat(mistakes(Map.of(), Map.of(), file("- port\n")))
        .hasMessageContaining(":1: not a table (expected: lines such as port: 8000)");
  }

  @Test
  void acceptsAnEmptyFile() throws Exception {
    assertThat(read(Map.of(), Map.of(), file("# nothing yet\n")).port()).isEqualTo(8000);
  }

  @Test
  void saysWhatKubernetesDid_whenAServiceIsNamedLikeThePrefix() {
    assertThat(
            mistakes(
                Map.of(),
                Map.of("MOZAIKS_PORT", "tcp://10.0.0.1:8000", "MOZAIKS_SERVICE_HOST", "10.0.0.1"),
                null))
        .hasMessage(
            "The configuration has a mistake:\n"
                + "  environment variable MOZAIKS_PORT: port: tcp://10.0.0.1:8000 (expected: a"
                + " port from 1 to 65535, 0 for any free one; Kubernetes set this: use"
                + " enableServiceLinks: false in the pod)");
  }

  @Test
  void refusesTwoDoorsOnOnePort() {
    assertThat(mistakes(Map.of(), Map.of("MOZAIKS_PORT", "4318"), null))
        .hasMessageContaining("default: otlp_port: 4318 (expected: another port than port)");
  }

  @Test
  void blamesWhatWasSet_notADefault() {
    assertThat(mistakes(Map.of(), Map.of("MOZAIKS_CHATS_STALLED_AFTER", "2h"), null))
        .hasMessageContaining(
            "environment variable MOZAIKS_CHATS_STALLED_AFTER: chats.stalled_after: 2h (expected: <="
                + " chats.abandoned_after, 30m unless set)");
    assertThat(mistakes(Map.of(), Map.of("MOZAIKS_CHATS_ABANDONED_AFTER", "1m"), null))
        .hasMessageContaining(
            "environment variable MOZAIKS_CHATS_ABANDONED_AFTER: chats.abandoned_after: 1m (expected:"
                + " >= chats.stalled_after, 2m)");
  }

  private static ServerConfig read(
      Map<String, String> flags, Map<String, String> environment, @Nullable Path file)
      throws ConfigurationException {
    return new ConfigSources(flags, environment, file).read(LARGE_HEAP);
  }

  private static ConfigurationException mistakes(
      Map<String, String> flags, Map<String, String> environment, @Nullable Path file) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(flags, environment, file));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "server", ".yml"), text);
  }

  private static Path resource(String name) throws URISyntaxException {
    URL url = ConfigSourcesTest.class.getResource(name);
    if (url == null) {
      throw new IllegalStateException("no test resource " + name);
    }
    return Path.of(url.toURI());
  }
}
