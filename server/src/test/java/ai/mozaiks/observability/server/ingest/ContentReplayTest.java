// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.content.ContentCaps;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.ChatContent;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A process that dies before anything is stored leaves a journal to the next one.
class ContentReplayTest {
  private static final ChatKey CHAT = new ChatKey("acme", "chat-a");
  private static final ContentPolicy KEEP = new ContentPolicy(false, Map.of("acme", true));
  private static final ExportTraceServiceRequest REQUEST =
      request(
          span(1)
              .addAttributes(attribute("mozaiks.app_id", "acme"))
              .addAttributes(attribute("gen_ai.conversation.id", "chat-a"))
              .addAttributes(attribute("gen_ai.operation.name", "chat"))
              .addAttributes(attribute("gen_ai.input.messages", "the question"))
              .addAttributes(attribute("gen_ai.output.messages", "the answer")));

  private final InMemoryJournal journal = new InMemoryJournal();

  private static SpanContents contents(ContentPolicy policy) {
    return new SpanContents(
        policy, new ContentCaps(1000, 1000), UnaryOperator.identity(), new ContentCounts());
  }

  /// What the store has after a process accepted the request, or replayed the journal.
  private List<ChatContent> stored(InMemoryStorage storage, ContentPolicy policy, boolean accept)
      throws Exception {
    Balance balance = new Balance();
    try (FoldThread fold =
        new FoldThread(
            storage,
            journal,
            Dialects.standard(),
            (_, _, _, _) -> Cost.UNPRICED,
            balance,
            InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")),
            FoldSettings.DEFAULT)) {
      JournaledIntake intake =
          new JournaledIntake(
              journal,
              fold,
              balance,
              Dialects.standard(),
              contents(policy),
              _ -> List.of(),
              1 << 20);
      fold.start();
      if (accept) {
        intake.replay(0); // of nothing: it begins to accept
        intake
            .accept(new Submission.Spans(REQUEST, 1))
            .outcome()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
      } else {
        journal.append(JournalRecords.SPANS, REQUEST.toByteArray());
        assertThat(intake.replay(0)).isEqualTo(1);
      }
    }
    return storage.reader().content(new ContentQuery(CHAT, false, null, 100, 1 << 20));
  }

  private static List<StoredSpan> spans(InMemoryStorage storage) {
    PartId trace = PartId.ofTrace("5b8efff798038103d269b633813fc60c");
    return storage.reader().spans(List.of(trace)).getOrDefault(trace, List.of());
  }

  @Test
  void replay_givesWhatWasAccepted() throws Exception {
    InMemoryStorage accepted = new InMemoryStorage();
    InMemoryStorage replayed = new InMemoryStorage();

    List<ChatContent> before = stored(accepted, KEEP, true);
    List<ChatContent> after = new ContentReplayTest().stored(replayed, KEEP, false);

    assertThat(before).hasSize(2).isEqualTo(after);
    assertThat(spans(accepted).getFirst().body()).isEqualTo(spans(replayed).getFirst().body());
  }

  @Test
  void replay_leavesOutWhatWasSwitchedOffMeanwhile() throws Exception {
    InMemoryStorage storage = new InMemoryStorage();

    assertThat(stored(storage, ContentPolicy.NOTHING, false)).isEmpty();

    assertThat(spans(storage)).hasSize(1);
    assertThat(
            new String(spans(storage).getFirst().body(), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("the question", "the answer");
  }
}
