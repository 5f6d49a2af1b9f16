// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFeedTest {
  @TempDir Path folder;
  private Path log;
  private FileFeed feed;
  private Instant now = Instant.now();
  private final List<String> read = new ArrayList<>();
  private final List<String> rejections = new ArrayList<>();
  private int written;

  @BeforeEach
  void open() {
    log = folder.resolve("runtime.log");
    feed = newFeed();
  }

  @AfterEach
  void close() throws IOException {
    feed.close();
  }

  private FileFeed newFeed() {
    return new FileFeed(
        log, new RuntimeLog(new LogNames(LogNames.Name.NONE, "x")), () -> now, 1 << 20);
  }

  /// Another process goes on from the checkpoint of the first.
  private void restart() throws IOException {
    String checkpoint = feed.checkpoint();
    feed.close();
    feed = newFeed();
    feed.restore(checkpoint);
  }

  private void poll() throws IOException {
    LogFeed.Portion portion;
    do {
      portion = feed.next();
      portion.events().stream()
          .filter(ChatEvent.LlmCall.class::isInstance)
          .forEach(event -> read.add(event.id()));
      portion.rejections().forEach(each -> rejections.add(each.place() + ": " + each.reason()));
    } while (portion.more());
  }

  private static String line(int number) {
    return LogLine.call("call-" + number, 1, 2, "") + "\n";
  }

  private void append(String text) throws IOException {
    append(text.getBytes(StandardCharsets.UTF_8));
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(log, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void appendCalls(int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(line(written++));
    }
    append(text.toString());
  }

  private void begin() throws IOException {
    append(LogLine.started(LogLine.SESSION) + "\n");
  }

  /// All calls that were ever written were read, each once.
  private void assertAllRead() {
    assertThat(read).hasSize(written).doesNotHaveDuplicates();
    assertThat(rejections).isEmpty();
  }

  @Test
  void waitsForAFileThatIsNotThereYet() throws IOException {
    poll();
    assertThat(feed.progress().found()).isFalse();

    begin();
    appendCalls(2);
    poll();

    assertAllRead();
    assertThat(feed.progress()).isEqualTo(new LogFeed.Progress(true, Files.size(log), 0, 3, 0, 0));
  }

  @Test
  void readsALineWhenItIsWhole_whereverItWasCut() throws IOException {
    String text =
        LogLine.call("i", 1, 2, LogLine.answer(1, 2).replace("hello", "grüß dich 🙂"), "") + "\n";
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      assertThat(read).isEmpty();
      append(new byte[] {each});
      poll();
    }
    written = 1;

    assertAllRead();
  }

  @Test
  void goesOnAfterARestart() throws IOException {
    begin();
    appendCalls(3);
    append(line(3).substring(0, 100));
    poll();
    restart();
    append(line(3).substring(100));
    written++;
    appendCalls(2);
    poll();

    assertAllRead();
  }

  @Test
  void survivesRotationByRename_alsoWhenTheWriterKeepsTheOldFileOpen() throws IOException {
    begin();
    appendCalls(2);
    poll();
    try (OutputStream old = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
      appendCalls(1);
      Files.move(log, folder.resolve("runtime.log.1"));
      appendCalls(1);
      old.write(line(written++).getBytes(StandardCharsets.UTF_8));
    }
    poll();

    assertAllRead();
  }

  @Test
  void survivesRotationByCopyAndTruncate() throws IOException {
    begin();
    appendCalls(2);
    poll();
    appendCalls(2); // not read before the file is truncated: they are in the copy
    Files.copy(log, folder.resolve("runtime.log.1"));
    truncate();
    poll();
    appendCalls(1);
    poll();

    assertAllRead();
  }

  private void truncate() throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  @Test
  void noticesTruncation_whenTheFileIsLongerThanBeforeWhenItLooksAgain() throws IOException {
    begin();
    appendCalls(2);
    poll();
    Files.copy(log, folder.resolve("runtime.log.1"));
    truncate();
    appendCalls(10);
    poll();

    assertAllRead();
  }

  @Test
  void tellsGenerationsApart_thatBeginWithTheSameComplaint() throws IOException {
    String complaint = "[file_logger] Failed to log event Object of type X\n";
    append(complaint);
    appendCalls(2);
    poll();
    Files.copy(log, folder.resolve("runtime.log.1"));
    truncate();
    append(complaint);
    appendCalls(2);
    poll();

    assertAllRead();
  }

  @Test
  void survivesDeletionAndReCreation() throws IOException {
    begin();
    appendCalls(2);
    poll();
    appendCalls(1);
    Files.delete(log);
    appendCalls(2);
    poll();

    assertAllRead();
  }

  @Test
  void catchesUpWithRotationsThatNobodyWatched() throws IOException {
    begin();
    appendCalls(3);
    poll();
    String checkpoint = feed.checkpoint();
    feed.close();

    appendCalls(2);
    Files.move(log, folder.resolve("runtime.log.1"));
    appendCalls(3);
    Files.move(folder.resolve("runtime.log.1"), folder.resolve("runtime.log.2"));
    Files.move(log, folder.resolve("runtime.log.1"));
    compress("runtime.log.2");
    appendCalls(1);
    feed = newFeed();
    feed.restore(checkpoint);
    poll();
    poll();

    assertAllRead();
  }

  private void compress(String name) throws IOException {
    Path plain = folder.resolve(name);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".gz")))) {
      Files.copy(plain, out);
    }
    Files.delete(plain);
  }

  @Test
  void readsOlderFilesFirst() throws IOException {
    appendCalls(1);
    Files.move(log, folder.resolve("runtime.log.1"));
    Files.setLastModifiedTime(
        folder.resolve("runtime.log.1"), FileTime.from(now.minusSeconds(500)));
    appendCalls(1);
    poll();

    assertThat(read).containsExactly(idOf(0), idOf(1));
  }

  private static String idOf(int number) {
    return LogLine.events(line(number).strip()).getFirst().id();
  }

  @Test
  void leavesOtherFilesAlone() throws IOException {
    begin();
    appendCalls(1);
    for (String other :
        List.of("runtime.log.bak", "runtime.logs", "other.log.1", "runtime.log.1x")) {
      Files.writeString(folder.resolve(other), line(77));
    }
    Files.createDirectory(folder.resolve("runtime.log.9"));
    poll();

    assertAllRead();
  }

  @Test
  void passesOverALineThatIsTooLong_andSaysSoOnce() throws IOException {
    begin();
    append("{\"x\": \"");
    for (int i = 0; i < 5; i++) {
      append("y".repeat(700_000));
      poll();
    }
    restart();
    append("\"}\n");
    appendCalls(1);
    poll();

    assertThat(read).hasSize(1);
    assertThat(rejections)
        .singleElement()
        .asString()
        .contains("runtime.log at byte", "longer than 1048576 bytes");
  }

  @Test
  void namesTheFileAndTheByteOfALineItCannotRead() throws IOException {
    begin();
    append("{broken\n\n");
    appendCalls(1);
    poll();

    assertThat(read).hasSize(1);
    assertThat(rejections)
        .singleElement()
        .asString()
        .startsWith("runtime.log at byte 74: not valid JSON");
  }

  @Test
  void takesTheLastLineOfARotatedFile_whenNobodyWritesIt() throws IOException {
    begin();
    append(line(written++).strip());
    poll();
    assertThat(read).isEmpty();
    Files.move(log, folder.resolve("runtime.log.1"));
    begin();
    now = now.plusSeconds(300);
    poll();

    assertAllRead();
  }

  @Test
  void refusesWhatIsNoCheckpoint_andBeginsAtTheBeginning() throws IOException {
    assertThatThrownBy(() -> feed.restore("{\"version\":9}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> feed.restore("half a che"))
        .isInstanceOf(IllegalArgumentException.class);
    begin();
    appendCalls(1);
    poll();

    assertAllRead();
  }

  @Test
  void readsNothingTwice_whenAFileIsReplacedByItsCopy() throws IOException {
    begin();
    appendCalls(2);
    poll();
    Path copy = folder.resolve("copy");
    Files.copy(log, copy);
    Files.move(copy, log, StandardCopyOption.REPLACE_EXISTING);
    appendCalls(1);
    poll();

    assertAllRead();
  }

  @Test
  void letsNewSessionsWaitForTheirNames_butNotForEver() throws IOException {
    LogNames names = new LogNames(LogNames.Name.NONE, "x").expectingMore(() -> now);
    feed.close();
    feed = new FileFeed(log, new RuntimeLog(names), () -> now);
    begin();
    appendCalls(1);
    poll();
    assertThat(read).isEmpty();

    names.learn(LogLine.SESSION, new LogNames.Name("acme", null, "chat_1"));
    assertThat(feed.next().events())
        .singleElement()
        .extracting(event -> event.chat().chatId())
        .isEqualTo("chat_1");

    append(LogLine.started(LogLine.OTHER_SESSION) + "\n");
    append(line(written++));
    poll();
    assertThat(read).isEmpty();
    now = now.plusSeconds(30);
    poll();
    assertThat(read).hasSize(1);
  }
}
