// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.id;
import static ai.mozaiks.observability.server.otlp.Spans.only;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.MarkedSecrets;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanScreenTest {
  private static final SpanLimits SMALL = new SpanLimits(3, 20, 10, 5, 3, 2, 2, 12);

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Cuts cuts = new Cuts();

  private SpanScreen screen(SpanLimits limits) {
    return screen(limits, NOW);
  }

  private SpanScreen screen(SpanLimits limits, Instant now) {
    return new SpanScreen(
        limits,
        new MarkedSecrets(),
        ContentPolicy.NOTHING,
        0,
        Dialects.standard().chatNames(),
        cuts,
        ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
        () -> now);
  }

  private Span screened(SpanLimits limits, Span.Builder span) {
    return only(screen(limits).screen(request(span)).request());
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue array(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values)))
        .build();
  }

  private static AnyValue map(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  @Test
  void passesTheSameInstanceOn_whenNothingChanges() {
    ExportTraceServiceRequest request =
        request(span(1).addAttributes(attribute("a", array(text("b"), map(attribute("c", "d"))))));

    Screened<ExportTraceServiceRequest> screened = screen(SpanLimits.DEFAULT).screen(request);

    assertThat(screened.request()).isSameAs(request);
    assertThat(screened.accepted()).isEqualTo(1);
    assertThat(screened.beyondLimits()).isZero();
  }

  @Test
  void changesNothing_whenScreenedAgain() {
    for (int seed = 0; seed < 200; seed++) {
      ExportTraceServiceRequest any = new RandomRequest(new Random(seed)).request();
      // Without a clock: the limits of a test leave no room for what a mended time adds.
      SpanScreen screen = screen(SMALL, Instant.EPOCH);
      ExportTraceServiceRequest once = screen.screen(any).request();

      assertThat(screen.screen(once).request()).as("seed %d", seed).isSameAs(once);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session.id", "mozaiks.chat_id", "gen_ai.conversation.id"})
  void countsAnIdOfAChat_thatIsTooLongToBeTaken(String key) {
    SpanScreen screen = screen(SpanLimits.DEFAULT);

    Screened<ExportTraceServiceRequest> longest =
        screen.screen(request(span(1).addAttributes(attribute(key, "i".repeat(512)))));
    Screened<ExportTraceServiceRequest> longer =
        screen.screen(request(span(1).addAttributes(attribute(key, "i".repeat(513)))));

    assertThat(longest.beyondLimits()).isZero();
    assertThat(longer.beyondLimits()).isEqualTo(1);
    assertThat(cuts.count(Cuts.Kind.IDS)).isEqualTo(1);
    assertThat(only(longer.request()).getAttributes(0).getValue().getStringValue()).hasSize(513);
  }

  @Test
  void countsIdsThatAreTooLong_inMetadataAndResourcesToo_andNowhereElse() {
    String id = "i".repeat(513);
    screen(SpanLimits.DEFAULT)
        .screen(
            request(
                span(1).addAttributes(attribute("metadata", "{\"thread_id\":\"" + id + "\"}")),
                span(2).addAttributes(attribute("metadata", map(attribute("chat_id", id)))),
                span(3).addAttributes(attribute("metadata", "{\"note\":\"" + id + "\"}")),
                span(4).addAttributes(attribute("note", id)),
                span(5)
                    .addEvents(
                        Span.Event.newBuilder().addAttributes(attribute("session.id", id)))));
    assertThat(cuts.count(Cuts.Kind.IDS)).isEqualTo(2);

    ExportTraceServiceRequest.Builder ofResource = request(span(1)).toBuilder();
    ofResource
        .getResourceSpansBuilder(0)
        .getResourceBuilder()
        .addAttributes(attribute("session.id", id));
    screen(SpanLimits.DEFAULT).screen(ofResource.build());
    assertThat(cuts.count(Cuts.Kind.IDS)).isEqualTo(3);
  }

  @Test
  void countsIdsThatHadToBeMasked() {
    Span span =
        screened(SpanLimits.DEFAULT, span(1).addAttributes(attribute("session.id", "SECRET-1")));

    assertThat(span.getAttributes(0).getValue().getStringValue()).isEqualTo("***-1");
    assertThat(cuts.count(Cuts.Kind.IDS)).isEqualTo(1);
  }

  @Test
  void keepsWhatIsRead_beforeOtherAttributesWhereThereAreTooMany() {
    Span span =
        screened(
            SMALL,
            span(1)
                .addAttributes(attribute("a", "1"))
                .addAttributes(attribute("b", "2"))
                .addAttributes(attribute("c", "3"))
                .addAttributes(attribute("user.id", "u"))
                .addAttributes(attribute("session.id", "s")));

    assertThat(span.getAttributesList())
        .extracting(KeyValue::getKey)
        .containsExactly("a", "user.id", "session.id");
    assertThat(span.getDroppedAttributesCount()).isEqualTo(2);
  }

  @Test
  void takesInvalidSpansOut_andSaysWhy() {
    Screened<ExportTraceServiceRequest> screened =
        screen(SpanLimits.DEFAULT)
            .screen(
                request(
                    span(1),
                    span(2).setTraceId(ByteString.copyFrom(new byte[16])),
                    span(3).setSpanId(id("0102")),
                    span(0),
                    span(5).setParentSpanId(id("ff")),
                    span(6).clearTraceId()));

    assertThat(screened.accepted()).isEqualTo(1);
    assertThat(screened.rejected()).isEqualTo(5);
    assertThat(screened.firstReason())
        .isEqualTo(
            "resourceSpans[0].scopeSpans[0].spans[1].traceId: 00000000000000000000000000000000"
                + " (expected: 16 bytes, not all zero)");
    assertThat(screened.request()).isEqualTo(request(span(1)));
  }

  @Test
  void takesAZeroParentForNone() {
    Span span = screened(SpanLimits.DEFAULT, span(1).setParentSpanId(id("0000000000000000")));

    assertThat(span.getParentSpanId().isEmpty()).isTrue();
  }

  @Test
  void dropsAttributesBeyondTheLimit_andCounts() {
    Span.Builder five = span(1).setDroppedAttributesCount(7);
    for (int i = 0; i < 5; i++) {
      five.addAttributes(attribute("k" + i, "v"));
    }
    five.setAttributes(1, attribute("x".repeat(21), "long key"));

    Span span = screened(SMALL, five);

    assertThat(span.getAttributesList())
        .containsExactly(attribute("k0", "v"), attribute("k2", "v"), attribute("k3", "v"));
    assertThat(span.getDroppedAttributesCount()).isEqualTo(9);
    assertThat(cuts.count(Cuts.Kind.ATTRIBUTES)).isEqualTo(2);
  }

  @Test
  void cutsTextsAtWholeCharacters() {
    Span span =
        screened(
            SMALL,
            span(1)
                .setName("12345678901𝄞")
                .addAttributes(attribute("k", "123456789€"))
                .addAttributes(attribute("b", bytes(new byte[30])))
                .setStatus(Status.newBuilder().setMessage("too long a message")));

    assertThat(span.getName()).isEqualTo("12345678901");
    assertThat(span.getAttributes(0)).isEqualTo(attribute("k", "123456789"));
    assertThat(span.getAttributes(1).getValue().getBytesValue().size()).isEqualTo(10);
    assertThat(span.getStatus().getMessage()).isEqualTo("too long a");
    assertThat(cuts.count(Cuts.Kind.VALUES)).isEqualTo(3);
    assertThat(cuts.count(Cuts.Kind.NAMES)).isEqualTo(1);
  }

  private static AnyValue bytes(byte[] bytes) {
    return AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(bytes)).build();
  }

  @Test
  void cutsNestingAndElements() {
    AnyValue deep = array(array(array(text("too deep")), text("fine")));
    AnyValue wide = array(text("1"), text("2"), text("3"), text("4"), text("5"), text("6"));

    Span span =
        screened(
            SMALL, span(1).addAttributes(attribute("d", deep)).addAttributes(attribute("w", wide)));

    assertThat(span.getAttributes(0).getValue())
        .isEqualTo(array(array(AnyValue.getDefaultInstance(), text("fine"))));
    assertThat(span.getAttributes(1).getValue().getArrayValue().getValuesCount()).isEqualTo(5);
    assertThat(cuts.count(Cuts.Kind.DEPTH)).isEqualTo(1);
    assertThat(cuts.count(Cuts.Kind.VALUES)).isEqualTo(1);
  }

  @Test
  void leavesNothingTooDeepToBeReadBack() throws Exception {
    AnyValue deep = text("bottom");
    for (int i = 0; i < 90; i++) {
      deep = map(attribute("k", deep));
    }
    ExportTraceServiceRequest request =
        request(span(1).addEvents(Span.Event.newBuilder().addAttributes(attribute("d", deep))));

    ExportTraceServiceRequest kept = screen(SpanLimits.DEFAULT).screen(request).request();

    assertThat(ExportTraceServiceRequest.parseFrom(kept.toByteArray())).isEqualTo(kept);
  }

  @Test
  void cutsEventsAndLinks() {
    Span.Builder many = span(1);
    for (int i = 0; i < 5; i++) {
      many.addEvents(Span.Event.newBuilder().setName("e" + i));
      many.addLinks(
          Span.Link.newBuilder().setTraceId(id(Spans.TRACE_ID)).setSpanId(span(i + 1).getSpanId()));
    }
    many.setLinks(0, Span.Link.getDefaultInstance());

    Span span = screened(SMALL, many);

    assertThat(span.getEventsList()).extracting(Span.Event::getName).containsExactly("e0", "e1");
    assertThat(span.getDroppedEventsCount()).isEqualTo(3);
    assertThat(span.getLinksList())
        .extracting(Span.Link::getSpanId)
        .containsExactly(span(2).getSpanId(), span(3).getSpanId());
    assertThat(span.getDroppedLinksCount()).isEqualTo(3);
  }

  @Test
  void removesSecretsEverywhere() {
    Span.Builder leaky =
        span(1)
            .setName("call SECRET")
            .setTraceState("a=SECRET")
            .setStatus(Status.newBuilder().setMessage("SECRET refused"))
            .addAttributes(attribute("plain", "key=SECRET"))
            .addAttributes(attribute("SECRET.key", "x"))
            .addAttributes(attribute("db.password", "hunter2"))
            .addAttributes(attribute("bytes", bytes("SECRET".getBytes(UTF_8))))
            .addAttributes(
                attribute(
                    "nested",
                    array(
                        text("SECRET"),
                        map(
                            attribute("password", array(text("hunter2"))),
                            attribute("SECRET", "x")))))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("SECRET")
                    .addAttributes(attribute("exception.message", "SECRET")))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(id(Spans.TRACE_ID))
                    .setSpanId(span(2).getSpanId())
                    .setTraceState("SECRET")
                    .addAttributes(attribute("k", "SECRET")));
    ExportTraceServiceRequest.Builder request = request(leaky).toBuilder();
    request
        .getResourceSpansBuilder(0)
        .setSchemaUrl("SECRET")
        .getResourceBuilder()
        .addAttributes(attribute("process.command", "run SECRET"));
    request
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilder(0)
        .setSchemaUrl("SECRET")
        .getScopeBuilder()
        .setName("SECRET")
        .setVersion("SECRET")
        .addAttributes(attribute("k", "SECRET"));

    ExportTraceServiceRequest clean = screen(SpanLimits.DEFAULT).screen(request.build()).request();

    assertThat(clean.toString()).doesNotContain("SECRET", "hunter2");
    assertThat(only(clean).getAttributesCount()).isEqualTo(5);
    assertThat(only(clean).getDroppedAttributesCount()).isZero();
    assertThat(cuts.count(Cuts.Kind.SECRETS)).isPositive();
  }

  @Test
  void findsASecret_acrossTheCut() {
    Span span = screened(SMALL, span(1).addAttributes(attribute("k", "12345678SECRET")));

    assertThat(span.getAttributes(0)).isEqualTo(attribute("k", "12345678**"));
  }

  @Test
  void findsASecretInBytes_whetherTheyAreValidTextOrNot() {
    byte[] broken = "a SECRET b".getBytes(UTF_8);
    broken[0] = (byte) 0xff;

    Span span =
        screened(SpanLimits.DEFAULT, span(1).addAttributes(attribute("bytes", bytes(broken))));

    ByteString kept = span.getAttributes(0).getValue().getBytesValue();
    assertThat(kept.toString(ISO_8859_1)).doesNotContain("SECRET");
    assertThat(kept.byteAt(0)).isEqualTo((byte) 0xff);
  }

  @Test
  void removesContent_withoutCountingItAsDropped() {
    Span span =
        screened(
            SpanLimits.DEFAULT,
            span(1)
                .addAttributes(attribute("gen_ai.input.messages", array(text("hi"))))
                .addAttributes(attribute("gen_ai.request.model", "m"))
                .addAttributes(attribute("genkit:output", "{\"usage\":{\"a\":1},\"text\":\"hi\"}"))
                .addEvents(
                    Span.Event.newBuilder()
                        .setName("gen_ai.user.message")
                        .addAttributes(attribute("content", "hi"))
                        .addAttributes(attribute("role", "user"))));

    assertThat(span.getAttributesList())
        .containsExactly(
            attribute("gen_ai.request.model", "m"),
            attribute("genkit:output", "{\"usage\":{\"a\":1}}"));
    assertThat(span.getEvents(0).getAttributesList()).containsExactly(attribute("role", "user"));
    assertThat(span.getDroppedAttributesCount()).isZero();
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(3);
  }

  @Test
  void keepsOddTimesAndTokensBeyondBelief() {
    AnyValue absurd = AnyValue.newBuilder().setIntValue(Long.MAX_VALUE).build();
    Span.Builder odd =
        span(1)
            .setStartTimeUnixNano(0)
            .addAttributes(attribute("gen_ai.usage.input_tokens", absurd));
    Span.Builder backwards = span(2).setEndTimeUnixNano(1);
    Span.Builder slightlyAhead =
        span(3).setStartTimeUnixNano(nanos(NOW)).setEndTimeUnixNano(nanos(NOW.plusSeconds(3_600)));

    Screened<ExportTraceServiceRequest> screened =
        screen(SpanLimits.DEFAULT).screen(request(odd, backwards, slightlyAhead));

    assertThat(screened.request()).isEqualTo(request(odd, backwards, slightlyAhead));
    assertThat(screened.beyondLimits()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "both by three days, 259200, 259210, -10, 0",
    "both by centuries; length unknown, 6000000000, 7516192768, , 0",
    "the end alone; length unknown, -10, 259200, -10, ",
    "the start alone; the end stands, 259200, -5, , -5",
    "the end without a start, , 259200, , 0",
    "both unknown, , , 0, ",
  })
  void mendsTimesAhead_andKeepsWhatWasSent(
      String name,
      @Nullable Long start,
      @Nullable Long end,
      @Nullable Long keptStart,
      @Nullable Long keptEnd) {
    Span sent =
        span(1).setStartTimeUnixNano(nanosAfter(start)).setEndTimeUnixNano(nanosAfter(end)).build();

    Span kept = screened(SpanLimits.DEFAULT, sent.toBuilder());

    assertThat(kept.getStartTimeUnixNano()).isEqualTo(nanosAfter(keptStart));
    assertThat(kept.getEndTimeUnixNano()).isEqualTo(nanosAfter(keptEnd));
    assertThat(kept.getAttributesList())
        .containsExactly(
            attribute(
                "mozaiks.sent_times",
                Long.toUnsignedString(sent.getStartTimeUnixNano())
                    + "/"
                    + Long.toUnsignedString(sent.getEndTimeUnixNano())));
  }

  @Test
  void believesAllTimes_whileTheClockWasNeverSet() {
    Span.Builder span = span(1);
    SpanScreen screen = screen(SpanLimits.DEFAULT, Instant.parse("1970-01-01T00:00:07Z"));

    assertThat(screen.screen(request(span)).request()).isEqualTo(request(span));
  }

  private static long nanosAfter(@Nullable Long seconds) {
    return seconds == null ? 0 : nanos(NOW) + seconds * 1_000_000_000;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000;
  }
}
