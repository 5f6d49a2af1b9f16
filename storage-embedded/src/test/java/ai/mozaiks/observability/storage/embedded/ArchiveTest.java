// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.NOON;
import static ai.mozaiks.observability.storage.contract.Samples.content;
import static ai.mozaiks.observability.storage.contract.Samples.log;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.recordId;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turnOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.ArchivedChat;
import ai.mozaiks.observability.storage.DeletionReader;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionReceipt.Removed;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What retention deletes is archived before, found again, and deleted on request.
final class ArchiveTest {
  private static final ChatKey OTHER = new ChatKey("shop", "chat-2");
  private static final Instant LATER = NOON.plus(Duration.ofDays(40));
  private static final Set<ArchiveSignal> ALL = EnumSet.allOf(ArchiveSignal.class);

  @TempDir Path folder;

  private final Scenario scenario = new Scenario();
  private EmbeddedStorage storage;
  private ForeignReader files;

  @BeforeEach
  void openStore() {
    files = new ForeignReader(folder.resolve("archive"));
    open(ALL);
  }

  private void open(Set<ArchiveSignal> signals) {
    storage =
        EmbeddedStorage.open(
            EmbeddedStorageConfig.of(folder.resolve("store"))
                .withArchive(new ArchiveConfig(folder.resolve("archive"), signals)));
  }

  private void reopen() {
    storage.close();
    open(ALL);
  }

  @AfterEach
  void closeStore() {
    storage.close();
  }

  private static MetricSeries series(String app) {
    return new MetricSeries(
        recordId(app.hashCode()),
        "tokens",
        "{token}",
        "",
        MetricSeries.Kind.SUM,
        MetricSeries.Temporality.DELTA,
        true,
        app,
        "{}",
        7);
  }

  private static MetricPoint point(MetricSeries series, long number) {
    return new MetricPoint(
        recordId(number),
        series.id(),
        Nanos.of(NOON) + number,
        0,
        number,
        null,
        0,
        null,
        null,
        null,
        null);
  }

  private static LogSubject subject(String chatId, String user) {
    return new LogSubject("shop", chatId, null, null, user);
  }

  /// Two chats of a trace each, with everything that there is of them.
  private void writeTwoChats() {
    StoredSpan mine = span(trace(1), 1, NOON);
    StoredSpan others = span(trace(2), 2, NOON.plusSeconds(1));
    storage.write(
        scenario
            .origins(origin(7))
            .spans(mine, others)
            .content(content(mine, 0, "secret"), content(others, 0, "stays"))
            .part(trace(1), turnOf(mine, CHAT, "planner"))
            .part(trace(2), turnOf(others, OTHER, "planner"))
            .logs(
                log(1, NOON.plusSeconds(1), trace(1)),
                log(2, NOON.plusSeconds(2), null, subject(CHAT.chatId(), "ann")),
                log(3, NOON.plusSeconds(3), trace(2)),
                log(4, NOON.plusSeconds(4), null))
            .points(series("shop"), point(series("shop"), 1), point(series("shop"), 2))
            .points(series("bank"), point(series("bank"), 3))
            .batch(1));
  }

  private List<String> bodies(LogFilter filter) {
    return storage.archive().logs(LogQuery.newest(filter, 100)).stream()
        .map(StoredLog::body)
        .toList();
  }

  private DeletionReceipt delete(DeletionSubject subject) {
    return storage.delete(new DeletionRequest("request", LATER, "desk", "wish", subject), LATER);
  }

  @Test
  void nothingIsArchived_unlessAsked() throws IOException {
    storage.close();
    open(Set.of());
    writeTwoChats();
    assertThat(storage.deleteBefore(LATER).logs()).isEqualTo(4);
    assertThat(files.allFiles()).isEmpty();
    assertThat(storage.archive().contents()).isEqualTo(ArchiveReader.Contents.NOTHING);
    assertThat(folder.resolve("archive")).doesNotExist();
  }

  @Test
  void onlyTheSignalsThatAreNamed_areArchived() throws IOException {
    storage.close();
    open(Set.of(ArchiveSignal.LOGS));
    writeTwoChats();
    storage.deleteBefore(LATER);
    assertThat(storage.archive().files())
        .extracting(ArchiveFile::signal)
        .containsExactly(ArchiveSignal.LOGS);
    assertThat(files.allFiles()).hasSize(1);
  }

