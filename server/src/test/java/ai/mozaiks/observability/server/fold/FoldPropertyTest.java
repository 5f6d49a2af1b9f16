// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.AgentTraces;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to the same spans on their way (order, cuts, repetitions, pauses, restarts),
/// every way out ends at the same totals.
class FoldPropertyTest {

  @BeforeAll
  static void needsTheCorpus() {
    assumeTrue(
        AgentTraces.present(),
        "the corpus of agent traces is not beside this checkout (" + AgentTraces.FOLDER + ")");
  }

  static List<ArrivedSpan> corpus() throws IOException {
    return corpus(0);
  }

  /// The same under other trace ids.
  ///
  /// @param copy 0 for the ids as they are
  private static List<ArrivedSpan> corpus(int copy) throws IOException {
    List<ArrivedSpan> spans = new ArrayList<>();
    for (String name : AgentTraces.expected().propertyNames()) {
      if (!name.startsWith("_")) {
        ExportTraceServiceRequest.Builder request = AgentTraces.request(name).toBuilder();
        for (ResourceSpans.Builder resource : request.getResourceSpansBuilderList()) {
          for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
            scope
                .getSpansBuilderList()
                .forEach(span -> {
                  byte[] id = span.getTraceId().toByteArray();
                  id[0] ^= (byte) copy;
                  span.setTraceId(ByteString.copyFrom(id));
                });
          }
        }
        spans.addAll(FoldRig.spans(request.build()));
      }
    }
    return spans;
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsAtTheSameTotals_whateverHappensOnTheWay(long seed) throws IOException {
    endsAtTheSameTotals(seed, new FoldRig());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void endsAtTheSameTotals_withTheEmbeddedStore(long seed, @TempDir Path folder)
      throws IOException {
    try (EmbeddedStorage storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      endsAtTheSameTotals(seed, new FoldRig(storage, FoldSettings.DEFAULT));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsAtTheSameTotals_whenThereIsHardlyAnyRoom(long seed) throws IOException {
    FoldSettings narrow = FoldSettings.DEFAULT.withRecords(40, 200_000, 200_000);
    FoldRig rig = new FoldRig(new InMemoryStorage(), narrow);
    endsAtTheSameTotals(
        seed,
        rig,
        step -> {
          for (int i = 0; i < 20; i++) { // what had to leave early comes back a few at a time
            step.run();
          }
        });
    assertThat(rig.mostRecords()).isLessThan(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsAtTheSameTotals_whenTheStoreCannotBeReadNowAndThen(long seed) throws IOException {
    Random trouble = new Random(-seed);
    TroubledStorage storage = new TroubledStorage();
    storage.readTrouble =
        _ -> trouble.nextInt(3) == 0 ? new StorageException("out of memory", true, null) : null;
    FoldRig rig = new FoldRig(storage, FoldSettings.DEFAULT);
    endsAtTheSameTotals(
        seed,
        rig,
        calm -> {
          Function<String, @Nullable RuntimeException> before = storage.readTrouble;
          storage.readTrouble = _ -> null;
          calm.run();
          storage.readTrouble = before;
        });
    assertThat(storage.failedReads).hasPositiveValue();
  }

  private static void endsAtTheSameTotals(long seed, FoldRig rig) throws IOException {
    endsAtTheSameTotals(seed, rig, Runnable::run);
  }

  /// @param calmly runs what must not meet trouble
  private static void endsAtTheSameTotals(long seed, FoldRig rig, Consumer<Runnable> calmly)
      throws IOException {
    List<ArrivedSpan> spans = corpus();
    FoldRig straight = new FoldRig();
    straight.sendSpans(spans);
    straight.settle();
    Map<ChatKey, ChatSummary> expected = straight.storedChats();

    CountersNeverFall counters = new CountersNeverFall(rig);
    Random random = new Random(seed);
    List<ArrivedSpan> sent = new ArrayList<>();
    for (int times = 0; times < 3; times++) {
      sent.addAll(spans);
    }
    Collections.shuffle(sent, random);
    int from = 0;
    while (from < sent.size()) {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(12));
      rig.sendSpans(sent.subList(from, to));
      from = to;
      counters.look();
      switch (random.nextInt(8)) {
        case 0, 1 -> rig.store();
        case 2 -> rig.pass(Duration.ofSeconds(random.nextInt(5)));
        case 3 -> rig.settle();
        case 4 -> calmly.accept(rig::crashAndRestart);
        default -> {}
      }
      counters.look();
    }
    calmly.accept(rig::settle);
    counters.look();
    calmly.accept(() -> assertEndsLike(straight, rig, expected));
    counters.look();
    calmly.accept(counters::areExplained);
    List<ArrivedSpan> more = corpus(1); // repays what is shown too much in its series
    calmly.accept(() -> rig.sendSpans(more));
    calmly.accept(rig::settle);
    counters.look();
    calmly.accept(counters::areExplained);
  }

  private static void assertEndsLike(
      FoldRig straight, FoldRig rig, Map<ChatKey, ChatSummary> expected) {

    assertThat(rig.storedChats()).isEqualTo(expected);
    assertThat(rig.liveChats()).isEqualTo(expected);
    assertThat(rig.storedTotals()).isEqualTo(straight.storedTotals());
    assertThat(rig.totals.lifetime()).isEqualTo(straight.storedTotals());
    assertThat(rig.hotParts()).isZero();
    Balance.Reading balance = rig.balance.of(Signal.SPANS).read();
    assertThat(balance.pending()).isZero();
    assertThat(balance.accepted()).isEqualTo(balance.stored() + balance.duplicates());

    rig.crashAndRestart();
    assertThat(rig.liveChats()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsEveryRepetitionAsDuplicate(long seed) throws IOException {
    List<ArrivedSpan> spans = new ArrayList<>(corpus());
    FoldRig rig = new FoldRig();
    assertThat(rig.sendSpans(spans).fresh()).isEqualTo(spans.size());
    rig.settle();
    Map<ChatKey, ChatSummary> before = rig.storedChats();

    Collections.shuffle(spans, new Random(seed));
    assertThat(rig.sendSpans(spans).duplicates()).isEqualTo(spans.size());

    rig.settle();
    assertThat(rig.storedChats()).isEqualTo(before);
  }
}
