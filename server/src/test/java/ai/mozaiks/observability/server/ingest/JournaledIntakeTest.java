// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournaledIntakeTest {
  private static final int RECORD_BYTES = 10_000;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final List<byte[]> payloads = new ArrayList<>();
  private final Journal journal = new NotingJournal();
  private final Balance balance = new Balance();
  private final FoldThread fold =
      new FoldThread(
          new InMemoryStorage(),
          journal,
          Dialects.standard(),
          (_, _, _, _) -> Cost.UNPRICED,
          balance,
          InstantSource.fixed(NOW),
          FoldSettings.DEFAULT);
  private final JournaledIntake intake =
      new JournaledIntake(
          journal,
          fold,
          balance,
          Dialects.standard(),
          SpanContents.none(),
          _ -> List.of(),
          1 << 20,
          new Portions(RECORD_BYTES));

  private int fullAfter = Integer.MAX_VALUE;

  /// Remembers what it was given.
  private final class NotingJournal implements Journal {
    private final InMemoryJournal journal = new InMemoryJournal();

    @Override
    public long append(byte type, byte[] payload) {
      if (payloads.size() == fullAfter) {
        throw new StorageException("no space left", true, null);
      }
      payloads.add(payload);
      return journal.append(type, payload);
    }

    @Override
    public void replay(long afterSequence, Reader reader) {
      journal.replay(afterSequence, reader);
    }

    @Override
    public void release(long sequence) {
      journal.release(sequence);
    }

    @Override
    public long firstSequence() {
      return journal.firstSequence();
    }

    @Override
    public long lastSequence() {
      return journal.lastSequence();
    }

    @Override
    public long sizeBytes() {
      return journal.sizeBytes();
    }

    @Override
    public @Nullable StorageException failure() {
      return journal.failure();
    }

    @Override
    public void check() {
      journal.check();
    }

    @Override
    public void close() {
      journal.close();
    }
  }

  @BeforeEach
  void start() {
    fold.start();
    intake.replay(0);
  }

  @AfterEach
  void stop() {
    fold.close();
  }

  private Outcome outcome(Submission submission) throws Exception {
    return intake.accept(submission).outcome().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void writesOneRecord_whenItFits() throws Exception {
    ExportTraceServiceRequest request = request(span(1), span(2));

    assertThat(outcome(new Submission.Spans(request, 2))).isEqualTo(new Outcome(2, 0, 0));

    assertThat(payloads).containsExactly(request.toByteArray());
  }

  @Test
  void writesSeveralRecords_whenSpansAreMoreThanOneRecordHolds() throws Exception {
    int spans = 50;
    Span.Builder[] builders = new Span.Builder[spans];
    for (int i = 0; i < spans; i++) {
      builders[i] = span(i + 1).addAttributes(attribute("k", "x".repeat(1_000)));
    }
    ExportTraceServiceRequest request = request(builders);

    Outcome first = outcome(new Submission.Spans(request, spans));
    int records = payloads.size();
    Outcome again = outcome(new Submission.Spans(request, spans));

    assertThat(first).isEqualTo(new Outcome(spans, 0, 0));
    assertThat(again).isEqualTo(new Outcome(0, spans, 0));
    assertThat(records).isBetween(6, 10);
    List<Span> written = new ArrayList<>();
    for (byte[] payload : payloads.subList(0, records)) {
      assertThat(payload.length).isLessThan(RECORD_BYTES + 100);
      ExportTraceServiceRequest part = ExportTraceServiceRequest.parseFrom(payload);
      part.getResourceSpansList()
          .forEach(resource ->
              resource.getScopeSpansList().forEach(s -> written.addAll(s.getSpansList())));
    }
    assertThat(written).isEqualTo(request.getResourceSpans(0).getScopeSpans(0).getSpansList());
    assertThat(balance.of(Signal.SPANS).read().accepted()).isEqualTo(2L * spans);
  }

  @Test
  void writesSeveralRecords_whenEventsAreMoreThanOneRecordHolds() throws Exception {
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      events.add(
          new ChatEvent.WorkflowStarted(
              new ChatEvent.Context("e" + i, new ChatKey("a", "c"), null, null, NOW, null)));
    }

    assertThat(outcome(new Submission.Events(events))).isEqualTo(new Outcome(500, 0, 0));

    assertThat(payloads.size()).isGreaterThan(5);
    assertThat(payloads).allSatisfy(payload -> assertThat(payload.length).isLessThan(RECORD_BYTES));
    assertThat(payloads.stream().mapToLong(JournaledIntakeTest::lines).sum()).isEqualTo(500);
  }

  @Test
  void keepsThePortionsBeforeAFailure_andKnowsThemWhenTheyComeAgain() throws Exception {
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      events.add(
          new ChatEvent.WorkflowStarted(
              new ChatEvent.Context("e" + i, new ChatKey("a", "c"), null, null, NOW, null)));
    }
    fullAfter = 2;
    assertThatThrownBy(() -> intake.accept(new Submission.Events(events)))
        .isInstanceOf(StorageException.class);
    long kept = payloads.stream().mapToLong(JournaledIntakeTest::lines).sum();
    fullAfter = Integer.MAX_VALUE;

    Outcome again = outcome(new Submission.Events(events));

    assertThat(kept).isBetween(1L, 499L);
    assertThat(again).isEqualTo(new Outcome(500 - kept, kept, 0));
    assertThat(balance.of(Signal.EVENTS).read().accepted()).isEqualTo(500 + kept);
  }

  private static long lines(byte[] payload) {
    long lines = 0;
    for (byte b : payload) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }
}
