// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.cli.logs.LogFollowing;
import ai.mozaiks.observability.cli.logs.LogPrinter;
import ai.mozaiks.observability.cli.logs.LogSearch;
import ai.mozaiks.observability.cli.logs.LogsClient;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/// The command against a real server.
@Timeout(120)
class LogsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;
  private int stored;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            new ConfigSources(
                    Map.of("port", "0", "otlp_port", "off", "grpc_port", "off"),
                    Map.of("MOZAIKS_STORAGE_KIND", "memory"),
                    null)
                .read());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("logs", "--url", "http://127.0.0.1:" + server.port()));
    all.addAll(List.of(arguments));
    return commandLine().execute(all.toArray(String[]::new));
  }

  private CommandLine commandLine() {
    return Mozaiks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
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
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + server.port() + "/v1/logs?wait=folded"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(request))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isEqualTo(200);
    }
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
    return new LogsClient(URI.create("http://127.0.0.1:" + server.port()));
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
    assertThat(run()).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).endsWith(" INFO  shop.orders shop order-7 line one");
    assertThat(lines.get(1))
        .endsWith(" ERROR shop.orders shop line \\u001b[2J two\\u000aends (IOException)");
    assertThat(lines.get(3)).isEqualTo("      at com.acme.Shop");
    assertThat(out.toString()).doesNotContain("\u001B");
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
    out.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
    return out.toString()
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
    assertThat(run("hit", "--context", "2")).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceFirst(".* shop ", "")))
        .containsExactly(
            "line 0", "hit", "line 2", "line 3", "--", "line 5", "line 6", "hit", "line 8");
  }

  @Test
  void following_showsWhatIsThere_andWhatComes() throws Exception {
    send(record(30, 17, "before", ""));
    LogSearch errors = LogSearch.EVERYTHING.with("min_severity", "error");
    PrintWriter lines = new PrintWriter(out, true);
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
      await("before");
      send(record(20, 9, "quiet", ""), record(10, 17, "after", ""));
      await("after");
      assertThat(out.toString()).containsOnlyOnce("before").doesNotContain("quiet");
      thread.interrupt();
      await("interrupted");
    }
  }

  private void await(String text) throws InterruptedException {
    for (int i = 0; i < 600 && !out.toString().contains(text); i++) {
      Thread.sleep(50);
    }
    assertThat(out.toString()).contains(text);
  }

  @Test
  void noServer_isSaid() {
    int port = server.port();
    server.close();
    assertThat(commandLine().execute("logs", "--url", "http://127.0.0.1:" + port)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "mozaiks: no server answers at http://127.0.0.1:%d; start one with: mozaiks serve"
                .formatted(port));
  }

  @Test
  void refusals_andWrongUsage_areSaid() {
    assertThat(run("a b c d e f g h i j k l m n o p q".split(" "))).isEqualTo(1);
    assertThat(err.toString()).contains("the server answered 400: text, contains: 17 words");
    assertThat(run("--level", "loud")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'--level'")
        .contains("loud (expected: trace, debug, info, warn, error or fatal, or 0 to 24)");
    assertThat(run("--trace", "zz")).isEqualTo(2);
    assertThat(err.toString()).contains("'--trace'").contains("zz (expected: 32 hex digits)");
    assertThat(run("--field", "foo")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'--field'", "foo (expected: NAME=VALUE, such as http.route=/buy)")
        .doesNotContain("option option");
    assertThat(run("--field", "a=1", "--field", "a=2")).isEqualTo(2);
    assertThat(err.toString()).contains("--field: a given twice (expected: once)");
    assertThat(run("\"unclosed")).isEqualTo(2);
    assertThat(err.toString()).contains("TEXT: \"unclosed (expected: quotes around all of it");
    assertThat(run("say \"hi")).isEqualTo(2);
    assertThat(run("--since", "yesterday")).isEqualTo(2);
    assertThat(run("--follow", "--until", "1h")).isEqualTo(2);
    assertThat(run("-n", "0")).isEqualTo(2);
  }
}
