// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import ai.mozaiks.observability.storage.contract.JournalContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
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
    assertThat(journal().firstSequence()).isEqualTo(replay(0).getFirst().sequence());
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
  void firstSequence_isTheNextOne_whenNothingIsLeft() {
    journal().close();
    try (Journal lost = FileJournal.open(new FileJournalConfig(folder, 200, 1 << 20), 4711)) {
      assertThat(lost.firstSequence()).isEqualTo(4712);
      assertThat(lost.append((byte) 1, new byte[] {'a'})).isEqualTo(4712);
      assertThat(lost.firstSequence()).isEqualTo(4712);
    }
  }

  @Test
  void unreadableRecord_isNamed_andTheWayOutWorks() throws IOException {
    append("x".repeat(300));
    append("bad" + "x".repeat(300));
    append("newer");

    assertThatThrownBy(() ->
            journal()
                .replay(
                    0,
                    (_, _, payload) -> {
                      if (payload[0] == 'b') {
                        throw new UnreadableRecordException("event in line 1: bad", null);
                      }
                    }))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith(segments().get(1) + ": record 2 is whole, but cannot be read: ")
        .hasMessageContaining("event in line 1: bad. Start the version that wrote it")
        .hasMessageContaining("move it away, and all newer journal files with it");
    journal().close();
    Files.move(segments().get(2), folder.resolve("newer"));
    Files.move(segments().get(1), folder.resolve("bad"));
    reopened();

    assertThat(texts()).hasSize(1);
    assertThat(append("on")).isEqualTo(2);
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

  /// A disk whose fsync is another.
  private static SegmentAccess access(Sync sync) {
    return new SegmentAccess() {
      @Override
      public void sync(FileChannel channel) throws IOException {
        sync.sync(channel);
      }
    };
  }

  @FunctionalInterface
  private interface Sync {
    void sync(FileChannel channel) throws IOException;
  }

  /// A disk with so much room left.
  private static final class SmallDisk implements SegmentAccess {
    private final AtomicLong room;
    private volatile boolean truncates = true;

    SmallDisk(long room) {
      this.room = new AtomicLong(room);
    }

    @Override
    public int write(FileChannel channel, ByteBuffer from) throws IOException {
      if (room.get() == 0) {
        throw new IOException("No space left on device");
      }
      int bytes = (int) Math.min(room.get(), from.remaining());
      channel.write(from.slice(from.position(), bytes)); // at first as much as there is room for
      from.position(from.position() + bytes);
      room.addAndGet(-bytes);
      return bytes;
    }

    @Override
    public void truncate(FileChannel channel, long length) throws IOException {
      if (!truncates) {
        throw new IOException("I/O error");
      }
      SegmentAccess.REAL.truncate(channel, length);
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(Journal journal, String text) {
    assertThatThrownBy(() -> journal.append((byte) 1, text(text)))
        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable()).isTrue())
        .hasMessageContaining("No space left on device");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, HEADER, HEADER + 30})
  void fullDisk_refusesUntilThereIsRoom(long room) {
    journal().close();
    SmallDisk disk = new SmallDisk(1 << 21);
    try (Journal small =
        FileJournal.open(new FileJournalConfig(folder, 1 << 20, 1 << 20), 0, disk)) {
      assertThat(small.append((byte) 1, text("first"))).isEqualTo(1);
      disk.room.set(room);
      assertRefused(small, "x".repeat(100));
      assertRefused(small, "y".repeat(100));
      assertThatThrownBy(small::check)
          .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable()).isTrue());
      assertThat(small.lastSequence()).isEqualTo(1);
      disk.room.set(1 << 22);
      small.check();
      assertThat(small.append((byte) 1, text("second"))).isEqualTo(2);
      assertThat(small.append((byte) 1, text("third"))).isEqualTo(3);
    }
    reopened();
    assertThat(texts()).containsExactly("first", "second", "third");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, RecordFormat.FILE_HEADER_BYTES, RecordFormat.FILE_HEADER_BYTES + 10})
  void fullDisk_whenASegmentIsToBegin_refusesUntilThereIsRoom(long room) {
    journal().close();
    SmallDisk disk = new SmallDisk(1 << 20);
    try (Journal small = FileJournal.open(new FileJournalConfig(folder, 200, 1 << 20), 0, disk)) {
      small.append((byte) 1, text("x".repeat(300)));
      disk.room.set(room);
      assertRefused(small, "y".repeat(100));
      assertRefused(small, "y".repeat(100));
      disk.room.set(1 << 20);
      assertThat(small.append((byte) 1, text("second"))).isEqualTo(2);
    }
    reopened();
    assertThat(texts()).containsExactly("x".repeat(300), "second");
  }

  @Test
  void diesWhileTheDiskIsFull_keepsWhatWasAcknowledged() throws IOException {
    journal().close();
    SmallDisk disk = new SmallDisk(1 << 20);
    try (Journal small = FileJournal.open(new FileJournalConfig(folder, 200, 1 << 20), 0, disk)) {
      small.append((byte) 1, text("first"));
      disk.room.set(40);
      assertRefused(small, "y".repeat(100));
    }
    assertThat(Files.size(lastSegment()))
        .isEqualTo(RecordFormat.FILE_HEADER_BYTES + HEADER + "first".length());
    reopened();
    assertThat(texts()).containsExactly("first");
    assertThat(append("second")).isEqualTo(2);
  }

  @Test
  void failedTruncate_failsTheJournalForGood() {
    journal().close();
    SmallDisk disk = new SmallDisk(1 << 20);
    try (Journal small =
        FileJournal.open(new FileJournalConfig(folder, 1 << 20, 1 << 20), 0, disk)) {
      small.append((byte) 1, text("first"));
      disk.room.set(40);
      disk.truncates = false;
      assertThatThrownBy(() -> small.append((byte) 1, text("y".repeat(100))))
          .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable()).isFalse());
      disk.room.set(1 << 20);
      assertThatThrownBy(small::check)
          .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable()).isFalse());
    }
    reopened();
    assertThat(texts()).containsExactly("first");
  }

  @Test
  void failedSync_failsTheJournalForGood() throws IOException {
    journal().close();
    SegmentAccess broken =
        access(_ -> {
          throw new IOException("I/O error");
        });
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
    SegmentAccess slow = access(_ -> disk.awaitAdvance(0));
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