  @Test
  void deletedByAge_isInFilesThatOthersCanRead() throws IOException, SQLException {
    writeTwoChats();
    storage.deleteBefore(LATER);

    assertThat(storage.stats().logs()).isZero();
    assertThat(files.column(ArchiveSignal.CHATS, "chat_id")).containsExactly("chat-1", "chat-2");
    assertThat(files.column(ArchiveSignal.EVENTS, "chat_id")).containsExactly("chat-1", "chat-2");
    assertThat(files.column(ArchiveSignal.SPANS, "span_id")).containsExactly("1", "2");
    assertThat(files.column(ArchiveSignal.SPANS, "decode(origin_body)"))
        .containsExactly("origin 7", "origin 7");
    assertThat(files.column(ArchiveSignal.CONTENT, "text")).containsExactly("secret", "stays");
    assertThat(files.column(ArchiveSignal.LOGS, "body"))
        .containsExactly("line 1", "line 2", "line 3", "line 4");
    assertThat(files.column(ArchiveSignal.METRIC_POINTS, "app || ' ' || name"))
        .containsExactly("bank tokens", "shop tokens", "shop tokens");
    assertThat(files.column(ArchiveSignal.LOGS, "make_timestamp_ns(time_nanos)").getFirst())
        .isEqualTo("2026-03-01 12:00:01");
  }

  @Test
  void list_tellsWhatThereIs() throws IOException {
    writeTwoChats();
    storage.deleteBefore(LATER);
    assertThat(storage.archive().files())
        .hasSize(6)
        .allSatisfy(file -> {
          assertThat(file.day()).isEqualTo(LocalDate.of(2026, 3, 1));
          assertThat(file.bytes()).isEqualTo(Files.size(folder.resolve("archive/" + file.name())));
        });
    ArchiveReader.Contents contents = storage.archive().contents();
    assertThat(contents.of(ArchiveSignal.LOGS).rows()).isEqualTo(4);
    assertThat(contents.of(ArchiveSignal.METRIC_POINTS).rows()).isEqualTo(3);
    assertThat(contents.of(ArchiveSignal.CHATS).files()).isEqualTo(1);
    reopen();
    assertThat(storage.archive().contents()).isEqualTo(contents);
  }

  @Test
  void archivedLogs_areFoundAsStoredOnesAre() {
    writeTwoChats();
    List<StoredLog> stored = storage.reader().logs(LogQuery.newest(100));
    LogFilter ofChat =
        LogFilter.builder().chat(new LogFilter.OfChat(CHAT.chatId(), Set.of(CHAT))).build();
    storage.deleteBefore(LATER);

    assertThat(storage.archive().logs(LogQuery.newest(100))).isEqualTo(stored);
    assertThat(bodies(ofChat))
        .as("its trace is known from the archive")
        .containsExactly("line 2", "line 1");
    LogFilter ofText = LogFilter.builder().text(LogText.parse("\"line 3\"", List.of())).build();
    assertThat(bodies(ofText)).containsExactly("line 3");
    assertThat(bodies(LogFilter.builder().trace(trace(2)).build())).containsExactly("line 3");
    assertThat(
            storage
                .archive()
                .logs(
                    new LogQuery(
                        NOON.plusSeconds(2), NOON.plusSeconds(4), LogFilter.ALL, null, 10)))
        .extracting(StoredLog::body)
        .containsExactly("line 3", "line 2");
  }

  @Test
  void pages_neitherOverlapNorMissAnything() {
    for (int day = 0; day < 12; day++) {
      Instant at = NOON.plus(Duration.ofDays(day));
      scenario.writtenAt(at);
      for (int i = 0; i < 10; i++) {
        scenario.logs(log(10L * day + i, at.plusSeconds(i % 3), null));
      }
      storage.write(scenario.batch(0));
      storage.deleteBefore(at.plusSeconds(1));
    }
    Set<String> seen = new TreeSet<>();
    LogQuery query = LogQuery.newest(7);
    int pages = 0;
    while (true) {
      List<StoredLog> page = storage.archive().logs(query);
      assertThat(page)
          .extracting(StoredLog::timeNanos)
          .isSortedAccordingTo((a, b) -> Long.compare(b, a));
      page.forEach(each -> assertThat(seen.add(each.body())).as(each.body()).isTrue());
      pages++;
      if (page.size() < 7) {
        break;
      }
      query = query.after(page.getLast());
    }
    assertThat(seen).hasSize(120);
    assertThat(pages).isEqualTo(18);
  }

