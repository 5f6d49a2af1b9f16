// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.cli.logs.LogFollowing;
import ai.mozaiks.observability.cli.logs.LogPrinter;
import ai.mozaiks.observability.cli.logs.LogSearch;
import ai.mozaiks.observability.cli.logs.LogsClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The command against a real server.
@Timeout(120)
class LogsCommandTest {
  private final CommandRuns mozaiks = new CommandRuns();
  private TestServer server;
  private int stored;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.inMemory();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// A record at so many seconds before now.
  private static String record(int secondsAgo, int severity, String body, String attributes) {
    return """
    {"timeUnixNano":"%d","severityNumber":%d,"body":{"stringValue":"%s"},"attributes":[%s]}\
    """
        .formatted(
            Instant.now().minusSeconds(secondsAgo).toEpochMilli() * 1_000_000,
            severity,
            body,
            attributes);
  }

  private static String attribute(String key, String value) {
    return "{\"key\":\"%s\",\"value\":{\"stringValue\":\"%s\"}}".formatted(key, value);
  }

  private void send(String... records) throws Exception {
    String request =
        """
        {"resourceLogs":[{"resource":{"attributes":[%s]},"scopeLogs":[{"scope":{"name":"shop.orders"},"logRecords":[%s]}]}]}\
        """
            .formatted(attribute("service.name", "shop"), String.join(",", records));
    server.send("/v1/logs", "application/json", request);
    awaitStored(records.length);
  }

  /// Folded is not stored yet.
  private void awaitStored(int more) throws Exception {
    stored += more;
    try (LogsClient client = client()) {
      for (int i = 0; i < 600 && client.list(LogSearch.EVERYTHING).size() < stored; i++) {
        Thread.sleep(50);
      }
      assertThat(client.list(LogSearch.EVERYTHING)).hasSize(stored);
    }
  }

  private LogsClient client() {
    return new LogsClient(URI.create(server.url()));
  }

