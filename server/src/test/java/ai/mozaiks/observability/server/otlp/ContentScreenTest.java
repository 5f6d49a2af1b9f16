// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.only;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.content.ContentCaps;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.content.TakenContent;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.storage.StoredContent;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// For which spans content passes the screen, and in what state.
class ContentScreenTest {
  private static final Redaction REDACTION =
      Redaction.of(Redactor.builder().build(), Redactor.builder().build());
  private static final String KEY = "sk-proj-4f8Kq2LmN9pRsTuVwXyZ0123456789abcdef";

  private final Cuts cuts = new Cuts();

  private SpanScreen screen(ContentPolicy policy) {
    return new SpanScreen(
        SpanLimits.DEFAULT,
        REDACTION,
        policy,
        1 << 20,
        Dialects.standard().chatNames(),
        cuts,
        ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
        java.time.InstantSource.system());
  }

  private static Span.Builder said(long number, String text) {
    return span(number).addAttributes(attribute("gen_ai.input.messages", text));
  }

  private static boolean hasContent(Span span) {
    return span.getAttributesList().stream()
        .anyMatch(attribute -> attribute.getKey().equals("gen_ai.input.messages"));
  }

  @Test
  void eachSpanOfATrace_isDecidedByItsOwnApp() {
    ExportTraceServiceRequest request =
        request(
            said(1, "of acme").addAttributes(attribute("mozaiks.app_id", "acme")),
            said(2, "of shop").addAttributes(attribute("app.id", "shop")),
            said(3, "of nobody"),
            said(4, "of acme too").addAttributes(attribute("metadata", "{\"app_id\":\"acme\"}")));

    List<Span> kept =
        screen(new ContentPolicy(false, Map.of("acme", true)))
            .screen(request)
            .request()
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpansList();

    assertThat(kept)
        .extracting(ContentScreenTest::hasContent)
        .containsExactly(true, false, false, true);
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(1);
    assertThat(cuts.count(Cuts.Kind.CONTENT_OF_UNKNOWN_APP)).isEqualTo(1);
  }

  @Test
  void resourceDecides_whereTheSpanNamesNone() {
    ExportTraceServiceRequest.Builder both = ExportTraceServiceRequest.newBuilder();
    for (String service : List.of("acme", "shop")) {
      ResourceSpans.Builder resource = both.addResourceSpansBuilder();
      resource.getResourceBuilder().addAttributes(attribute("service.name", service));
      resource.addScopeSpans(ScopeSpans.newBuilder().addSpans(said(1, "x")));
    }

    ExportTraceServiceRequest kept =
        screen(new ContentPolicy(true, Map.of("shop", false))).screen(both.build()).request();

    assertThat(kept.getResourceSpansList())
        .extracting(resource -> hasContent(resource.getScopeSpans(0).getSpans(0)))
        .containsExactly(true, false);
  }

  @Test
  void contentOnResourcesScopesAndLinks_isNeverKept() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ResourceSpans.Builder resource = request.addResourceSpansBuilder();
    resource.getResourceBuilder().addAttributes(attribute("input.value", "x"));
    ScopeSpans.Builder scope = resource.addScopeSpansBuilder();
    scope.getScopeBuilder().addAttributes(attribute("input.value", "x"));
    scope.addSpans(
        span(1)
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(Spans.id(Spans.TRACE_ID))
                    .setSpanId(Spans.id("00f067aa0ba902b7"))
                    .addAttributes(attribute("input.value", "x"))));

    ExportTraceServiceRequest kept =
        screen(new ContentPolicy(true, Map.of())).screen(request.build()).request();

    assertThat(kept.toString()).doesNotContain("input.value");
  }

  @Test
  void keptContent_mayBeLongerThanOtherValues() {
    String text = "x".repeat(SpanLimits.DEFAULT.valueBytes() * 3);
    Span kept =
        only(
            screen(new ContentPolicy(true, Map.of()))
                .screen(request(said(1, text).addAttributes(attribute("other", text))))
                .request());

    assertThat(kept.getAttributes(0).getValue().getStringValue()).hasSize(text.length());
    assertThat(kept.getAttributes(1).getValue().getStringValue())
        .hasSize(SpanLimits.DEFAULT.valueBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my key is KEY, keep it",
        "[{\"role\":\"user\",\"content\":\"my key is KEY\"}]",
        "[{\"role\":\"user\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"1\",\"name\":\"f\","
            + "\"arguments\":{\"api_key\":\"KEY\"}}]}]",
        "[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"function\":{\"name\":\"f\","
            + "\"arguments\":\"{\\\"headers\\\": \\\"Authorization: Bearer KEY\\\"}\"}}]}]",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"{\\\"inner\\\":\\\"{\\\\\\\"token\\\\\\\":"
            + "\\\\\\\"KEY\\\\\\\"}\\\"}\"}]}",
        "[{\"role\":\"user\",\"content\":\"my key is \\u0073k-proj-KEY_TAIL\"}]"
      })
  void secretsInMessages_areMasked_howeverDeepTheyStand(String text) {
    String sent = text.replace("KEY_TAIL", KEY.substring(8)).replace("KEY", KEY);

    assertThat(contentOf(attribute("gen_ai.input.messages", sent)))
        .isNotEmpty()
        .noneMatch(item -> item.text().contains(KEY) || item.text().contains(KEY.substring(8)));
  }

  @Test
  void secretsInStructuredMessages_areMasked() {
    AnyValue message =
        AnyValue.newBuilder()
            .setKvlistValue(
                KeyValueList.newBuilder()
                    .addValues(attribute("role", "user"))
                    .addValues(attribute("password", "hunter2hunter2"))
                    .addValues(attribute("content", "my key is " + KEY)))
            .build();
    AnyValue messages =
        AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(message)).build();

    assertThat(contentOf(attribute("gen_ai.input.messages", messages)))
        .singleElement()
        .satisfies(item -> {
          assertThat(item.text()).startsWith("my key is ").doesNotContain(KEY);
          assertThat(item.text()).doesNotContain("hunter2");
        });
  }

  private List<StoredContent> contentOf(KeyValue attribute) {
    ContentPolicy keep = new ContentPolicy(true, Map.of());
    SpanContents contents =
        new SpanContents(
            keep, new ContentCaps(1 << 16, 1 << 20), REDACTION::redact, new ContentCounts());
    ExportTraceServiceRequest screened =
        screen(keep).screen(request(span(1).addAttributes(attribute))).request();
    TakenContent taken = Objects.requireNonNull(contents.takenFrom(only(screened)));
    Origin origin =
        Origin.of(screened.getResourceSpans(0), screened.getResourceSpans(0).getScopeSpans(0));
    return contents.read(
        taken, Dialects.standard().read(taken.rest(), origin, taken.rest().toByteArray()));
  }
}