  @Test
  void recordThatCameAgain_isFoundOnce() {
    for (int time = 0; time < 2; time++) {
      storage.write(scenario.writtenAt(NOON).logs(log(1, NOON, null), log(2, NOON, null)).batch(0));
      storage.deleteBefore(LATER);
    }
    assertThat(storage.archive().contents().of(ArchiveSignal.LOGS).rows()).isEqualTo(4);
    assertThat(bodies(LogFilter.ALL)).containsExactly("line 2", "line 1");
    assertThat(storage.archive().logs(LogQuery.newest(1))).hasSize(1);
  }

  @Test
  void chat_isReadAgain() {
    writeTwoChats();
    var summary = storage.reader().chats(Set.of(CHAT)).get(CHAT);
    var events = storage.reader().events(CHAT, 10);
    storage.deleteBefore(LATER);

    assertThat(storage.archive().chats(CHAT.chatId(), null, 10))
        .singleElement()
        .satisfies(chat -> {
          assertThat(chat.summary()).isEqualTo(summary);
          assertThat(chat.writtenAt()).isEqualTo(NOON);
          assertThat(chat.events()).isEqualTo(events);
          assertThat(chat.spans()).extracting(StoredSpan::spanId).containsExactly(1L);
          assertThat(chat.complete()).isTrue();
        });
    assertThat(storage.archive().chats(CHAT.chatId(), "bank", 10)).isEmpty();
    assertThat(storage.archive().chats("none", null, 10)).isEmpty();
  }

  @Test
  void longChat_isCutAndSaysSo() {
    StoredSpan[] spans = new StoredSpan[5];
    var events = new ChatEvent[5];
    for (int i = 0; i < 5; i++) {
      spans[i] = span(trace(1), i + 1, NOON.plusSeconds(i));
      events[i] = turnOf(spans[i], CHAT, "planner");
    }
    storage.write(scenario.origins(origin(7)).spans(spans).part(trace(1), events).batch(1));
    storage.deleteBefore(LATER);
    ArchivedChat chat = storage.archive().chats(CHAT.chatId(), "shop", 3).getFirst();
    assertThat(chat.events()).hasSize(3);
    assertThat(chat.spans()).hasSize(3);
    assertThat(chat.complete()).isFalse();
    assertThat(storage.archive().chats(CHAT.chatId(), "shop", 5).getFirst().complete()).isTrue();
  }

  @Test
  void chatThatWentOn_isThereTwice() {
    StoredSpan first = span(trace(1), 1, NOON);
    storage.write(
        scenario.origins(origin(7)).spans(first).part(trace(1), turnOf(first, CHAT, "a")).batch(1));
    storage.deleteBefore(LATER);
    scenario.deleteBefore(LATER);
    StoredSpan second = span(trace(2), 2, LATER);
    storage.write(
        scenario
            .writtenAt(LATER)
            .origins(origin(7))
            .spans(second)
            .part(trace(2), turnOf(second, CHAT, "a"))
            .batch(2));
    storage.deleteBefore(LATER.plusSeconds(1));
    assertThat(storage.archive().chats(CHAT.chatId(), null, 10))
        .extracting(ArchivedChat::writtenAt)
        .containsExactly(LATER, NOON);
  }

  @Test
  void beyondTheNumber_isArchivedToo() throws IOException, SQLException {
    for (int i = 0; i < 5; i++) {
      storage.write(
          scenario
              .writtenAt(NOON.plusSeconds(i))
              .logs(log(i, NOON, null))
              .points(series("shop"), point(series("shop"), i))
              .batch(0));
    }
    assertThat(storage.keepNewest(2, 1)).isEqualTo(new Storage.Deleted(0, 0, 0, 3, 4));
    assertThat(files.column(ArchiveSignal.LOGS, "body"))
        .containsExactly("line 0", "line 1", "line 2");
    assertThat(files.column(ArchiveSignal.METRIC_POINTS, "integer_value"))
        .containsExactly("0", "1", "2", "3");
  }

