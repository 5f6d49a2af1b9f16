// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.StorageException;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Damage to records that the store has does not matter; damage to any other does.
final class DamagedJournalTest {
  private static final String TEXT = "twelve bytes";
  private static final int RECORD = RecordFormat.HEADER_BYTES + TEXT.length();

  @TempDir Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger(SegmentFiles.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
  }

  private FileJournal open(long stored, int recordsPerSegment) {
    long segmentBytes = RecordFormat.FILE_HEADER_BYTES + (long) recordsPerSegment * RECORD;
    return FileJournal.open(new FileJournalConfig(folder, segmentBytes, 1 << 20), stored);
  }

  private void write(int count, int recordsPerSegment) {
    try (FileJournal journal = open(0, recordsPerSegment)) {
      for (int i = 0; i < count; i++) {
        journal.append((byte) 1, TEXT.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Segment::isSegment).sorted().toList();
    }
  }

  private static long offset(int index) {
    return RecordFormat.FILE_HEADER_BYTES + (long) index * RECORD;
  }

  private static void damage(Path file, long offset, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer garbage = ByteBuffer.allocate(bytes);
      while (garbage.hasRemaining()) {
        garbage.put((byte) 0xA5);
      }
      channel.write(garbage.flip(), offset);
    }
  }

  private static List<Long> replayed(FileJournal journal, long stored) {
    List<Long> sequences = new ArrayList<>();
    journal.replay(
        stored,
        (sequence, _, payload) -> {
          assertThat(new String(payload, StandardCharsets.US_ASCII)).isEqualTo(TEXT);
          sequences.add(sequence);
        });
    return sequences;
  }

  private List<String> warnings() {
    return logged.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void damageThatTheStoreHas_isPassedOverWithOneWarning() throws IOException {
    write(6, 100);
    damage(files().getFirst(), offset(1) + RecordFormat.HEADER_BYTES, 3);

    try (FileJournal journal = open(3, 100)) {
      assertThat(replayed(journal, 3)).containsExactly(4L, 5L, 6L);
      assertThat(journal.append((byte) 1, new byte[1])).isEqualTo(7);
    }

    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith(files().getFirst() + ": records 2 to 2 are damaged, at offset " + offset(1));
  }

  @Test
  void damageOverSeveralRecords_isPassedOver() throws IOException {
    write(6, 100);
    damage(files().getFirst(), offset(0), 2 * RECORD + 1);

    try (FileJournal journal = open(3, 100)) {
      assertThat(replayed(journal, 3)).containsExactly(4L, 5L, 6L);
    }
    assertThat(warnings()).singleElement().asString().contains("records 1 to 3 are damaged");
  }

  @Test
  void damageBeyondTheStore_stopsTheStart() throws IOException {
    write(6, 100);
    damage(files().getFirst(), offset(3) + RecordFormat.HEADER_BYTES, 3);

    assertThatThrownBy(() -> open(3, 100))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(
            files().getFirst() + ": record 4 is damaged at offset " + offset(3) + ". Restore");
  }

  @Test
  void damageThatReachesBeyondTheStore_stopsTheStart() throws IOException {
    write(6, 100);
    damage(files().getFirst(), offset(1), 2 * RECORD + 1);

    assertThatThrownBy(() -> open(2, 100))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("record 2 is damaged at offset " + offset(1));
  }

  @Test
  void damageInAnEarlierSegment_countsByWhatTheStoreHas() throws IOException {
    write(9, 3);
    damage(files().getFirst(), offset(1) + RecordFormat.HEADER_BYTES, 3);

    try (FileJournal journal = open(2, 3)) {
      assertThat(replayed(journal, 2)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
      assertThat(warnings()).hasSize(1);
      assertThatThrownBy(() -> replayed(journal, 1))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(files().getFirst() + ": record 2 is damaged");
    }
  }

  @Test
  void segmentThatTheStoreHas_isNotRead() throws IOException {
    write(9, 3);
    Files.writeString(files().getFirst(), "not a segment at all");

    try (FileJournal journal = open(3, 3)) {
      assertThat(replayed(journal, 3)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void damageToTheVeryLastRecord_doesNotHoldUpAStoreThatHasIt() throws IOException {
    write(3, 100);
    damage(files().getFirst(), offset(2), 1);

    try (FileJournal journal = open(3, 100)) {
      assertThat(replayed(journal, 3)).isEmpty();
      assertThat(journal.append((byte) 1, TEXT.getBytes(StandardCharsets.US_ASCII))).isEqualTo(4);
      assertThat(replayed(journal, 3)).containsExactly(4L);
    }
  }

  @Test
  void anyDamagedByte_costsNothingThatTheStoreDoesNotHave() throws IOException {
    int count = 4;
    write(count, 100);
    Path file = files().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int at = RecordFormat.FILE_HEADER_BYTES; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x11;
      Files.write(file, damaged);
      int bad = 1 + (at - RecordFormat.FILE_HEADER_BYTES) / RECORD;
      for (int applied = 0; applied <= count; applied++) {
        SegmentFiles segments = SegmentFiles.in(folder, SegmentAccess.REAL);
        if (bad > applied && bad < count) {
          long stored = applied;
          assertThatThrownBy(() -> segments.readLast(stored))
              .as("byte %d, stored %d", at, applied)
              .isInstanceOf(StorageException.class);
        } else {
          assertThat(segments.readLast(applied)).isNotNull();
          List<Long> sequences = new ArrayList<>();
          segments.replay(applied, (sequence, _, _) -> sequences.add(sequence));
          // the end of the file is no different from a write that was cut short
          long last = bad == count ? count - 1 : count;
          assertThat(sequences)
              .as("byte %d, stored %d", at, applied)
              .isEqualTo(LongStream.rangeClosed(applied + 1, last).boxed().toList());
        }
      }
    }
  }
}
