// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import static ai.mozaiks.observability.storage.contract.Samples.log;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.shipping.Destination.Outcome;
import ai.mozaiks.observability.server.shipping.Destination.Refused;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.WrittenLog;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipperTest {
  private static Instant at(long second) {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
  }

  @TempDir Path folder;

  private final InMemoryStorage store = new InMemoryStorage();
  private final Scripted destination = new Scripted();
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = at(100);

  /// What it is told to answer, one by one; otherwise it takes everything.
  private static final class Scripted implements Destination {
    final Deque<Step> steps = new ArrayDeque<>();
    final List<Long> taken = new ArrayList<>();
    final List<Integer> sizes = new ArrayList<>();

    interface Step {
      Outcome answer(List<WrittenLog> logs) throws DeliveryException;
    }

    @Override
    public Outcome deliver(List<WrittenLog> logs) throws DeliveryException {
      sizes.add(logs.size());
      Step step = steps.poll();
      if (step != null) {
        return step.answer(logs);
      }
      logs.forEach(each -> taken.add(each.log().id().high()));
      return new Outcome(logs.size(), 0, List.of(), List.of(), "");
    }

    @Override
    public void close() {}
  }

  private Path positionFile() {
    return folder.resolve("position.json");
  }

  private Shipper shipper() throws Exception {
    PositionFile file = new PositionFile(positionFile());
    LogPositions start = file.read().orElse(new LogPositions(store.logPositions().store(), 0));
    return new Shipper(
        new Shipper.Label("search", "elasticsearch", "http://search"),
        destination,
        store.reader(),
        store::logPositions,
        file,
        start,
        new DeadLetters(folder.resolve("dead-letters.ndjson"), start),
        new Backoff(new SplittableRandom(1)),
        pauses::add,
        () -> now);
  }

  private void write(long from, long to) {
    Scenario scenario = new Scenario().writtenAt(at(from));
    for (long i = from; i <= to; i++) {
      scenario.logs(log(i, at(0), null));
    }
    store.write(scenario.batch(0));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shipsInTheOrderOfWriting_andGoesOnAfterARestart() throws Exception {
    Shipper first = shipper();
    assertThat(first.shipSome()).isFalse();
    write(1, 3);
    assertThat(first.shipSome()).isTrue();
    assertThat(first.shipSome()).isFalse();
    write(4, 5);
    assertThat(shipper().shipSome()).isTrue();
    assertThat(destination.taken).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(new PositionFile(positionFile()).read())
        .contains(new LogPositions(store.logPositions().store(), 5));
  }

  @Test
  void tellsHowFarBehindItIs() throws Exception {
    write(1, 2);
    Shipper shipper = shipper();
    now = at(130);
    assertThat(shipper.read().behind()).isEqualTo(2);
    assertThat(shipper.read().lagSeconds()).isEqualTo(30);
    destination.steps.add(logs -> {
      throw DeliveryException.of("gone", null);
    });
    destination.steps.add(logs -> {
      assertThat(shipper.read().trouble()).isEqualTo("gone");
      assertThat(shipper.read().lagSeconds()).isEqualTo(129); // written at second 1
      return new Outcome(2, 0, List.of(), List.of(), "");
    });
    shipper.shipSome();
    ShippingReading reading = shipper.read();
    assertThat(reading.behind()).isZero();
    assertThat(reading.lagSeconds()).isZero();
    assertThat(reading.trouble()).isEmpty();
    assertThat(reading.shipped()).isEqualTo(2);
    assertThat(reading.retried()).isEqualTo(2);
    assertThat(reading.lastShippedAt()).isEqualTo(at(130));
  }

  @Test
  void triesAgainForEver_withLongerPauses_andNeverMovesBeforeItIsDone() throws Exception {
    write(1, 4);
    Shipper shipper = shipper();
    for (int i = 0; i < 9; i++) {
      destination.steps.add(logs -> {
        assertThat(shipper.read().position()).isZero();
        throw DeliveryException.refusedForNow("busy", null);
      });
    }
    destination.steps.add(logs -> {
      throw DeliveryException.refusedForNow("busy", Duration.ofMinutes(2));
    });
    shipper.shipSome();
    assertThat(destination.taken).hasSize(4);
    assertThat(pauses).hasSize(10);
    assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(800), Duration.ofMillis(1_200));
    assertThat(pauses.get(8)).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
    assertThat(pauses.get(9)).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void sendsAgainOnlyWhatWasNotTaken() throws Exception {
    write(1, 4);
    destination.steps.add(logs ->
        new Outcome(2, 1, List.of(), List.of(logs.get(2)), "records are refused for now, 429"));
    Shipper shipper = shipper();
    shipper.shipSome();
    assertThat(destination.taken).containsExactly(3L);
    assertThat(shipper.read().known()).isEqualTo(1);
    assertThat(shipper.read().retried()).isEqualTo(1);
    assertThat(shipper.read().shipped()).isEqualTo(3);
  }

  @Test
  void halvesWhatIsTooLarge_andKeepsWhatIsTooLargeAlone() throws Exception {
    write(1, 3);
    Scripted.Step tooLarge =
        logs -> {
          throw DeliveryException.tooLarge("413");
        };
    destination.steps.addAll(List.of(tooLarge, tooLarge));
    Shipper shipper = shipper();
    shipper.shipSome();
    assertThat(destination.sizes).containsExactly(3, 1, 2);
    assertThat(destination.taken).containsExactly(2L, 3L);
    assertThat(shipper.read().dead()).isEqualTo(1);
    assertThat(shipper.deadLetters()).extracting(DeadLetter::reason).containsExactly("413");
  }

  @Test
  void keepsWhatIsRefusedForGood_onDisk_andGoesOn() throws Exception {
    write(1, 3);
    destination.steps.add(logs ->
        new Outcome(2, 0, List.of(new Refused(logs.get(1), "400 bad date")), List.of(), ""));
    Shipper shipper = shipper();
    shipper.shipSome();
    assertThat(shipper.read().dead()).isEqualTo(1);
    assertThat(shipper.read().position()).isEqualTo(3);
    assertThat(Files.readAllLines(folder.resolve("dead-letters.ndjson")))
        .singleElement()
        .asString()
        .contains("\"reason\":\"400 bad date\"")
        .contains("\"msg\":\"line 2\"");
    assertThat(shipper().deadLetters())
        .extracting(DeadLetter::reason)
        .containsExactly("400 bad date");
  }

  @Test
  void deadLettersOfABatchThatIsSentAgainAfterACrash_areKeptOnce() throws Exception {
    write(1, 2);
    Scripted.Step refusing =
        logs -> new Outcome(1, 0, List.of(new Refused(logs.get(1), "bad")), List.of(), "");
    destination.steps.add(refusing);
    Shipper shipper = shipper();
    shipper.shipSome();
    Path letters = folder.resolve("dead-letters.ndjson");
    String kept = Files.readString(letters);
    // the crash: the letter is on disk, and half of a line after it; the position is not
    Files.writeString(letters, kept + "{\"at\":\"20");
    Files.delete(positionFile());
    destination.steps.add(refusing);
    shipper().shipSome();
    assertThat(Files.readString(letters)).isEqualTo(kept + "{\"at\":\"20\n");
    write(3, 4);
    destination.steps.add(refusing);
    shipper().shipSome();
    assertThat(shipper().deadLetters()).hasSize(2);
  }

  @Test
  void countsWhatWasDeletedBeforeItWasShipped_andGoesOn() throws Exception {
    write(1, 2);
    Shipper shipper = shipper();
    shipper.shipSome();
    write(3, 5);
    write(6, 7);
    store.keepNewest(2, 0);
    shipper.shipSome();
    assertThat(destination.taken).containsExactly(1L, 2L, 6L, 7L);
    assertThat(shipper.read().lost()).isEqualTo(3);
    write(8, 9);
    store.keepNewest(0, 0);
    assertThat(shipper.shipSome()).isFalse();
    assertThat(shipper.read().lost()).isEqualTo(5);
    assertThat(shipper.read().behind()).isZero();
    write(10, 10);
    shipper.shipSome();
    assertThat(destination.taken).contains(10L);
    assertThat(shipper.read().lost()).isEqualTo(5);
  }

  @Test
  void waitsForADiskThatCannotBeWrittenTo() throws Exception {
    write(1, 1);
    Shipper shipper = shipper();
    Path inTheWay = Files.createDirectories(folder.resolve("position.json.next"));
    destination.steps.add(logs -> new Outcome(1, 0, List.of(), List.of(), ""));
    Shipper waiting =
        new Shipper(
            new Shipper.Label("search", "elasticsearch", "http://search"),
            destination,
            store.reader(),
            store::logPositions,
            new PositionFile(positionFile()),
            new LogPositions(store.logPositions().store(), 0),
            new DeadLetters(null, store.logPositions()),
            new Backoff(new SplittableRandom(1)),
            _ -> delete(inTheWay),
            () -> now);
    waiting.shipSome();
    assertThat(waiting.read().position()).isEqualTo(1);
    assertThat(shipper.read().position()).isZero();
    assertThat(new PositionFile(positionFile()).read()).isPresent();
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