  @Test
  void contentOfAShorterRetention_isArchivedToo() throws IOException, SQLException {
    writeTwoChats();
    assertThat(storage.deleteContentBefore(LATER)).isEqualTo(2);
    assertThat(files.column(ArchiveSignal.CONTENT, "text")).containsExactly("secret", "stays");
    assertThat(storage.deleteBefore(LATER).spans()).isEqualTo(2);
    assertThat(files.column(ArchiveSignal.CONTENT, "text")).hasSize(2);
  }

  @Test
  void filesOfADay_growTogether() throws IOException {
    for (int hour = 0; hour < 5; hour++) {
      Instant at = NOON.plus(Duration.ofHours(hour));
      storage.write(scenario.writtenAt(at).logs(log(hour, at, null)).batch(0));
      storage.deleteBefore(at.plusSeconds(1));
    }
    assertThat(files.files(ArchiveSignal.LOGS)).hasSize(1);
    assertThat(bodies(LogFilter.ALL)).hasSize(5);
    storage.write(scenario.writtenAt(LATER).logs(log(9, LATER, null)).batch(0));
    storage.deleteBefore(LATER.plusSeconds(1));
    assertThat(files.files(ArchiveSignal.LOGS)).hasSize(2);
  }

  @Test
  void deletionOfAChat_reachesTheArchive() throws IOException, SQLException {
    writeTwoChats();
    storage.deleteBefore(LATER);
    DeletionSubject chat = new DeletionSubject.OfChat(CHAT.chatId(), null);
    Removed expected = new Removed(1, 1, 1, 1, 2, 0);
    assertThat(storage.reader().wouldDelete(chat))
        .isEqualTo(new DeletionReader.Preview(Removed.NOTHING, expected));
    assertThat(files.column(ArchiveSignal.CHATS, "chat_id")).as("only counted").hasSize(2);

    DeletionReceipt receipt = delete(chat);

    assertThat(receipt.removed()).isEqualTo(Removed.NOTHING);
    assertThat(receipt.archived()).isEqualTo(expected);
    assertThat(receipt.from()).isEqualTo(NOON);
    assertThat(files.column(ArchiveSignal.CHATS, "chat_id")).containsExactly("chat-2");
    assertThat(files.column(ArchiveSignal.EVENTS, "chat_id")).containsExactly("chat-2");
    assertThat(files.column(ArchiveSignal.SPANS, "span_id")).containsExactly("2");
    assertThat(files.column(ArchiveSignal.CONTENT, "text")).containsExactly("stays");
    assertThat(files.column(ArchiveSignal.LOGS, "body")).containsExactly("line 3", "line 4");
    assertThat(files.column(ArchiveSignal.METRIC_POINTS, "app")).hasSize(3);
    assertThat(files.allFiles()).hasSize(6);
    assertThat(storage.reader().deletion("request")).contains(receipt);
    reopen();
    assertThat(storage.reader().deletion("request")).contains(receipt);
    assertThat(storage.archive().chats(CHAT.chatId(), null, 10)).isEmpty();
    assertThat(storage.archive().chats(OTHER.chatId(), null, 10)).hasSize(1);
  }

  @Test
  void deletionOfAUser_goesByArchivedEvents() throws IOException, SQLException {
    writeTwoChats(); // turnOf names ann in both
    storage.deleteBefore(LATER);
    DeletionReceipt receipt = delete(new DeletionSubject.OfUser("ann", null));
    assertThat(receipt.archived()).isEqualTo(new Removed(2, 2, 2, 2, 3, 0));
    assertThat(files.column(ArchiveSignal.LOGS, "body")).containsExactly("line 4");
    assertThat(files.files(ArchiveSignal.CHATS)).isEmpty();
    assertThat(storage.archive().contents().of(ArchiveSignal.CHATS).rows()).isZero();
  }

