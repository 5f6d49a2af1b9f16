// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.otlp.Spans;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Log events that tell of model calls, on their way through the fold: the call counts once, from
/// its event or from its span, whichever comes when.
class FoldNotesTest {
  private static final Origin ORIGIN =
      Origin.of(
          Resource.newBuilder().addAttributes(attribute("service.name", "shop")).build(),
          "",
          InstrumentationScope.getDefaultInstance(),
          "");

  private static ArrivedLog note(long number, long spanId) {
    StoredLog log =
        new StoredLog(
            new RecordId(number, number * 0x9E3779B97F4A7C15L),
            1_760_000_000_900_000_000L,
            0,
            9,
            null,
            "gen_ai.client.inference.operation.details",
            null,
            "",
            false,
            PartId.ofTrace(Spans.TRACE_ID),
            spanId,
            new LogSubject("shop", null, null, null, null),
            "{\"gen_ai.operation.name\":\"chat\",\"gen_ai.usage.input_tokens\":120,"
                + "\"gen_ai.usage.output_tokens\":48}",
            true,
            ORIGIN.stored().id());
    return new ArrivedLog(
        log, ORIGIN.stored(), SpanNote.of(log, ORIGIN, Dialects.standard()), List.of());
  }

  private static List<ArrivedSpan> span(long spanId) {
    Span.Builder span =
        Spans.span(spanId)
            .addAttributes(attribute("gen_ai.operation.name", "chat"))
            .addAttributes(attribute("gen_ai.usage.input_tokens", "100"))
            .addAttributes(attribute("gen_ai.usage.output_tokens", "40"));
    return FoldRig.spans(Spans.request(span));
  }

  private static void expect(FoldRig rig, long calls, long promptTokens) {
    rig.settle();
    for (Tally tally : List.of(rig.storedTotals(), rig.publishedTotals())) {
      assertThat(tally.llmCalls()).isEqualTo(calls);
      assertThat(tally.promptTokens()).isEqualTo(promptTokens);
    }
  }

  @Test
  void anEventAlone_isACall() {
    FoldRig rig = new FoldRig();
    assertThat(rig.sendLogs(List.of(note(1, 7)))).isEqualTo(new Outcome(1, 0, 0));
    expect(rig, 1, 120);
    assertThat(rig.sendLogs(List.of(note(1, 7)))).isEqualTo(new Outcome(0, 1, 0));
    expect(rig, 1, 120);
    assertThat(rig.balance.of(Signal.LOGS).read().stored()).isEqualTo(1);
  }

  @Test
  void theSpanTakesTheCallOver_whetherItComesBeforeOrAfter() {
    FoldRig before = new FoldRig();
    before.sendSpans(span(7));
    before.sendLogs(List.of(note(1, 7)));
    expect(before, 1, 100);

    FoldRig after = new FoldRig();
    after.sendLogs(List.of(note(1, 7)));
    after.pass(Duration.ofMillis(300));
    after.sendSpans(span(7));
    expect(after, 1, 100);
  }

  @Test
  void aSpanThatComesAfterItsTraceLeftMemory_findsTheEventInTheStore() {
    FoldRig rig = new FoldRig();
    rig.sendLogs(List.of(note(1, 7), note(2, 8)));
    rig.settle();
    assertThat(rig.movingParts()).isZero();
    rig.sendSpans(span(7));
    rig.settle();
    assertThat(rig.storedTotals().llmCalls()).isEqualTo(2);
    assertThat(rig.storedTotals().promptTokens()).isEqualTo(100 + 120);
    assertThat(rig.unreadableSpans()).isZero();
  }

  @Test
  void aCrash_changesNothing_whereverTheEventIs() {
    FoldRig rig = new FoldRig();
    rig.sendLogs(List.of(note(1, 7)));
    rig.store();
    rig.sendLogs(List.of(note(2, 8)));
    rig.crashAndRestart();
    assertThat(rig.sendLogs(List.of(note(1, 7), note(2, 8)))).isEqualTo(new Outcome(0, 2, 0));
    expect(rig, 2, 240);
    rig.crashAndRestart();
    rig.sendSpans(span(8));
    rig.settle();
    assertThat(rig.storedTotals().promptTokens()).isEqualTo(220);
  }

  @Test
  void aTraceThatIsFull_takesNoMoreEvents_andSaysSo() {
    FoldRig rig = new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withRecords(1_000, 1, 1));
    assertThat(rig.sendLogs(List.of(note(1, 7), note(2, 8)))).isEqualTo(new Outcome(1, 0, 1));
    rig.settle();
    assertThat(rig.storedTotals().llmCalls()).isEqualTo(1);
    assertThat(rig.balance.of(Signal.LOGS).read().dropped()).isEqualTo(1);
  }
}
