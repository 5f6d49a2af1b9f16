// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.content.ContentCaps;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.http.RoutePeer;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.SpanFlag;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.server.otlp.LogScreen;
import ai.mozaiks.observability.server.otlp.MetricRequests;
import ai.mozaiks.observability.server.otlp.MetricScreen;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.OtlpSignal;
import ai.mozaiks.observability.server.otlp.SpanScreen;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ExplainApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String REQUEST =
      """
      {"resourceSpans":[{"resource":{"attributes":[
        {"key":"service.name","value":{"stringValue":"support-bot"}}]},
       "scopeSpans":[{"scope":{"name":"test"},"spans":[
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b173",
         "name":"invoke_agent planner",
         "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000001000000000",
         "attributes":[
          {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},
          {"key":"gen_ai.agent.name","value":{"stringValue":"planner"}},
          {"key":"gen_ai.conversation.id","value":{"stringValue":"chat_abc123"}},
          {"key":"gen_ai.usage.input_tokens","value":{"intValue":"120"}},
          {"key":"gen_ai.usage.output_tokens","value":{"intValue":"48"}}]},
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
         "parentSpanId":"eee19b7ec3c1b173","name":"chat gpt-4o-mini",
         "startTimeUnixNano":"1760000000100000000","endTimeUnixNano":"1760000000900000000",
         "attributes":[
          {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
          {"key":"gen_ai.usage.prompt_tokens","value":{"intValue":"7"}},
          {"key":"gen_ai.usage.input_tokens","value":{"intValue":"120"}},
          {"key":"gen_ai.usage.output_tokens","value":{"intValue":"48"}}]}]}]}]}
      """;

  private final RoutePeer peer;

  ExplainApiTest() throws IOException {
    peer = peer(ContentPolicy.NOTHING);
  }

  private static RoutePeer peer(ContentPolicy policy) throws IOException {
    return peer(policy, UsageSources.DEFAULT);
  }

  private static RoutePeer peer(ContentPolicy policy, UsageSources sources) throws IOException {
    SpanScreen spans =
        new SpanScreen(
            SpanLimits.DEFAULT,
            Redaction.NONE,
            policy,
            1_000,
            ChatNames.NONE,
            new Cuts(),
            ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
            InstantSource.system());
    LogScreen logs =
        new LogScreen(
            SpanLimits.DEFAULT,
            Redaction.NONE,
            policy,
            1_000,
            ChatNames.NONE,
            new Cuts(),
            InstantSource.system());
    MetricScreen metrics = new MetricScreen(SpanLimits.DEFAULT, Redaction.NONE, new Cuts());
    SpanContents contents =
        new SpanContents(policy, new ContentCaps(1_000, 1_000), text -> text, new ContentCounts());
    return new RoutePeer(
        new ExplainApi(
                new ExplainApi.Requests(
                    new OtlpRequests<>(OtlpSignal.TRACES, spans, 1_000),
                    new OtlpRequests<>(OtlpSignal.LOGS, logs, 1_000),
                    new OtlpRequests<>(OtlpSignal.METRICS, metrics, 1_000)),
                Dialects.standard(),
                new TraceDerivation((_, _, _, _) -> Cost.UNPRICED, sources),
                contents,
                policy)
            ::addTo);
  }

  @AfterEach
  void close() {
    peer.close();
  }

  private JsonNode explain(String request) throws Exception {
    return explain(peer, request);
  }

  private static JsonNode explain(RoutePeer peer, String request) throws Exception {
    HttpResponse<String> answer = peer.post("/api/explain", "application/json", request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  @Test
  void saysWhatWasCountedAndWhy() throws Exception {
    JsonNode trace = explain(REQUEST).at("/traces/0");

    assertThat(trace.at("/trace_id").asString()).isEqualTo("5b8efff798038103d269b633813fc60c");
    assertThat(trace.at("/totals/prompt_tokens").asLong()).isEqualTo(120);
    JsonNode turn = trace.at("/spans/0");
    assertThat(turn.at("/role").asString()).isEqualTo("turn");
    assertThat(turn.at("/dialect").asString()).isEqualTo("otel-genai");
    assertThat(turn.at("/counted").asBoolean()).isTrue();
    assertThat(turn.at("/parent_span_id").isNull()).isTrue();
    assertThat(turn.at("/usage/prompt_tokens").asLong()).isEqualTo(120);
    assertThat(turn.at("/usage_reason").asString()).startsWith("not counted: rule 3");
    assertThat(turn.at("/chat_from").asString()).isEqualTo("its attribute gen_ai.conversation.id");
    JsonNode call = trace.at("/spans/1");
    assertThat(call.at("/role").asString()).isEqualTo("llm_call");
    assertThat(call.at("/usage_reason").asString()).isEqualTo("counted with the call");
    assertThat(call.at("/agent_name").asString()).isEqualTo("planner");
    assertThat(call.at("/app_id").asString()).isEqualTo("support-bot");
    assertThat(call.at("/chat_id").asString()).isEqualTo("chat_abc123");
    assertThat(call.at("/chat_from").asString()).startsWith("another span of the trace");
    assertThat(call.at("/fields/prompt_tokens/value").asLong()).isEqualTo(120);
    assertThat(call.at("/fields/prompt_tokens/attribute").asString())
        .isEqualTo("gen_ai.usage.input_tokens");
  }

  @Test
  void saysWhichSpanOfTheSameCallYields() throws Exception {
    String nested =
        REQUEST.replace("\"invoke_agent\"", "\"chat\"").replace("chat_abc123", "resp_1");

    JsonNode outer = explain(nested).at("/traces/0/spans/0");

    assertThat(outer.at("/counted").asBoolean()).isFalse();
    assertThat(outer.at("/reason").asString()).startsWith("rule 4");
    assertThat(outer.at("/usage_reason").asString()).startsWith("not counted: rule 4");
    assertThat(outer.at("/chat_from").asString()).startsWith("provisional");
  }

  @Test
  void saysThatAnOnlySumIsCounted() throws Exception {
    String withoutCall = REQUEST.replace("\"chat\"", "\"plan\"");
    JsonNode spans = explain(withoutCall).at("/traces/0/spans");

    assertThat(spans.at("/0/usage_reason").asString()).startsWith("counted: rule 3");
    assertThat(spans.at("/1/counted").asBoolean()).isFalse();
    assertThat(spans.at("/1/usage_reason").asString()).startsWith("not counted: rule 3");
  }

  @Test
  void tellsSpansThatWouldBeRejected_andKeepsTheOthers() throws Exception {
    JsonNode answer = explain(REQUEST.replace("eee19b7ec3c1b174", "00"));

    assertThat(answer.at("/rejected_spans").asInt()).isEqualTo(1);
    assertThat(answer.at("/first_rejection").asString()).isNotEmpty();
    assertThat(answer.at("/traces/0/spans").size()).isEqualTo(1);
  }

  @Test
  void explainsTracesWithoutAgents() throws Exception {
    String plain = REQUEST.replace("gen_ai.", "other.");

    JsonNode span = explain(plain).at("/traces/0/spans/0");

    assertThat(span.at("/role").asString()).isEqualTo("plain");
    assertThat(span.at("/counted").asBoolean()).isFalse();
    assertThat(span.at("/reason").asString()).contains("structure only");
  }

  private static final String TRACE = "5b8efff798038103d269b633813fc60c";

  private static String span(String attributes) {
    return """
    {"resourceSpans":[{"scopeSpans":[{"spans":[
     {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"chat",
      "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000000820000000",
      "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}%s]}]}]}]}\
    """
        .formatted(attributes);
  }

  private static String attribute(String key, String value) {
    return ",{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }

  private static String log(String event, String spanId, String attributes) {
    return """
    {"resourceLogs":[{"scopeLogs":[{"logRecords":[
     {"timeUnixNano":"1760000000000000000","eventName":"%s",
      "traceId":"5b8efff798038103d269b633813fc60c","spanId":"%s",
      "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}%s]}]}]}]}\
    """
        .formatted(event, spanId, attributes);
  }

  private static final String METRICS =
      """
      {"resourceMetrics":[{"resource":{"attributes":[
        {"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[
        {"name":"gen_ai.client.token.usage","unit":"{token}","sum":{"dataPoints":[
          {"timeUnixNano":"1","asInt":"5"},{"timeUnixNano":"2","asInt":"6"}]}}]}]}]}\
      """;

  @Test
  void takesSeveralRequestsAsOneSet_inWhateverLayout() throws Exception {
    String parent =
        REQUEST.replaceFirst(
            "(?s),\\s*\\{\"traceId\":\"[0-9a-f]+\",\"spanId\":\"eee19b7ec3c1b174.*", "]}]}]}");
    String child = REQUEST.replaceFirst("(?s)\\{\"traceId\".*?\\},\\s*(?=\\{\"traceId\")", "");
    JsonNode together = explain(REQUEST);
    ((ObjectNode) together).put("requests", 2);

    assertThat(explain(parent).at("/traces/0/spans").size()).isEqualTo(1);
    assertThat(explain(child).at("/traces/0/spans").size()).isEqualTo(1);
    assertThat(explain(parent + "\n" + child)).isEqualTo(together);
    assertThat(explain(child + parent)).isEqualTo(together);
    assertThat(explain("[" + parent + "," + child + "]")).isEqualTo(together);
    String line = parent.replace("\n", "") + "\n" + child.replace("\n", "") + "\n";
    assertThat(JSON.readTree(peer.post("/api/explain", "application/x-ndjson", line).body()))
        .isEqualTo(together);
  }

  @Test
  void takesProtobufAmongJson_ofAnySignal() throws Exception {
    byte[] metrics = MetricRequests.everyKind().toByteArray();
    String wrapped = "{\"protobuf\":\"" + Base64.getEncoder().encodeToString(metrics) + "\"}";

    JsonNode answer = explain(REQUEST + wrapped);

    assertThat(answer.at("/requests").asInt()).isEqualTo(2);
    assertThat(answer.at("/traces/0/spans").size()).isEqualTo(2);
    assertThat(answer.at("/metrics").size()).isEqualTo(5);
  }

  @Test
  void saysThatMetricsAreInNoTotal() throws Exception {
    JsonNode answer = explain(METRICS + span(""));

    assertThat(answer.at("/totals/prompt_tokens").isNull()).isTrue();
    JsonNode metric = answer.at("/metrics/0");
    assertThat(metric.at("/name").asString()).isEqualTo("gen_ai.client.token.usage");
    assertThat(metric.at("/kind").asString()).isEqualTo("sum");
    assertThat(metric.at("/app_id").asString()).isEqualTo("shop");
    assertThat(metric.at("/points").asInt()).isEqualTo(2);
    assertThat(metric.at("/series").asInt()).isEqualTo(1);
    assertThat(metric.at("/counted").asBoolean()).isFalse();
    assertThat(metric.at("/reason").asString()).startsWith("rule 6: stored apart");
  }

  @Test
  void saysWhatALogEventOfACallDecided() throws Exception {
    String event = "gen_ai.client.inference.operation.details";
    String call = log(event, "eee19b7ec3c1b174", attribute("gen_ai.agent.name", "planner"));

    JsonNode alone = explain(call);
    assertThat(alone.at("/totals/llm_calls").asInt()).isEqualTo(1);
    assertThat(alone.at("/traces/0/spans/0/times_sent").asInt()).isZero();
    assertThat(alone.at("/logs/0/counted").asBoolean()).isTrue();
    assertThat(alone.at("/logs/0/reason").asString())
        .isEqualTo(
            "rule 7: stands in for span eee19b7ec3c1b174, which is not here, until it comes");

    JsonNode beside = explain(span("") + call);
    assertThat(beside.at("/totals/llm_calls").asInt()).isEqualTo(1);
    assertThat(beside.at("/logs/0/counted").asBoolean()).isFalse();
    assertThat(beside.at("/logs/0/reason").asString())
        .isEqualTo(
            "rule 7: superseded by span eee19b7ec3c1b174, to which it adds what that does not tell:"
                + " agent");
    assertThat(beside.at("/logs/0/chat_id").asString()).isEqualTo("trace:" + TRACE);
    assertThat(beside.at("/logs/0/chat_from").asString()).isEqualTo("its trace");

    JsonNode knowsAll = explain(span(attribute("gen_ai.agent.name", "planner")) + call);
    assertThat(knowsAll.at("/logs/0/reason").asString())
        .isEqualTo("rule 7: superseded by span eee19b7ec3c1b174, which tells all of it itself");
  }

  @Test
  void saysWhatALogEventOfAnErrorDecided() throws Exception {
    String event = "gen_ai.client.operation.exception";
    String exception = log(event, "eee19b7ec3c1b174", attribute("exception.type", "TimeoutError"));

    assertThat(explain(exception).at("/logs/0/reason").asString())
        .isEqualTo(
            "rule 7: tells the error of span eee19b7ec3c1b174, which is not here: waits for it");
    JsonNode told = explain(span("") + exception);
    assertThat(told.at("/logs/0/reason").asString())
        .isEqualTo("rule 7: tells the error of span eee19b7ec3c1b174: TimeoutError");
    assertThat(told.at("/traces/0/spans/0/error/type").asString()).isEqualTo("TimeoutError");
    assertThat(
            explain(span(attribute("error.type", "RateLimitError")) + exception)
                .at("/logs/0/reason")
                .asString())
        .isEqualTo("rule 7: superseded by span eee19b7ec3c1b174, which tells its error itself");
  }

  @Test
  void keepsOtherLogRecordsOutOfEveryTotal() throws Exception {
    JsonNode record = explain(log("shop.order", "eee19b7ec3c1b174", "")).at("/logs/0");

    assertThat(record.at("/counted").asBoolean()).isFalse();
    assertThat(record.at("/reason").asString())
        .isEqualTo("rule 7: kept beside its trace, and in no total");
    assertThat(record.at("/chat_id").isNull()).isTrue();
  }

  @Test
  void showsWhichSpansFailed_andWhereTheErrorCounts() throws Exception {
    String failed =
        REQUEST.replaceAll(
            "(\"endTimeUnixNano\":\"\\d+\",)",
            "$1\"status\":{\"code\":2,\"message\":\"TimeoutError: upstream timed out\"},");

    JsonNode trace = explain(failed).at("/traces/0");

    assertThat(trace.at("/totals/errors").asInt()).isEqualTo(1);
    assertThat(trace.at("/spans/0/error").toString())
        .isEqualTo(
            "{\"type\":\"TimeoutError\",\"message\":\"TimeoutError: upstream timed out\","
                + "\"counted\":false,\"reason\":\"rule 15: it is counted where it began, further down\"}");
    assertThat(trace.at("/spans/1/error/counted").asBoolean()).isTrue();
    assertThat(trace.at("/spans/1/error/reason").asString()).isEqualTo("it began here");
    assertThat(explain(REQUEST).at("/traces/0/spans/0/error").isNull()).isTrue();
  }

  @Test
  void saysWhyASpanIsFlagged() throws Exception {
    JsonNode call = explain(REQUEST).at("/traces/0/spans/1");

    assertThat(call.at("/flags").toString()).isEqualTo("[\"aliases_disagree\"]");
    assertThat(call.at("/flag_reasons/aliases_disagree").asString())
        .startsWith("names of one figure have different values");
  }

  @ParameterizedTest
  @EnumSource
  void hasAReasonForEveryFlag(SpanFlag flag) {
    assertThat(FlagReason.of(flag)).isNotBlank();
  }

  @Test
  void saysWhichOtherSourceSupersedesTheTrace() throws Exception {
    UsageSources logs = new UsageSources(Map.of("support-bot", UsageSources.Source.AG2_LOG), null);
    try (RoutePeer ofLogs = peer(ContentPolicy.NOTHING, logs)) {
      JsonNode trace = explain(ofLogs, REQUEST).at("/traces/0");

      String reason =
          "rule 8: superseded, since usage of app support-bot is taken from ag2_log alone"
              + " (usage_source)";
      assertThat(trace.at("/totals/llm_calls").asInt()).isZero();
      assertThat(trace.at("/totals/agent_turns").asInt()).isEqualTo(1);
      assertThat(trace.at("/spans/1/counted").asBoolean()).isFalse();
      assertThat(trace.at("/spans/1/reason").asString()).isEqualTo(reason);
      assertThat(trace.at("/spans/1/usage_reason").asString()).isEqualTo("not counted: " + reason);
      assertThat(trace.at("/spans/0/counted").asBoolean()).isTrue();
    }
  }

  @Test
  void countsARepeatedSpanOnce_andSaysHowOftenItCame() throws Exception {
    JsonNode trace = explain(REQUEST + REQUEST).at("/traces/0");

    assertThat(trace.at("/spans").size()).isEqualTo(2);
    assertThat(trace.at("/spans/0/times_sent").asInt()).isEqualTo(2);
    assertThat(trace.at("/totals/agent_turns").asInt()).isEqualTo(1);
  }

  @Test
  void namesTheRequestThatIsWrong() throws Exception {
    assertThat(refusal(span("") + "{\"events\":[]}"))
        .isEqualTo(
            "request 2: no OTLP (expected: an object with resourceSpans, resourceLogs,"
                + " resourceMetrics or protobuf)");
    assertThat(refusal(span("") + span("").replace("\"1760000000000000000\"", "\"soon\"")))
        .startsWith("request 2: /resourceSpans/0/scopeSpans/0/spans/0/startTimeUnixNano: soon");
    assertThat(refusal(span("") + "{\"resourceSpans\":[")).startsWith("request 2: body: ");
    assertThat(refusal("7")).startsWith("request 1: a single value");
    assertThat(refusal("{\"protobuf\":\"no base64!\"}")).startsWith("request 1: body: ");
  }

  private String refusal(String body) throws Exception {
    HttpResponse<String> answer = peer.post("/api/explain", "application/json", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    return JSON.readTree(answer.body()).at("/detail").asString();
  }

  @Test
  void refusesWhatIsNoTraceRequest() throws Exception {
    assertThat(peer.post("/api/explain", "text/plain", REQUEST).statusCode()).isEqualTo(415);
    assertThat(peer.post("/api/explain", "application/json", "{").statusCode()).isEqualTo(400);
    assertThat(peer.post("/api/explain?q=1", "application/json", REQUEST).statusCode())
        .isEqualTo(400);
  }

  @Test
  void saysWhetherContentIsKept_andWhy() throws Exception {
    String request =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[
         {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"chat",
          "startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000000820000000",
          "attributes":[
           APP
           {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
           {"key":"gen_ai.input.messages","value":{"stringValue":"Hi"}}]}]}]}]}
        """;
    String acme = "{\"key\":\"app.id\",\"value\":{\"stringValue\":\"acme\"}},";

    try (RoutePeer acmeOnly = peer(new ContentPolicy(false, Map.of("acme", true)))) {
      assertThat(contentOf(acmeOnly, request.replace("APP", acme)))
          .isEqualTo(
              "{\"app_id\":\"acme\",\"kept\":true,"
                  + "\"reason\":\"kept for app acme (content.keep, content.apps)\",\"items\":1}");
      assertThat(contentOf(acmeOnly, request.replace("APP", acme.replace("acme", "shop"))))
          .contains("\"kept\":false", "not kept for app shop", "\"items\":0");
      assertThat(contentOf(acmeOnly, request.replace("APP", "")))
          .contains("\"app_id\":null", "\"kept\":false", "neither the span nor its resource");
    }
    assertThat(contentOf(peer, request.replace("APP", acme)))
        .contains("\"kept\":false", "kept for no app (content.keep)");
  }

  private static String contentOf(RoutePeer peer, String request) throws Exception {
    return explain(peer, request).at("/traces/0/spans/0/content").toString();
  }
}
