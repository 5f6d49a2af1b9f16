// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.contract.JournalContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileJournalTest extends JournalContract {
  private static final int HEADER = RecordFormat.HEADER_BYTES;

  @TempDir Path folder;

  @Override
  protected Journal open() {
    return FileJournal.open(new FileJournalConfig(folder, 200, 1 << 20), 0);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Segment::isSegment).sorted().toList();
    }
  }

  private Path lastSegment() throws IOException {
    return segments().getLast();
  }

  private static void overwrite(Path file, long offset, int... bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
      for (int b : bytes) {
        buffer.put((byte) b);
      }
      channel.write(buffer.flip(), offset < 0 ? Files.size(file) + offset : offset);
    }
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(file) - bytes);
    }
  }

  private List<String> texts() {
    return replay(0).stream().map(Replayed::text).toList();
  }

  @Test
  void segments_areNamedAfterTheirFirstSequence() throws IOException {
    append("x".repeat(300));
    append("b");
    assertThat(segments())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("journal-00000000000000000001.log", "journal-00000000000000000002.log");
  }

  @Test
  void release_deletesWholeSegmentsOnlyAndNeverTheLast() throws IOException {
    for (int i = 1; i <= 12; i++) {
      append("x".repeat(100));
    }
    int before = segments().size();
    journal().release(3);
    assertThat(replay(0).getFirst().sequence()).isBetween(2L, 4L);
    assertThat(segments().size()).isBetween(2, before - 1);
    journal().release(99);
    assertThat(segments()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, HEADER, HEADER + 2})
  void tornTail_isDroppedAndOverwritten(int missing) throws IOException {
    append("first");
    append("torn!");
    journal().close();
    cut(lastSegment(), missing);
    reopened();
    assertThat(texts()).containsExactly("first");
    assertThat(append("second")).isEqualTo(2);
    reopened();
    assertThat(texts()).containsExactly("first", "second");
  }

  @Test
  void garbageAfterTheLastRecord_isDropped() throws IOException {
    append("first");
    journal().close();
    Files.write(lastSegment(), new byte[57], StandardOpenOption.APPEND);
    reopened();
    assertThat(texts()).containsExactly("first");
    assertThat(append("second")).isEqualTo(2);
  }

  @Test
  void segmentThatWasJustBeingCreated_isBegunAnew() throws IOException {
    append("x".repeat(300));
    journal().close();
    Files.write(folder.resolve("journal-00000000000000000002.log"), new byte[10]);
    reopened();
    assertThat(append("b")).isEqualTo(2);
    assertThat(replay(1)).extracting(Replayed::text).containsExactly("b");
  }

  @Test
  void damageBeforeADurableRecord_isReportedWithFileAndOffset() throws IOException {
    append("first");
    append("second");
    append("third");
    journal().close();
    long offset = (long) RecordFormat.FILE_HEADER_BYTES + HEADER + "first".length();
    overwrite(lastSegment(), offset + HEADER, 'S');
    assertThatThrownBy(this::reopened)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(lastSegment().toString())
        .hasMessageContaining("record 2")
        .hasMessageContaining("offset " + offset);
    overwrite(lastSegment(), offset + HEADER, 's');
    reopened();
    assertThat(texts()).hasSize(3);
  }

  @Test
  void damageInAnEarlierSegment_isReported() throws IOException {
    append("x".repeat(300));
    append("b");
    journal().close();
    overwrite(segments().getFirst(), -1, 'y');
    reopened();
    assertThatThrownBy(() -> replay(0))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(segments().getFirst().toString())
        .hasMessageContaining("offset " + RecordFormat.FILE_HEADER_BYTES);
    overwrite(segments().getFirst(), -1, 'x');
  }

  @Test
  void missingSegmentInTheMiddle_isReported() throws IOException {
    append("x".repeat(300));
    append("y".repeat(300));
    append("z".repeat(300));
    journal().close();
    Files.delete(segments().get(1));
    reopened();
    assertThatThrownBy(() -> replay(0))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("records 2 to 2 are missing");
  }

  @Test
  void foreignFile_isReported() throws IOException {
    journal().close();
    Files.write(folder.resolve("journal-00000000000000000009.log"), new byte[100]);
    assertThatThrownBy(this::reopened)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("not a journal segment");
    Files.delete(folder.resolve("journal-00000000000000000009.log"));
    reopened();
  }

  @Test
  void secondOpen_isRefusedAndNamesTheFolder() {
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("in use");
    assertThat(append("still works")).isEqualTo(1);
  }

  @Test
  void journalBehindTheStore_continuesAfterIt() {
    append("a");
    journal().close();
    try (Journal behind = FileJournal.open(FileJournalConfig.of(folder), 500)) {
      assertThat(behind.append((byte) 1, new byte[1])).isEqualTo(501);
      behind.replay(500, (sequence, _, _) -> assertThat(sequence).isEqualTo(501));
    }
  }

  @Test
  void failedSync_failsTheJournalForGood() throws IOException {
    journal().close();
    FileJournal.Sync broken =
        _ -> {
          throw new IOException("I/O error");
        };
    try (Journal failing = FileJournal.open(FileJournalConfig.of(folder), 0, broken)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> failing.append((byte) 1, new byte[1]))
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("I/O error")
            .hasMessageContaining(folder.toString());
      }
      assertThatThrownBy(failing::check).isInstanceOf(StorageException.class);
    }
  }

  @Test
  void fullQueue_blocksUntilTheDiskHasTakenIt() throws Exception {
    journal().close();
    Phaser disk = new Phaser(1);
    FileJournal.Sync slow = _ -> disk.awaitAdvance(0);
    FileJournalConfig config = new FileJournalConfig(folder, 1 << 20, 150);
    try (Journal blocked = FileJournal.open(config, 0, slow);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> appends = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        appends.add(callers.submit(() -> blocked.append((byte) 1, new byte[100])));
      }
      assertThat(appends).noneMatch(Future::isDone);
      assertThat(blocked.lastSequence()).isZero();
      disk.forceTermination();
      for (Future<Long> append : appends) {
        assertThat(append.get()).isBetween(1L, 20L);
      }
    }
  }
}
