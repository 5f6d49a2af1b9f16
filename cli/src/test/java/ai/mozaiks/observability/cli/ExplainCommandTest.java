// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command against a real server.
class ExplainCommandTest {
  private static final String TURN =
      """
      {"resourceSpans":[{"resource":{"attributes":[
        {"key":"service.name","value":{"stringValue":"support-bot"}}]},"scopeSpans":[{"spans":[
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b173",
         "name":"invoke_agent planner","startTimeUnixNano":"1760000000000000000",
         "endTimeUnixNano":"1760000001000000000","attributes":[
          {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},
          {"key":"gen_ai.agent.name","value":{"stringValue":"planner"}},
          {"key":"gen_ai.conversation.id","value":{"stringValue":"chat_abc123"}}]}]}]}]}
      """;

  private static final String CALL =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
         "parentSpanId":"eee19b7ec3c1b173","name":"chat gpt-4o-mini",
         "startTimeUnixNano":"1760000000100000000","endTimeUnixNano":"1760000000900000000",
         "status":{"code":2,"message":"TimeoutError: upstream timed out"},"attributes":[
          {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
          {"key":"gen_ai.usage.prompt_tokens","value":{"intValue":"7"}},
          {"key":"gen_ai.usage.input_tokens","value":{"intValue":"120"}},
          {"key":"gen_ai.usage.output_tokens","value":{"intValue":"48"}}]}]}]}]}
      """;

  private static final String LOG =
      """
      {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1760000000000000000",
        "traceId":"5b8efff798038103d269b633813fc60c","body":{"stringValue":"a line"}}]}]}]}
      """;

  private static final String METRIC =
      """
      {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"jobs","gauge":{"dataPoints":[
        {"timeUnixNano":"1","asInt":"5"}]}}]}]}]}
      """;

  @TempDir Path folder;
  private final CommandRuns mozaiks = new CommandRuns();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.inMemory();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void explainsFilesTogether_whateverIsInThem() throws Exception {
    String turn = file("turn.json", TURN);
    String more = file("more.jsonl", (CALL.replace("\n", "") + "\n" + LOG.replace("\n", "")));
    String metric = compressed("metric.json.gz", METRIC);

    assertThat(mozaiks.runAt(server, "explain", turn, more, metric)).isZero();

    assertThat(mozaiks.out())
        .isEqualTo(
            """
            4 requests: 2 spans in 1 trace, 1 log record, 1 data point of 1 metric

            trace 5b8efff798038103d269b633813fc60c
            = 1 turn, 1 model call, 0 tool calls, 1 error, tokens 120 in, 48 out, cost unknown (1 call without a price)
              + invoke_agent planner  [turn, otel-genai]  an agent's turn
                  chat support-bot/chat_abc123 (its attribute gen_ai.conversation.id)
                + chat gpt-4o-mini  [llm_call, otel-genai]  a model call
                    tokens 120 in, 48 out: counted with the call
                    ! failed: TimeoutError: upstream timed out (counted: it began here)
                    ! doubtful: aliases_disagree: names of one figure have different values: the first by precedence counts (rule 2)

            log records
              - 2025-10-09T08:53:20Z  rule 7: kept beside its trace, and in no total
                  chat support-bot/chat_abc123 (its trace)

            metrics: rule 6: stored apart (/api/metrics/points), and in no total: spans tell of the same calls
              - jobs  [gauge]  1 point in 1 series, app unknown
            """);
  }

  @Test
  void printsAllThereIs_asJson() throws Exception {
    assertThat(mozaiks.runAt(server, "explain", "--json", file("turn.json", TURN))).isZero();

    assertThat(mozaiks.out())
        .startsWith("{\"requests\":1,")
        .contains("\"flag_reasons\":{}", "\"logs\":[]", "\"metrics\":[]");
  }

  @Test
  void explainsRecordingsOfThisProject() throws Exception {
    Path recordings = Path.of("..", "server", "src", "test", "resources", "recordings");
    try (Stream<Path> of = Files.list(recordings.resolve("spring-ai-2.0.1"))) {
      List<String> files =
          of.map(Path::toString).filter(name -> name.endsWith(".otlp.json")).sorted().toList();

      assertThat(mozaiks.runAt(server, "explain", files.toArray(String[]::new)))
          .as(mozaiks.err())
          .isZero();
    }

    assertThat(mozaiks.out()).contains("model call", "[llm_call, ");
  }

  @Test
  void namesTheFileThatIsWrong() throws Exception {
    String broken = file("broken.json", "{\"resourceSpans\":[\n}");
    String noTime =
        file(
            "no-time.jsonl",
            TURN.replace("\n", "") + "\n" + LOG.replace("\"1760000000000000000\"", "\"soon\""));
    String events = file("events.ndjson", "{\"chat_id\":\"1\"}");

    assertThat(mozaiks.runAt(server, "explain", file("turn.json", TURN), broken)).isEqualTo(1);
    assertThat(mozaiks.err()).contains("mozaiks: " + broken + ":2: not JSON: ");
    assertThat(mozaiks.runAt(server, "explain", noTime)).isEqualTo(1);
    assertThat(mozaiks.err())
        .contains("mozaiks: " + noTime + ":2: the server answered 400: /resourceLogs/0/");
    assertThat(mozaiks.runAt(server, "explain", events)).isEqualTo(1);
    assertThat(mozaiks.err())
        .contains("mozaiks: " + events + ": no OTLP request (expected: JSON with resourceSpans");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String compressed(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(folder.resolve(name), bytes.toByteArray()).toString();
  }
}
