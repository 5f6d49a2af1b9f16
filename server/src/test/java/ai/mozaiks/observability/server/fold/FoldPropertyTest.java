// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.AgentTraces;
import ai.mozaiks.observability.server.normalise.Recordings;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to the same spans on their way (order, cuts, repetitions, pauses, restarts),
/// every way out ends at the same totals.
class FoldPropertyTest {

  /// How many seeds each test tries; `-Dmozaiks.test.rounds=1000` for a long night.
  private static final int ROUNDS = Integer.getInteger("mozaiks.test.rounds", 12);

  private static final List<ResourceSpans> CORPUS = corpus(0);

  /// All spans that real emitters are known to have sent, each with its resource and scope: our own
  /// recordings, and the agent traces where they are at hand.
  ///
  /// @param copy 0 for the trace ids as they are, else others
  private static List<ResourceSpans> corpus(int copy) {
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    try {
      for (String name : Recordings.names()) {
        requests.addAll(Recordings.requests(name));
      }
      for (String name : AgentTraces.names()) {
        requests.add(AgentTraces.request(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<ResourceSpans> spans = new ArrayList<>();
    requests.forEach(request -> addSpans(request, copy, spans));
    return List.copyOf(spans);
  }

  private static void addSpans(
      ExportTraceServiceRequest request, int copy, List<ResourceSpans> spans) {
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          byte[] id = span.getTraceId().toByteArray();
          id[0] ^= (byte) copy;
          spans.add(
              resource.toBuilder()
                  .clearScopeSpans()
                  .addScopeSpans(
                      scope.toBuilder()
                          .clearSpans()
                          .addSpans(span.toBuilder().setTraceId(ByteString.copyFrom(id))))
                  .build());
        }
      }
    }
  }

  /// The corpus as it comes in.
  static List<ArrivedSpan> corpus() {
    return received(CORPUS);
  }

  /// As the intake reads a request of these spans off the wire.
  private static List<ArrivedSpan> received(List<ResourceSpans> spans) {
    byte[] body =
        ExportTraceServiceRequest.newBuilder().addAllResourceSpans(spans).build().toByteArray();
    try {
      return FoldRig.spans(ExportTraceServiceRequest.parseFrom(body));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void triesTheWholeCorpus() {
    assertThat(CORPUS).hasSizeGreaterThan(300);
    assumeTrue(
        AgentTraces.present(),
        "without the corpus of agent traces, which is not beside this checkout ("
            + AgentTraces.FOLDER
            + ")");
    assertThat(CORPUS).hasSizeGreaterThan(350);
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, ROUNDS);
  }

  static LongStream manySeeds() {
    return LongStream.rangeClosed(1_000, 1_000 + 10L * ROUNDS);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("manySeeds")
  void endsAtTheSameTotals_whateverHappensOnTheWay_atLength(long seed) {
    endsAtTheSameTotals(seed, new FoldRig());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsAtTheSameTotals_whateverHappensOnTheWay(long seed) {
    endsAtTheSameTotals(seed, new FoldRig());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void endsAtTheSameTotals_withTheEmbeddedStore(long seed, @TempDir Path folder) {
    try (EmbeddedStorage storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      endsAtTheSameTotals(seed, new FoldRig(storage, FoldSettings.DEFAULT));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsAtTheSameTotals_whenThereIsHardlyAnyRoom(long seed) {
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
  void endsAtTheSameTotals_whenTheStoreCannotBeReadNowAndThen(long seed) {
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

  private static void endsAtTheSameTotals(long seed, FoldRig rig) {
    endsAtTheSameTotals(seed, rig, Runnable::run);
  }

  /// @param calmly runs what must not meet trouble
  private static void endsAtTheSameTotals(long seed, FoldRig rig, Consumer<Runnable> calmly) {
    FoldRig straight = new FoldRig();
    straight.sendSpans(received(CORPUS));
    straight.settle();
    Map<ChatKey, ChatSummary> expected = straight.storedChats();

    CountersNeverFall counters = new CountersNeverFall(rig);
    Random random = new Random(seed);
    List<ResourceSpans> sent = new ArrayList<>(CORPUS);
    for (int times = 0; times < 2; times++) { // about one in three comes again, some twice
      CORPUS.stream().filter(_ -> random.nextInt(3) == 0).forEach(sent::add);
    }
    Collections.shuffle(sent, random);
    int from = 0;
    long lookedAt = 0;
    while (from < sent.size()) {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 12));
      rig.sendSpans(received(sent.subList(from, to)));
      from = to;
      counters.look();
      switch (random.nextInt(8)) {
        case 0, 1 -> rig.store();
        case 2 -> rig.pass(Duration.ofSeconds(random.nextInt(5)));
        case 3 -> rig.settle();
        case 4 -> calmly.accept(rig::crashAndRestart);
        case 5 -> lookedAt += lookAtAll(rig);
        default -> {}
      }
      counters.look();
    }
    assertThat(lookedAt).as("chats seen in passing").isPositive();
    calmly.accept(rig::settle);
    counters.look();
    calmly.accept(() -> assertEndsLike(straight, rig, expected));
    counters.look();
    calmly.accept(counters::areExplained);
    List<ResourceSpans> more = corpus(1); // repays what is shown too much in its series
    calmly.accept(() -> rig.sendSpans(received(more)));
    calmly.accept(rig::settle);
    counters.look();
    calmly.accept(counters::areExplained);
  }

  /// Every answer that is given while data comes; none may change what the next one says.
  private static long lookAtAll(FoldRig rig) {
    Tally ofChats = new Tally();
    rig.liveChats().values().forEach(chat -> ofChats.add(chat.tally()));
    assertThat(ofChats)
        .as("the aggregate is the sum of the chats")
        .isEqualTo(rig.totals.lifetime());
    assertThat(rig.publishedTotals()).isEqualTo(rig.publishedTotals());
    return rig.liveChats().size();
  }

  private static void assertEndsLike(
      FoldRig straight, FoldRig rig, Map<ChatKey, ChatSummary> expected) {

    assertThat(rig.storedChats()).isEqualTo(expected);
    assertThat(rig.liveChats()).isEqualTo(expected);
    assertThat(rig.storedTotals()).isEqualTo(straight.storedTotals());
    assertThat(rig.totals.lifetime()).isEqualTo(straight.storedTotals());
    assertThat(rig.movingParts()).isZero();
    Balance.Reading balance = rig.balance.of(Signal.SPANS).read();
    assertThat(balance.pending()).isZero();
    assertThat(balance.accepted()).isEqualTo(balance.stored() + balance.duplicates());

    rig.crashAndRestart();
    assertThat(rig.liveChats()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsEveryRepetitionAsDuplicate(long seed) {
    List<ArrivedSpan> spans = new ArrayList<>(received(CORPUS));
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
