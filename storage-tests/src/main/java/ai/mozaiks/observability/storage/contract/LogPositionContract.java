// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.log;
import static ai.mozaiks.observability.storage.contract.Samples.note;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.WrittenLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Log records are numbered as they are written, and read again in that order.
interface LogPositionContract extends StorageUnderTest {

  private static List<Long> positions(List<WrittenLog> logs) {
    return logs.stream().map(WrittenLog::position).toList();
  }

  private static List<Long> ids(List<WrittenLog> logs) {
    return logs.stream().map(each -> each.log().id().high()).toList();
  }

  private List<WrittenLog> all() {
    return reader().logsAfter(0, 1_000, Long.MAX_VALUE);
  }

  @Test
  default void emptyStore_hasGivenNoPositions() {
    assertThat(storage().logPositions().last()).isZero();
    assertThat(all()).isEmpty();
    assertThat(reader().logsAfter(Long.MAX_VALUE, 10, 10)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> reader().logsAfter(0, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> reader().logsAfter(0, 1, 0));
  }

  @Test
  default void positions_followTheOrderOfWriting_notTheTimesOfTheRecords() {
    storage()
        .write(
            new Scenario()
                .writtenAt(at(3))
                .logs(log(1, at(9), null), log(2, at(5), null))
                .batch(1));
    storage().write(new Scenario().writtenAt(at(4)).logs(log(3, at(-7), null)).batch(2));
    assertThat(positions(all())).containsExactly(1L, 2L, 3L);
    assertThat(ids(all())).containsExactly(1L, 2L, 3L);
    assertThat(all()).extracting(WrittenLog::writtenAt).containsExactly(at(3), at(3), at(4));
    assertThat(storage().logPositions().last()).isEqualTo(3);
    assertThat(ids(reader().logsAfter(1, 1, Long.MAX_VALUE))).containsExactly(2L);
    assertThat(reader().logsAfter(3, 10, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  default void sameBatchAgain_givesNoNewPositions() {
    var batch = new Scenario().logs(log(1, at(0), null)).batch(1);
    storage().write(batch);
    storage().write(batch);
    assertThat(positions(all())).containsExactly(1L);
    assertThat(storage().logPositions().last()).isEqualTo(1);
  }

  @Test
  default void positions_goOnAfterAReopening_inTheSameStore() {
    storage().write(new Scenario().logs(log(1, at(0), null)).batch(1));
    LogPositions before = storage().logPositions();
    assertThat(reopened().logPositions()).isEqualTo(before);
    storage().write(new Scenario().logs(log(2, at(0), null)).batch(2));
    assertThat(positions(all())).containsExactly(1L, 2L);
    assertThat(storage().logPositions()).isEqualTo(new LogPositions(before.store(), 2));
  }

  @Test
  default void positionsAreNeverGivenAgain_andDeletedOnesAreGaps() {
    Scenario scenario = new Scenario();
    storage().write(scenario.writtenAt(at(0)).logs(log(1, at(0), null)).batch(1));
    storage()
        .write(
            scenario
                .writtenAt(at(1))
                .part(trace(1), turn("a", CHAT, at(0)))
                .logs(note(2, at(2), trace(1)), log(3, at(0), null))
                .batch(2));
    storage().write(scenario.writtenAt(at(2)).logs(log(4, at(0), null)).batch(3));
    assertThat(storage().keepNewest(1, 0).logs()).isEqualTo(2);
    assertThat(positions(all())).containsExactly(2L, 4L);
    assertThat(positions(reader().logsAfter(0, 1, Long.MAX_VALUE))).containsExactly(2L);
    assertThat(positions(reader().logsAfter(2, 1, Long.MAX_VALUE))).containsExactly(4L);
    assertThat(storage().deleteBefore(at(1_000)).logs()).isEqualTo(2);
    assertThat(all()).isEmpty();
    Storage later = survivesReopening() ? reopened() : storage();
    assertThat(later.logPositions().last()).isEqualTo(4);
    storage().write(new Scenario().logs(log(5, at(0), null)).batch(4));
    assertThat(positions(all())).containsExactly(5L);
  }

  @Test
  default void correctedTimes_leaveThePositions() {
    storage()
        .write(
            new Scenario()
                .writtenAt(at(0))
                .logs(log(1, at(0), null), log(2, at(0), null))
                .batch(1));
    storage().writtenLater(at(0), at(0), Duration.ofSeconds(100));
    assertThat(positions(all())).containsExactly(1L, 2L);
    assertThat(all().getFirst().writtenAt()).isEqualTo(at(100));
  }

  @Test
  default void pagesEndBeforeTheirTextsBecomeTooMuch_butHaveAtLeastOne() {
    Scenario scenario = new Scenario();
    for (int i = 1; i <= 50; i++) {
      scenario.logs(log(i, at(i), null));
    }
    storage().write(scenario.batch(1));
    assertThat(reader().logsAfter(0, 100, 1)).hasSize(1);
    StoredLog first = all().getFirst().log();
    long ofOne = first.body().length() + (long) first.attributes().length();
    List<Long> seen = new ArrayList<>();
    for (List<WrittenLog> page = reader().logsAfter(0, 100, 10 * ofOne);
        !page.isEmpty();
        page = reader().logsAfter(page.getLast().position(), 100, 10 * ofOne)) {
      assertThat(page).hasSizeBetween(1, 10);
      seen.addAll(ids(page));
    }
    assertThat(seen).isEqualTo(ids(all())).hasSize(50);
  }
}
