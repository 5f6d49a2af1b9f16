// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.LogLines;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a start makes of a journal and a store that do not fit together.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReplayTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

  private final InMemoryJournal journal = new InMemoryJournal();
  private final InMemoryStorage storage = new InMemoryStorage();
  private Balance balance = new Balance();

  /// One run of a server, which begins with a replay.
  ///
  /// @param sent spans to send afterwards, one a request
  /// @return how many records were replayed
  private long run(long... sent) throws Exception {
    balance = new Balance();
    FoldThread fold =
        new FoldThread(
            storage,
            journal,
            Dialects.standard(),
            (_, _, _, _) -> Cost.UNPRICED,
            balance,
            CLOCK,
            FoldSettings.DEFAULT);
    JournaledIntake intake =
        new JournaledIntake(
            journal,
            fold,
            balance,
            Dialects.standard(),
            SpanContents.none(),
            _ -> List.of(),
            1 << 20);
    try (fold) {
      fold.start();
      JournalGaps.unremembered().look(journal, storage.appliedSequence(), CLOCK.instant());
      long replayed = intake.replay(storage.appliedSequence());
      for (long number : sent) {
        intake
            .accept(new Submission.Spans(request(span(number)), 1))
            .outcome()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
      }
      return replayed;
    }
  }

  private void journalled(long... spans) {
    for (long number : spans) {
      journal.append(JournalRecords.SPANS, request(span(number)).toByteArray());
    }
  }

  @Test
  void goesOnBehindAGap_whenTheStoreWasBegunAnew() throws Exception {
    journalled(1, 2, 3, 4, 5);
    journal.release(3); // the store that had them was moved away

    List<String> warnings;
    long replayed;
    try (LogLines log = new LogLines(JournalGaps.class)) {
      replayed = run(6);
      warnings = log.all().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    assertThat(warnings).singleElement().asString().startsWith("Records 1 to 3 of the journal");
    assertThat(replayed).isEqualTo(2);
    assertThat(storage.stats().spans()).isEqualTo(3);
    assertThat(storage.appliedSequence()).isEqualTo(6);
    assertThat(journal.sizeBytes()).as("what is stored is let go of").isZero();
    assertThat(run()).as("nothing is replayed twice").isZero();
    assertThat(balance.of(Signal.SPANS).read().accepted()).isZero();
  }

  @Test
  void goesOnBehindAGap_whenTheStoreIsAnOlderCopy() throws Exception {
    run(1, 2);
    journalled(3, 4, 5);
    journal.release(4);

    List<String> warnings;
    long replayed;
    try (LogLines log = new LogLines(JournalGaps.class)) {
      replayed = run();
      warnings = log.all().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    assertThat(warnings).singleElement().asString().startsWith("Records 3 to 4 of the journal");
    assertThat(replayed).isEqualTo(1);
    assertThat(storage.stats().spans()).isEqualTo(3);
    assertThat(storage.appliedSequence()).isEqualTo(5);
    assertThat(run()).isZero();
  }

  @Test
  void goesOnBehindAGap_whenNothingIsLeftInTheJournal() throws Exception {
    journalled(1, 2);
    journal.release(2);

    run(3);

    assertThat(storage.appliedSequence()).isEqualTo(3);
    assertThat(journal.sizeBytes()).isZero();
    assertThat(run()).isZero();
  }

  @Test
  void warnsOfNothing_whenTheJournalGoesOnWhereTheStoreEnds() throws Exception {
    run(1, 2);
    journalled(3);
    try (LogLines log = new LogLines(JournalGaps.class)) {
      assertThat(run(4)).isEqualTo(1);
      assertThat(log.all()).isEmpty();
    }
    assertThat(storage.appliedSequence()).isEqualTo(4);
  }
}