  @Test
  void deletion_isRefused_whileAllFilesAreAway() throws IOException, SQLException {
    writeTwoChats();
    storage.deleteBefore(LATER);
    Path file = files.files(ArchiveSignal.LOGS).getFirst();
    Path away = file.resolveSibling("away");
    Files.move(file, away);

    assertThatThrownBy(() -> delete(new DeletionSubject.OfUser("ann", null)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("none of its 1 files is there")
        .hasMessageContaining("Nothing was deleted");

    Files.move(away, file);
    assertThat(files.column(ArchiveSignal.EVENTS, "chat_id")).hasSize(2);
    assertThat(delete(new DeletionSubject.OfUser("ann", null)).archived().logs()).isEqualTo(3);
  }

  @Test
  void deletionOfAnApp_takesItsPoints() throws IOException, SQLException {
    writeTwoChats();
    storage.deleteBefore(LATER);
    DeletionReceipt receipt = delete(new DeletionSubject.OfApp("shop"));
    assertThat(receipt.archived()).isEqualTo(new Removed(2, 2, 2, 2, 4, 2));
    assertThat(files.column(ArchiveSignal.METRIC_POINTS, "app")).containsExactly("bank");
  }

  @Test
  void deletedFromTheArchive_doesNotComeBackWhenSentAgain() {
    writeTwoChats();
    storage.deleteBefore(LATER);
    delete(new DeletionSubject.OfChat(CHAT.chatId(), null));
    Set<PartId> deleted = new HashSet<>();
    storage.reader().forEachDeletedPart(deleted::add);
    assertThat(deleted).containsExactlyInAnyOrder(trace(1), PartId.ofDirectEvents(CHAT));
  }

  @Test
  void recordsInTheStore_ofAChatInTheArchive_goToo() {
    writeTwoChats();
    storage.deleteBefore(new Storage.Cutoffs(LATER, Instant.MIN, Instant.MIN));
    assertThat(storage.stats().logs()).isEqualTo(4);
    DeletionReceipt receipt = delete(new DeletionSubject.OfUser("ann", null));
    assertThat(receipt.removed()).isEqualTo(new Removed(0, 0, 0, 0, 3, 0));
    assertThat(receipt.archived()).isEqualTo(new Removed(2, 2, 2, 2, 0, 0));
    assertThat(storage.stats().logs()).isEqualTo(1);
  }

  @Test
  void oldFiles_goByTheDayOnWhichTheirRowsArrived() throws IOException {
    for (int day = 0; day < 3; day++) {
      Instant at = NOON.plus(Duration.ofDays(day));
      storage.write(scenario.writtenAt(at).logs(log(day, at, null)).batch(0));
      storage.deleteBefore(at.plusSeconds(1));
    }
    assertThat(storage.deleteArchivedBefore(NOON)).isZero();
    assertThat(storage.deleteArchivedBefore(Instant.MIN)).isZero();
    assertThat(storage.deleteArchivedBefore(NOON.plus(Duration.ofDays(2)))).isEqualTo(2);
    assertThat(files.allFiles()).hasSize(1);
    assertThat(bodies(LogFilter.ALL)).containsExactly("line 2");
    assertThat(storage.archive().contents().of(ArchiveSignal.LOGS).files()).isEqualTo(1);
  }

  @Test
  void fileThatSomebodyTookAway_isPassedOver_andCountsWhenItIsBack() throws IOException {
    writeTwoChats();
    storage.deleteBefore(LATER);
    Path file = files.files(ArchiveSignal.LOGS).getFirst();
    Path elsewhere = folder.resolve(file.getFileName());
    Files.move(file, elsewhere);
    assertThat(bodies(LogFilter.ALL)).isEmpty();
    reopen();
    assertThat(storage.archive().files()).hasSize(5);
    Files.move(elsewhere, file);
    Files.writeString(file.resolveSibling("2026-03-01-000000000000.parquet"), "no parquet");
    Files.writeString(file.resolveSibling("notes.txt"), "of somebody");
    reopen();
    assertThat(bodies(LogFilter.ALL)).hasSize(4);
    assertThat(file.resolveSibling("notes.txt")).exists();
  }

  @Test
  void archiveThatCannotBeWritten_stopsTheDeletion_untilItCan() throws IOException {
    writeTwoChats();
    Files.writeString(folder.resolve("archive"), "in the way");
    Storage.StorageStats before = storage.stats();
    assertThatThrownBy(() -> storage.deleteBefore(LATER))
        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable()).isTrue())
        .hasMessageContaining("archive")
        .hasMessageContaining("Nothing was deleted");
    assertThatThrownBy(() -> storage.keepNewest(0, 0)).isInstanceOf(StorageException.class);
    assertThat(storage.archive().failure()).contains("it is a file, no folder");
    assertThat(storage.stats()).isEqualTo(before);
    assertThat(storage.reader().logs(LogQuery.newest(10))).hasSize(4);
    storage.check();
    assertThat(storage.failure()).isNull();
    storage.write(scenario.logs(log(5, NOON, null)).batch(2));

    Files.delete(folder.resolve("archive"));
    assertThat(storage.deleteBefore(LATER).logs()).isEqualTo(5);
    assertThat(storage.archive().failure()).isNull();
    assertThat(bodies(LogFilter.ALL)).hasSize(5);
  }

