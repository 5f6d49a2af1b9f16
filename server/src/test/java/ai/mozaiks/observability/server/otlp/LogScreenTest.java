// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.LogRecords.line;
import static ai.mozaiks.observability.server.otlp.LogRecords.only;
import static ai.mozaiks.observability.server.otlp.LogRecords.request;
import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.id;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.MarkedSecrets;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.Nanos;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogScreenTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final SpanLimits SMALL = new SpanLimits(3, 40, 10, 5, 3, 2, 2, 12);

  private final Cuts cuts = new Cuts();

  private LogScreen screen(SpanLimits limits) {
    return screen(limits, ContentPolicy.NOTHING);
  }

  private LogScreen screen(SpanLimits limits, ContentPolicy policy) {
    return new LogScreen(
        limits,
        new MarkedSecrets(),
        policy,
        100,
        Dialects.standard().chatNames(),
        cuts,
        InstantSource.fixed(NOW));
  }

  private LogRecord screened(LogRecord.Builder record) {
    return only(screen(SpanLimits.DEFAULT).screen(request(record)).request());
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue map(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  @Test
  void passesTheSameInstanceOn_whenNothingChanges() {
    ExportLogsServiceRequest request =
        request(line(1).setBody(map(attribute("text", "hello"))), line(2));

    Screened<ExportLogsServiceRequest> screened = screen(SpanLimits.DEFAULT).screen(request);

    assertThat(screened.request()).isSameAs(request);
    assertThat(screened.accepted()).isEqualTo(2);
    assertThat(screened.rejected()).isZero();
    assertThat(screened.beyondLimits()).isZero();
  }

  @Test
  void masksSecrets_inBodyAttributesAndNames() {
    LogRecord kept =
        screened(
            line(1)
                .setSeverityText("SECRET")
                .setBody(map(attribute("user", "a SECRET"), attribute("password", "open")))
                .addAttributes(attribute("db.password", "open"))
                .addAttributes(attribute("text", "SECRET")));

    assertThat(kept.toString()).doesNotContain("SECRET", "open");
    assertThat(cuts.count(Cuts.Kind.SECRETS)).isEqualTo(5);
    assertThat(screened(line(2).setBody(text("my SECRET"))).getBody().getStringValue())
        .isEqualTo("my ***");
  }

  @Test
  void cutsWhatIsTooLarge_andTellsTheSender() {
    LogRecord.Builder large =
        line(1)
            .setBody(text("x".repeat(100)))
            .setSeverityText("y".repeat(100))
            .addAttributes(attribute("a", "1"))
            .addAttributes(attribute("b", "2"))
            .addAttributes(attribute("c", "3"))
            .addAttributes(attribute("d", "4"));

    Screened<ExportLogsServiceRequest> screened = screen(SMALL).screen(request(large));

    LogRecord kept = only(screened.request());
    assertThat(kept.getBody().getStringValue()).hasSize(10);
    assertThat(kept.getSeverityText()).hasSize(12);
    assertThat(kept.getAttributesCount()).isEqualTo(3);
    assertThat(kept.getDroppedAttributesCount()).isEqualTo(1);
    assertThat(screened.beyondLimits()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_ai.system.message",
        "gen_ai.user.message",
        "gen_ai.assistant.message",
        "gen_ai.tool.message",
        "gen_ai.choice"
      })
  void leavesOutWhatPeopleAndModelsSaid(String event) {
    LogRecord byField =
        screened(
            line(1)
                .setEventName(event)
                .setBody(map(attribute("content", "my holiday")))
                .addAttributes(attribute("content", "my holiday"))
                .addAttributes(attribute("gen_ai.system", "openai")));
    LogRecord byAttribute =
        screened(
            line(1)
                .setBody(text("my holiday"))
                .addAttributes(attribute("event.name", event))
                .addAttributes(attribute("gen_ai.event.content", "my holiday")));

    assertThat(byField.toString() + byAttribute).doesNotContain("holiday");
    assertThat(byField.getAttributesList()).containsExactly(attribute("gen_ai.system", "openai"));
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(4);
  }

  @Test
  void leavesTheMessagesOutOfAWholeCall_whereverTheyStand() {
    KeyValue messages = attribute("gen_ai.input.messages", "my holiday");
    LogRecord.Builder call = line(1).setEventName("gen_ai.client.inference.operation.details");

    LogRecord inAttributes = screened(call.clone().clearBody().addAttributes(messages));
    LogRecord inBody =
        screened(call.clone().setBody(map(messages, attribute("gen_ai.usage.input_tokens", "7"))));
    LogRecord deep = screened(call.clone().setBody(map(attribute("call", map(messages)))));
    LogRecord asText = screened(call.clone().setBody(text("{\"messages\":\"my holiday\"}")));

    assertThat(List.of(inAttributes, inBody, deep, asText).toString()).doesNotContain("holiday");
    assertThat(inBody.toString()).contains("input_tokens");
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(4);
  }

  private static LogRecord.Builder message(String text) {
    return LogRecords.event("gen_ai.user.message", id(Spans.TRACE_ID), 7)
        .setBody(map(attribute("content", text), attribute("role", "user")))
        .addAttributes(attribute("gen_ai.system", "openai"));
  }

  @Test
  void keepsOfAMessageOnlyWhatIsKnownToBeNone_whereContentIsOff() {
    LogRecord kept =
        screened(
            message("my holiday")
                .addAttributes(attribute("prompt_text", "my holiday"))
                .addAttributes(attribute("session.id", "s-1"))
                .addAttributes(attribute("mozaiks.chat_id", "c-1")));

    assertThat(kept.getBody()).isEqualTo(map(attribute("role", "user")));
    assertThat(kept.getAttributesList())
        .containsExactly(
            attribute("gen_ai.system", "openai"),
            attribute("session.id", "s-1"),
            attribute("mozaiks.chat_id", "c-1"));
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(2);
  }

  @Test
  void keepsAMessageWhole_whereContentIsOn_withoutSecretsAndWithinLimits() {
    LogScreen on = screen(SMALL, new ContentPolicy(true, Map.of()));
    LogRecord kept = only(on.screen(request(message("SECRET " + "x".repeat(200)))).request());

    String content = kept.getBody().getKvlistValue().getValues(0).getValue().getStringValue();
    assertThat(content).startsWith("*** xxx").hasSize(100);
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isZero();
  }

  @Test
  void decidesByTheAppThatRecordOrResourceName() {
    LogScreen shopOnly = screen(SpanLimits.DEFAULT, new ContentPolicy(false, Map.of("shop", true)));
    LogRecord.Builder other = message("my holiday").addAttributes(attribute("app.id", "other"));

    assertThat(only(shopOnly.screen(request(message("my holiday"))).request()).toString())
        .as("service.name shop")
        .contains("holiday");
    assertThat(only(shopOnly.screen(request(other)).request()).toString())
        .doesNotContain("holiday");
  }

  @Test
  void leavesAMessageOut_thatNamesNoSpan_sinceNobodyCouldFindIt() {
    LogScreen on = screen(SpanLimits.DEFAULT, new ContentPolicy(true, Map.of()));

    assertThat(only(on.screen(request(message("my holiday").clearSpanId())).request()).toString())
        .doesNotContain("holiday");
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"role\":\"user\",\"content\":\"my holiday\"}]",
        " {\"messages\":[{\"role\":\"user\",\"content\":\"my holiday\"}]}",
        "{\"request\":{\"messages\":[{\"role\":\"user\",\"parts\":[\"my holiday\"]}]}}",
        "[{'role': 'user', 'content': 'my holiday'}]",
        "[{\"role\":\"user\",\"content\":\"my holiday, which was cu"
      })
  void leavesOutWhatLooksLikeMessages_underKeysThatNobodyKnows(String messages) {
    LogRecord inBody = screened(line(1).setBody(text(messages)));
    LogRecord inField =
        screened(line(1).setBody(map(attribute("a", "kept"), attribute("request", messages))));
    LogRecord inAttribute = screened(line(1).addAttributes(attribute("my.request", messages)));

    assertThat(List.of(inBody, inField, inAttribute).toString()).doesNotContain("holiday");
    assertThat(inField.getBody()).isEqualTo(map(attribute("a", "kept")));
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(3);
  }

  @Test
  void leavesOutABodyThatIsOneMessage_butForWhatItIs() {
    LogRecord record =
        screened(
            line(1)
                .setEventName("chat.turn")
                .setBody(map(attribute("role", "user"), attribute("content", "my holiday"))));

    assertThat(record.getBody()).isEqualTo(map(attribute("role", "user")));
    assertThat(cuts.count(Cuts.Kind.CONTENT)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"role\":\"admin\",\"permissions\":[]}",
        "{\"user\":{\"role\":\"admin\"},\"content\":\"7 items\"}",
        "the \"role\" and the \"content\" of it",
        "[1,2,3]"
      })
  void keepsWhatOnlySoundsLikeMessages(String text) {
    assertThat(screened(line(1).setBody(text(text))).getBody()).isEqualTo(text(text));
  }

  @Test
  void keepsARecordWithoutItsBrokenIds() {
    LogRecord.Builder record =
        line(1).setTraceId(id("5b8efff7")).setSpanId(id("00000000000000000000"));

    Screened<ExportLogsServiceRequest> screened =
        screen(SpanLimits.DEFAULT).screen(request(record));

    LogRecord kept = only(screened.request());
    assertThat(kept.getTraceId().isEmpty()).isTrue();
    assertThat(kept.getSpanId().isEmpty()).isTrue();
    assertThat(screened.accepted()).isEqualTo(1);
    assertThat(cuts.count(Cuts.Kind.IDS)).isEqualTo(1); // zeros are a way to say none
  }

  @Test
  void givesARecordWithoutTimeThatOfItsArrival() {
    LogRecord kept = screened(line(1).clearTimeUnixNano().clearObservedTimeUnixNano());

    assertThat(kept.getTimeUnixNano()).isZero();
    assertThat(kept.getObservedTimeUnixNano()).isEqualTo(Nanos.of(NOW));
    assertThat(screened(line(2).clearTimeUnixNano()).getObservedTimeUnixNano())
        .isEqualTo(line(2).getObservedTimeUnixNano());
  }
}