  @Test
  void showsTheNewestLast_oneALine_withoutColourWhereNobodyLooks() throws Exception {
    send(
        record(30, 9, "line one", attribute("session.id", "order-7")),
        record(
            20,
            17,
            "line \\u001b[2J two\\nends",
            attribute("exception.type", "IOException")
                + ","
                + attribute("exception.stacktrace", "IOException: disk\\n\\tat com.acme.Shop")));
    assertThat(mozaiks.runAt(server, "logs")).isZero();
    List<String> lines = mozaiks.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).endsWith(" INFO  shop.orders shop order-7 line one");
    assertThat(lines.get(1))
        .endsWith(" ERROR shop.orders shop line \\u001b[2J two\\u000aends (IOException)");
    assertThat(lines.get(3)).isEqualTo("      at com.acme.Shop");
    assertThat(mozaiks.out()).doesNotContain("\u001B");
  }

  @Test
  void filtersAreThoseOfTheServer() throws Exception {
    send(
        record(7200, 17, "old rate limit", ""),
        record(30, 9, "rate limit of the provider", attribute("http.route", "/buy")),
        record(20, 17, "limit rate", ""));
    assertThat(found("rate limit")).containsExactly("old rate limit", "rate limit of the provider");
    assertThat(found("limit", "rate", "--since", "1h"))
        .containsExactly("rate limit of the provider", "limit rate");
    assertThat(found("--level", "error", "--until", "1h")).containsExactly("old rate limit");
    assertThat(found("--field", "http.route=/buy", "--logger", "shop", "--app", "shop"))
        .containsExactly("rate limit of the provider");
    assertThat(found("--contains", "prov", "--contains", "mit")).hasSize(1);
    assertThat(found("-n", "1")).containsExactly("limit rate");
    assertThat(found("--agent", "planner")).isEmpty();
  }

  private List<String> found(String... arguments) {
    String[] all = Stream.concat(Stream.of("--json"), Stream.of(arguments)).toArray(String[]::new);
    assertThat(mozaiks.runAt(server, "logs", all)).as(mozaiks.err()).isZero();
    return mozaiks
        .out()
        .lines()
        .map(line -> line.replaceFirst(".*\"body\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  @Test
  void context_showsEachRecordOnce_withGaps() throws Exception {
    String[] records = new String[9];
    for (int i = 0; i < records.length; i++) {
      records[i] = record(100 - i, 9, i % 6 == 1 ? "hit" : "line " + i, "");
    }
    send(records);
    assertThat(mozaiks.runAt(server, "logs", "hit", "--context", "2")).isZero();
    assertThat(mozaiks.out().lines().map(line -> line.replaceFirst(".* shop ", "")))
        .containsExactly(
            "line 0", "hit", "line 2", "line 3", "--", "line 5", "line 6", "hit", "line 8");
  }

  @Test
  void following_showsWhatIsThere_andWhatComes() throws Exception {
    send(record(30, 17, "before", ""));
    LogSearch errors = LogSearch.EVERYTHING.with("min_severity", "error");
    StringWriter shown = new StringWriter();
    PrintWriter lines = new PrintWriter(shown, true);
    try (LogsClient client = client()) {
      LogFollowing following =
          new LogFollowing(client, errors, new LogPrinter(lines, false, false), lines);
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  following.run(errors);
                } catch (CommandFailure e) {
                  throw new AssertionError(e);
                } catch (InterruptedException e) {
                  lines.println("interrupted");
                }
              });
      await(shown, "before");
      send(record(20, 9, "quiet", ""), record(10, 17, "after", ""));
      await(shown, "after");
      assertThat(shown.toString()).containsOnlyOnce("before").doesNotContain("quiet");
      thread.interrupt();
      await(shown, "interrupted");
    }
  }

  private static void await(StringWriter shown, String text) throws InterruptedException {
    for (int i = 0; i < 600 && !shown.toString().contains(text); i++) {
      Thread.sleep(50);
    }
    assertThat(shown.toString()).contains(text);
  }

  @Test
  void noServer_isSaid() {
    server.close();
    assertThat(mozaiks.runAt(server, "logs")).isEqualTo(1);
    assertThat(mozaiks.err())
        .isEqualToIgnoringNewLines(
            "mozaiks: no server answers at %s; start one with: mozaiks serve"
                .formatted(server.url()));
  }

  @Test
  void refusals_andWrongUsage_areSaid() {
    assertThat(mozaiks.runAt(server, "logs", "a b c d e f g h i j k l m n o p q".split(" ")))
        .isEqualTo(1);
    assertThat(mozaiks.err()).contains("the server answered 400: text, contains: 17 words");
    assertThat(mozaiks.runAt(server, "logs", "--level", "loud")).isEqualTo(2);
    assertThat(mozaiks.err())
        .contains("'--level'")
        .contains("loud (expected: trace, debug, info, warn, error or fatal, or 0 to 24)");
    assertThat(mozaiks.runAt(server, "logs", "--trace", "zz")).isEqualTo(2);
    assertThat(mozaiks.err()).contains("'--trace'").contains("zz (expected: 32 hex digits)");
    assertThat(mozaiks.runAt(server, "logs", "--field", "foo")).isEqualTo(2);
    assertThat(mozaiks.err())
        .contains("'--field'", "foo (expected: NAME=VALUE, such as http.route=/buy)")
        .doesNotContain("option option");
    assertThat(mozaiks.runAt(server, "logs", "--field", "a=1", "--field", "a=2")).isEqualTo(2);
    assertThat(mozaiks.err()).contains("--field: a given twice (expected: once)");
    assertThat(mozaiks.runAt(server, "logs", "\"unclosed")).isEqualTo(2);
    assertThat(mozaiks.err()).contains("TEXT: \"unclosed (expected: quotes around all of it");
    assertThat(mozaiks.runAt(server, "logs", "say \"hi")).isEqualTo(2);
    assertThat(mozaiks.runAt(server, "logs", "--since", "yesterday")).isEqualTo(2);
    assertThat(mozaiks.runAt(server, "logs", "--follow", "--until", "1h")).isEqualTo(2);
    assertThat(mozaiks.runAt(server, "logs", "-n", "0")).isEqualTo(2);
  }
}