  @Test
  @Timeout(120)
  void searchWhileFilesAreReplaced_findsWhatWasThere() throws Exception {
    AtomicInteger archived = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> searches =
          threads.submit(() -> {
            int count = 0;
            while (!ended.get() || count == 0) {
              int least = archived.get();
              assertThat(bodies(LogFilter.ALL)).hasSizeGreaterThanOrEqualTo(least);
              count++;
            }
            return count;
          });
      for (int i = 1; i <= 40 && !searches.isDone(); i++) {
        storage.write(
            scenario
                .writtenAt(NOON.plusSeconds(i))
                .logs(log(i, NOON.plusSeconds(i), null))
                .batch(0));
        storage.deleteBefore(NOON.plusSeconds(i + 1));
        archived.set(i);
      }
      ended.set(true);
      assertThat(searches.get()).isPositive();
    }
    assertThat(bodies(LogFilter.ALL)).hasSize(40);
    assertThat(files.files(ArchiveSignal.LOGS)).hasSize(1);
  }

  @Test
  void whatRetentionDeletes_isInTheStoreOrInTheArchive_neverInBoth() throws Exception {
    Random random = new Random(17);
    Set<String> written = new TreeSet<>();
    Instant now = NOON;
    for (int i = 0; i < 60; i++) {
      now = now.plus(Duration.ofMinutes(random.nextInt(300)));
      scenario.writtenAt(now);
      StoredSpan span = span(trace(i + 1), i + 1, now);
      ChatKey chat = new ChatKey("shop", "chat-" + random.nextInt(30));
      scenario.origins(origin(7)).spans(span).part(trace(i + 1), turnOf(span, chat, "a"));
      written.add("span " + (i + 1));
      for (int j = random.nextInt(4); j > 0; j--) {
        long number = 10L * i + j;
        scenario.logs(log(number, now, null));
        scenario.points(series("shop"), point(series("shop"), number));
        written.add("log line " + number);
        written.add("point " + number);
      }
      storage.write(scenario.batch(0));
      switch (random.nextInt(6)) {
        case 0 -> {
          Instant cutoff = now.minus(Duration.ofHours(random.nextInt(200)));
          storage.deleteBefore(new Storage.Cutoffs(cutoff, now, cutoff));
          scenario.deleteBefore(cutoff);
        }
        case 1 -> storage.keepNewest(random.nextInt(30), random.nextInt(30));
        case 2 -> {
          if (random.nextBoolean()) {
            reopen();
          }
        }
        default -> {}
      }
      List<String> found = everything();
      assertThat(found).doesNotHaveDuplicates();
      assertThat(new TreeSet<>(found)).isEqualTo(written);
    }
    assertThat(storage.archive().contents().signals()).hasSize(5);
  }

  /// What is stored and what is archived.
  private List<String> everything() throws IOException, SQLException {
    List<String> found = new ArrayList<>();
    storage.reader().logs(LogQuery.newest(10_000)).forEach(each -> found.add("log " + each.body()));
    storage.reader().forEachPointId(id -> found.add("point " + id.high()));
    Set<PartId> traces =
        LongStream.rangeClosed(1, 60).mapToObj(number -> trace(number)).collect(Collectors.toSet());
    storage
        .reader()
        .spans(traces)
        .values()
        .forEach(ofTrace -> ofTrace.forEach(each -> found.add("span " + each.spanId())));
    files.column(ArchiveSignal.LOGS, "body").forEach(body -> found.add("log " + body));
    files.column(ArchiveSignal.METRIC_POINTS, "id_high").forEach(id -> found.add("point " + id));
    files.column(ArchiveSignal.SPANS, "span_id").forEach(id -> found.add("span " + id));
    return found;
  }
}
