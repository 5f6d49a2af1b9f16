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
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.OtlpSignal;
import ai.mozaiks.observability.server.otlp.SpanScreen;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    SpanScreen screen =
        new SpanScreen(
            SpanLimits.DEFAULT,
            Redaction.NONE,
            policy,
            1_000,
            ChatNames.NONE,
            new Cuts(),
            ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
            InstantSource.system());
    SpanContents contents =
        new SpanContents(policy, new ContentCaps(1_000, 1_000), text -> text, new ContentCounts());
    return new RoutePeer(
        new ExplainApi(
                new OtlpRequests<>(OtlpSignal.TRACES, screen, 1_000),
                Dialects.standard(),
                new TraceDerivation((_, _, _, _) -> Cost.UNPRICED),
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
