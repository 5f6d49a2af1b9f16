// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.storage.StoredContent;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpanContentsTest {
  /// Attributes as `key`, `value`, `key`, `value`; `'` stands for `"`.
  private static Span.Builder with(String... attributes) {
    Span.Builder span = span(1);
    for (int i = 0; i < attributes.length; i += 2) {
      span.addAttributes(attribute(attributes[i], attributes[i + 1].replace('\'', '"')));
    }
    return span;
  }

  private static Arguments form(String name, List<String> expected, String... attributes) {
    return arguments(name, with(attributes), expected);
  }

  private static Arguments event(
      String name, List<String> expected, String event, String... attributes) {
    Span.Event.Builder built = Span.Event.newBuilder().setName(event);
    for (int i = 0; i < attributes.length; i += 2) {
      built.addAttributes(attribute(attributes[i], attributes[i + 1].replace('\'', '"')));
    }
    return arguments(name, span(1).addEvents(built), expected);
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        form(
            "OTel GenAI messages",
            List.of("system: Be kind", "input user: Hi", "output assistant: Hello"),
            "gen_ai.system_instructions",
            "[{'type':'text','content':'Be kind'}]",
            "gen_ai.input.messages",
            "[{'role':'user','parts':[{'type':'text','content':'Hi'}]}]",
            "gen_ai.output.messages",
            "[{'role':'assistant','parts':[{'type':'text','content':'Hello'}]}]"),
        event("message event", List.of("input user: Hi"), "gen_ai.user.message", "content", "Hi"),
        event(
            "message event with its body in one attribute",
            List.of("input tool: Sunny"),
            "gen_ai.tool.message",
            "gen_ai.event.content",
            "{'content':'Sunny','role':'tool','id':'c1'}"),
        event(
            "choice event",
            List.of("output assistant: Hello"),
            "gen_ai.choice",
            "message",
            "{'role':'assistant','content':'Hello'}"),
        event(
            "choice event of one text",
            List.of("output assistant: Hello"),
            "gen_ai.choice",
            "message",
            "Hello"),
        event(
            "event before 1.27",
            List.of("input user: Hi"),
            "gen_ai.content.prompt",
            "gen_ai.prompt",
            "[{'role':'user','content':'Hi'}]"),
        event(
            "event of the whole call",
            List.of("input user: Hi", "output assistant: Hello"),
            "gen_ai.client.inference.operation.details",
            "gen_ai.input.messages",
            "[{'role':'user','parts':[{'type':'text','content':'Hi'}]}]",
            "gen_ai.output.messages",
            "[{'role':'assistant','parts':[{'type':'text','content':'Hello'}]}]"),
        form(
            "OpenLLMetry's flattened messages, in the order of their indexes",
            List.of(
                "system system: Be kind",
                "input user: Hi",
                "output assistant= [{'type':'tool_call','id':'c1','name':'f','arguments':{'x':1}}]"),
            "gen_ai.prompt.10.content",
            "Hi",
            "gen_ai.prompt.10.role",
            "user",
            "gen_ai.prompt.2.role",
            "system",
            "gen_ai.prompt.2.content",
            "Be kind",
            "gen_ai.completion.0.role",
            "assistant",
            "gen_ai.completion.0.finish_reason",
            "tool_calls",
            "gen_ai.completion.0.tool_calls.0.id",
            "c1",
            "gen_ai.completion.0.tool_calls.0.name",
            "f",
            "gen_ai.completion.0.tool_calls.0.arguments",
            "{'x':1}"),
        form(
            "OpenInference's flattened messages, before input.value",
            List.of(
                "input user: What is it?\nAnd why?",
                "output assistant= ['Look',{'type':'tool_call','id':'c1','name':'f',"
                    + "'arguments':{'city':'Bonn'}}]"),
            "input.value",
            "{'messages':[{'role':'user','content':'something else'}]}",
            "llm.input_messages.0.message.role",
            "user",
            "llm.input_messages.0.message.contents.0.message_content.type",
            "text",
            "llm.input_messages.0.message.contents.0.message_content.text",
            "What is it?",
            "llm.input_messages.0.message.contents.1.message_content.type",
            "text",
            "llm.input_messages.0.message.contents.1.message_content.text",
            "And why?",
            "llm.output_messages.0.message.role",
            "assistant",
            "llm.output_messages.0.message.content",
            "Look",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id",
            "c1",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name",
            "f",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
            "{'city': 'Bonn'}"),
        form(
            "OpenInference's text completion",
            List.of("input: Once", "output: upon a time"),
            "llm.prompts.0.prompt.text",
            "Once",
            "llm.choices.0.completion.text",
            "upon a time"),
        form(
            "OpenInference's values",
            List.of("input: Hi", "output: Hello"),
            "input.value",
            "Hi",
            "output.value",
            "Hello"),
        form(
            "OpenInference's tools and documents",
            List.of("tool_definitions= {'name':'f'}", "document/7: Bonn has a minster"),
            "llm.tools.0.tool.json_schema",
            "{'name':'f'}",
            "retrieval.documents.0.document.content",
            "Bonn has a minster",
            "retrieval.documents.0.document.id",
            "7",
            "retrieval.documents.0.document.score",
            "0.5"),
        form(
            "OpenLLMetry's entity",
            List.of("input= {'city':'Bonn'}", "output: Sunny"),
            "traceloop.entity.input",
            "{'city':'Bonn'}",
            "traceloop.entity.output",
            "Sunny"),
        form(
            "Vercel AI SDK, a call",
            List.of(
                "input user: Hi",
                "output assistant= ['Let me see',{'type':'tool_call','id':'c1','name':'f',"
                    + "'arguments':{'x':1}}]"),
            "ai.prompt.messages",
            "[{'role':'user','content':[{'type':'text','text':'Hi'}]}]",
            "ai.response.text",
            "Let me see",
            "ai.response.toolCalls",
            "[{'toolCallId':'c1','toolName':'f','input':{'x':1}}]"),
        form(
            "Vercel AI SDK, the root",
            List.of("system system: Be kind", "input user: Hi", "output assistant: Hello"),
            "ai.prompt",
            "{'system':'Be kind','prompt':'Hi'}",
            "ai.response.text",
            "Hello"),
        form(
            "Google ADK",
            List.of("system system: Be kind", "input user: Hi", "output assistant: Hello"),
            "gcp.vertex.agent.llm_request",
            "{'model':'g','config':{'system_instruction':'Be kind'},"
                + "'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}",
            "gcp.vertex.agent.llm_response",
            "{'content':{'role':'model','parts':[{'text':'Hello'}]}}"),
        form(
            "Langfuse",
            List.of("input user: Hi", "output assistant: Hello"),
            "langfuse.observation.input",
            "{'messages':[{'role':'user','content':'Hi'}]}",
            "langfuse.observation.output",
            "{'role':'assistant','content':'Hello'}"),
        form(
            "MLflow",
            List.of("input user: Hi", "output assistant: Hello"),
            "mlflow.spanInputs",
            "{'model':'m','messages':[{'role':'user','content':'Hi'}]}",
            "mlflow.spanOutputs",
            "{'choices':[{'message':{'role':'assistant','content':'Hello'}}]}"),
        form(
            "Laminar",
            List.of("input user: Hi", "output assistant: Hello"),
            "lmnr.span.input",
            "[{'role':'user','content':'Hi'}]",
            "lmnr.span.output",
            "[{'role':'assistant','content':'Hello'}]"),
        form(
            "Genkit",
            List.of("input= {'topic':'Bonn'}", "output: A minster"),
            "genkit:input",
            "{'topic':'Bonn'}",
            "genkit:output",
            "A minster"),
        form(
            "Pydantic AI's run",
            List.of("input user: Hi", "input assistant: Hello", "output: Hello"),
            "pydantic_ai.all_messages",
            "[{'role':'user','parts':[{'type':'text','content':'Hi'}]},"
                + "{'role':'assistant','parts':[{'type':'text','content':'Hello'}]}]",
            "final_result",
            "Hello"),
        form(
            "LangSmith",
            List.of("input user: Hi", "output assistant: Hello"),
            "gen_ai.prompt",
            "{'messages':[{'role':'user','content':'Hi'}]}",
            "gen_ai.completion",
            "{'messages':[{'content':'Hello','type':'ai'}]}"),
        form(
            "waiting for a human (AG2)",
            List.of("input assistant: Which city?", "output user: Bonn"),
            "ag2.human_input.prompt",
            "Which city?",
            "ag2.human_input.response",
            "Bonn"),
        form(
            "AG2's messages",
            List.of("input user: Hi", "output assistant: Hello"),
            "gen_ai.input.messages",
            "[{'content': 'Hi', 'role': 'user'}]",
            "gen_ai.output.messages",
            "[{'content': 'Hello', 'role': 'assistant'}]"),
        form(
            "a tool's span",
            List.of(
                "tool_arguments/get_weather= {'city':'Bonn'}", "tool_result/get_weather: Sunny"),
            "gen_ai.operation.name",
            "execute_tool",
            "gen_ai.tool.name",
            "get_weather",
            "gen_ai.tool.call.arguments",
            "{'city':'Bonn'}",
            "gen_ai.tool.call.result",
            "Sunny"),
        form(
            "a tool's span whose emitter knows input and output only",
            List.of(
                "tool_arguments/get_weather= {'city':'Bonn'}", "tool_result/get_weather: Sunny"),
            "openinference.span.kind",
            "TOOL",
            "tool.name",
            "get_weather",
            "input.value",
            "{'city':'Bonn'}",
            "output.value",
            "Sunny"),
        form(
            "the same tool call told twice",
            List.of("tool_arguments/f= {'x':1}", "tool_result/f: ok"),
            "gen_ai.operation.name",
            "execute_tool",
            "gen_ai.tool.name",
            "f",
            "gen_ai.tool.call.arguments",
            "{'x':1}",
            "traceloop.entity.input",
            "{'inputs':{'x':1}}",
            "spring.ai.tool.call.result",
            "ok",
            "ai.toolCall.result",
            ""),
        form(
            "what no form knows stays under its key",
            List.of("other/llm.prompt_template.template: Write about {topic}"),
            "llm.prompt_template.template",
            "Write about {topic}"),
        form("vectors are left out", List.of(), "embedding.vector", "[0.1,0.2]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void reads(String name, Span.Builder span, List<String> expected) {
    ReadSpan read = ReadSpan.of(span.build());

    assertThat(read.lines().stream().map(line -> line.replace('"', '\'')))
        .as(name)
        .containsExactlyElementsOf(expected);
    assertThat(read.content())
        .extracting(StoredContent::position)
        .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1).limit(expected.size()).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void leavesNothingInTheSpan_andGivesTheSameTwice(
      String name, Span.Builder span, List<String> expected) {
    ReadSpan once = ReadSpan.of(span.build());
    ReadSpan twice = ReadSpan.of(span.build());

    assertThat(once.content()).as(name).isEqualTo(twice.content());
    assertThat(once.rest()).isEqualTo(twice.rest());
    assertThat(ReadSpan.contents(ReadSpan.KEEP, ReadSpan.CAPS).takenFrom(once.rest())).isNull();
  }

  @Test
  void structuredMessages_readAsThoseInText() {
    AnyValue part = map(Map.of("type", text("text"), "content", text("Hi")));
    AnyValue message = map(Map.of("role", text("user"), "parts", list(List.of(part))));
    Span span =
        span(1).addAttributes(attribute("gen_ai.input.messages", list(List.of(message)))).build();

    assertThat(ReadSpan.of(span).lines()).containsExactly("input user: Hi");
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue list(List<AnyValue> values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(values))
        .build();
  }

  private static AnyValue map(Map<String, AnyValue> values) {
    KeyValueList.Builder entries = KeyValueList.newBuilder();
    values.forEach(
        (key, value) -> entries.addValues(KeyValue.newBuilder().setKey(key).setValue(value)));
    return AnyValue.newBuilder().setKvlistValue(entries).build();
  }

  @Test
  void spanWithoutContent_isLeftAlone() {
    assertThat(
            ReadSpan.contents(ReadSpan.KEEP, ReadSpan.CAPS)
                .takenFrom(with("gen_ai.request.model", "gpt-4o").build()))
        .isNull();
  }

  @Test
  void saysWhenItWasSaid() {
    ReadSpan read =
        ReadSpan.of(with("gen_ai.input.messages", "Hi", "gen_ai.output.messages", "Hello").build());

    assertThat(read.content())
        .extracting(StoredContent::atNanos)
        .containsExactly(1_760_000_000_000_000_000L, 1_760_000_000_820_000_000L);
  }

  @Test
  void versionWithMoreContent_wins_whicheverComesFirst() {
    ReadSpan less = ReadSpan.of(with("gen_ai.input.messages", "Hi").build());
    ReadSpan more =
        ReadSpan.of(with("gen_ai.input.messages", "Hi", "gen_ai.output.messages", "x").build());

    assertThat(more.facts().replaces(less.facts())).isTrue();
    assertThat(less.facts().replaces(more.facts())).isFalse();
  }

  @Test
  void versionsThatDifferInContentAlone_areDifferent() {
    ReadSpan one = ReadSpan.of(with("gen_ai.input.messages", "Hi").build());
    ReadSpan other = ReadSpan.of(with("gen_ai.input.messages", "Ho").build());
    ReadSpan again = ReadSpan.of(with("gen_ai.input.messages", "Hi").build());

    assertThat(one.facts().replaces(other.facts()))
        .isNotEqualTo(other.facts().replaces(one.facts()));
    assertThat(one.facts().replaces(again.facts())).isFalse();
  }

  @Test
  void usageInContent_isStillRead() {
    ReadSpan read =
        ReadSpan.of(
            with("genkit:output", "{'message':'Hello','usage':{'inputTokens':5}}").build(),
            Resource.getDefaultInstance(),
            "genkit-tracer",
            ReadSpan.contents(ReadSpan.KEEP, ReadSpan.CAPS));

    assertThat(read.rest().toString()).contains("inputTokens").doesNotContain("Hello");
    assertThat(read.lines()).hasSize(1);
    assertThat(read.lines().getFirst()).contains("Hello");
  }

  static Stream<Arguments> apps() {
    ContentPolicy acmeOnly = new ContentPolicy(false, Map.of("acme", true));
    ContentPolicy allButAcme = new ContentPolicy(true, Map.of("acme", false));
    return Stream.of(
        arguments("all", ReadSpan.KEEP, null, null, true),
        arguments("none", ContentPolicy.NOTHING, "acme", null, false),
        arguments("the one, by the span", acmeOnly, "acme", null, true),
        arguments("the one, by the service", acmeOnly, null, "acme", true),
        arguments("another, by the span", acmeOnly, "shop", "acme", false),
        arguments("one of none", acmeOnly, null, null, false),
        arguments("all but one, another", allButAcme, "shop", null, true),
        arguments("all but one, that one", allButAcme, "acme", "shop", false),
        arguments("all but one, one of none", allButAcme, null, null, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("apps")
  void keepsContent_onlyOfTheAppsThatHaveIt(
      String name,
      ContentPolicy policy,
      @Nullable String app,
      @Nullable String service,
      boolean kept) {
    Span.Builder span = with("input.value", "Hi");
    if (app != null) {
      span.addAttributes(attribute("mozaiks.app_id", app));
    }
    Resource.Builder resource = Resource.newBuilder();
    if (service != null) {
      resource.addAttributes(attribute("service.name", service));
    }
    ReadSpan read =
        ReadSpan.of(span.build(), resource.build(), "", ReadSpan.contents(policy, ReadSpan.CAPS));

    assertThat(read.content().isEmpty()).as(name).isEqualTo(!kept);
    assertThat(read.rest().toString()).doesNotContain("Hi");
    if (kept) {
      assertThat(read.content())
          .extracting(StoredContent::app)
          .containsExactly(app == null ? service : app);
    }
  }

  @Test
  void cutsWhatIsTooLong_andSaysHowLongItWas() {
    ContentCounts counts = new ContentCounts();
    SpanContents contents =
        new SpanContents(ReadSpan.KEEP, new ContentCaps(10, 15), text -> text, counts);

    ReadSpan read =
        ReadSpan.of(
            with("input.value", "äöüäöüäöü", "output.value", "0123456789abc").build(), contents);

    assertThat(read.lines()).containsExactly("input: äö", "output: 0123456789");
    assertThat(read.content()).extracting(StoredContent::originalBytes).containsExactly(18L, 13L);
    assertThat(read.content()).allMatch(StoredContent::isCut);
    assertThat(counts.read()).isEqualTo(new ContentCounts.Reading(2, 14, 2, 17));
  }

  @Test
  void keepsTheAnswerAndTheLatestMessages_whenNotAllFit() {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      messages.add("{'role':'user','content':'message %d'}".formatted(i));
    }
    ReadSpan read =
        ReadSpan.of(
            with(
                    "gen_ai.input.messages",
                    "[" + String.join(",", messages) + "]",
                    "gen_ai.output.messages",
                    "the answer")
                .build(),
            ReadSpan.contents(ReadSpan.KEEP, new ContentCaps(20, 30)));

    assertThat(read.lines())
        .containsExactly(
            "input user: ",
            "input user: ",
            "input user: me",
            "input user: message 3",
            "input user: message 4",
            "output: the answer");
  }

  @Test
  void readsAtMostAThousandItems() {
    StringBuilder messages = new StringBuilder("[{'role':'user','content':'0'}");
    for (int i = 1; i < 1_500; i++) {
      messages.append(",{'role':'user','content':'").append(i).append("'}");
    }
    ReadSpan read =
        ReadSpan.of(with("gen_ai.input.messages", messages.append(']').toString()).build());

    assertThat(read.lines()).hasSize(ContentCaps.MAX_ITEMS);
    assertThat(read.lines().getFirst()).isEqualTo("input user: 500");
    assertThat(read.lines().getLast()).isEqualTo("input user: 1499");
  }

  @Test
  void keepsNoBlobs() {
    String picture = "iVBORw0KGgo" + "A".repeat(10_000);
    ReadSpan read =
        ReadSpan.of(
            with(
                    "input.value",
                    "look: data:image/png;base64," + picture + " and data: this",
                    "output.value",
                    picture,
                    "gen_ai.tool.call.arguments",
                    "{'source':{'type':'base64','media_type':'image/png','data':'"
                        + picture
                        + "'}}")
                .build());

    assertThat(read.lines().stream().map(line -> line.replace('"', '\'')))
        .containsExactly(
            "input: look: [blob image/png, 7508 bytes] and data: this",
            "tool_arguments= {'source':{'type':'base64','media_type':'image/png',"
                + "'data':{'type':'blob','mime_type':'image/png','bytes':7508}}}",
            "output: [blob, 7508 bytes]");
  }

  @Test
  void redactsOnceMore_whatOnlyShowsWhenJsonIsRead() {
    SpanContents contents =
        new SpanContents(
            ReadSpan.KEEP,
            ReadSpan.CAPS,
            text -> text.replace("SECRET", "***"),
            new ContentCounts());

    ReadSpan read =
        ReadSpan.of(
            with("gen_ai.input.messages", "[{'role':'user','content':'a S\\u0045CRET'}]").build(),
            contents);

    assertThat(read.lines()).containsExactly("input user: a ***");
  }

  @Test
  void isNoToolsSpan_withoutARole() {
    assertThat(ReadSpan.of(with("input.value", "Hi").build()).facts().role()).isEqualTo(Role.PLAIN);
  }
}
