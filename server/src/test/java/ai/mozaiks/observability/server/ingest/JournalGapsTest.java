// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.ingest.JournalGaps.Gap;
import ai.mozaiks.observability.storage.InMemoryJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalGapsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path data;

  /// With records 1 to 10, of which the first 6 were released.
  private static InMemoryJournal journal() {
    InMemoryJournal journal = new InMemoryJournal();
    for (int i = 0; i < 10; i++) {
      journal.append((byte) 1, new byte[1]);
    }
    journal.release(6);
    return journal;
  }

  private Path file() {
    return data.resolve(JournalGaps.FILE);
  }

  @Test
  void findsNone_whereTheJournalGoesOn() {
    JournalGaps gaps = JournalGaps.in(data);

    for (long stored : List.of(6L, 8L, 10L)) {
      gaps.look(journal(), stored, NOW);
    }

    assertThat(gaps.read().gaps()).isEmpty();
    assertThat(gaps.read().records()).isZero();
    assertThat(file()).doesNotExist();
  }

  @Test
  void remembersOne_untilItsFileIsDeleted() throws Exception {
    JournalGaps.in(data).look(journal(), 2, NOW);

    JournalGaps.Reading later = JournalGaps.in(data).read();
    assertThat(later.gaps()).containsExactly(new Gap(3, 6, NOW));
    assertThat(later.records()).isEqualTo(4);
    assertThat(later.file()).isEqualTo(file());
    assertThat(later.trouble()).isNull();
    Files.delete(file());
    assertThat(JournalGaps.in(data).read().gaps()).isEmpty();
  }

  @Test
  void takesTheSameOneOfALaterStartForTheSame() {
    JournalGaps.in(data).look(journal(), 2, NOW);
    JournalGaps later = JournalGaps.in(data);

    later.look(journal(), 2, NOW.plusSeconds(60));
    later.look(journal(), 4, NOW.plusSeconds(90));

    assertThat(later.read().gaps()).containsExactly(new Gap(3, 6, NOW));
  }

  @Test
  void keepsOthersApart_inTheirOrder_andBoundsHowMany() {
    List<Gap> gaps = List.of();
    for (int number = 150; number >= 1; number--) {
      gaps = JournalGaps.with(gaps, new Gap(number * 10L, number * 10L + 3, NOW));
    }

    assertThat(gaps).hasSize(100);
    assertThat(gaps.getFirst().first()).isEqualTo(10);
    assertThat(gaps.getLast()).isEqualTo(new Gap(1500, 1503, NOW));
    assertThat(JournalGaps.with(List.of(new Gap(1, 2, NOW)), new Gap(3, 4, NOW)))
        .containsExactly(new Gap(1, 4, NOW));
  }

  @Test
  void startsAllTheSame_andSaysSo_whenItsFileIsBroken() throws Exception {
    for (String broken :
        List.of("", "{", "[]", "{\"gaps\":[{\"first\":5,\"last\":4,\"found_at\":\"x\"}]}")) {
      Files.writeString(file(), broken);

      JournalGaps gaps = JournalGaps.in(data);

      assertThat(gaps.read().gaps()).isEmpty();
      assertThat(Objects.requireNonNull(gaps.read().trouble())).startsWith(file().toString());
    }
    JournalGaps gaps = JournalGaps.in(data);
    gaps.look(journal(), 2, NOW);
    assertThat(gaps.read().trouble()).as("written anew").isNull();
    assertThat(JournalGaps.in(data).read().gaps()).containsExactly(new Gap(3, 6, NOW));
  }

  @Test
  void knowsItInThisProcess_whenItCannotBeWritten() throws Exception {
    Files.createDirectories(file().resolve("in-the-way"));
    JournalGaps gaps = JournalGaps.in(data);

    gaps.look(journal(), 2, NOW);

    assertThat(gaps.read().gaps()).containsExactly(new Gap(3, 6, NOW));
    assertThat(Objects.requireNonNull(gaps.read().trouble())).contains("cannot be written");
  }

  @Test
  void refusesImpossibleOnes() {
    assertThatThrownBy(() -> new Gap(0, 4, NOW)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Gap(5, 4, NOW)).isInstanceOf(IllegalArgumentException.class);
  }
}
