// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.AWKWARD;
import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.context;
import static ai.mozaiks.observability.storage.contract.Samples.log;
import static ai.mozaiks.observability.storage.contract.Samples.note;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.recordId;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.Storage.Deleted;
import ai.mozaiks.observability.storage.StoredLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Log records: what goes in comes out, newest first, page by page, and goes by its age.
interface LogContract extends StorageUnderTest {

  private static LogQuery query(LogFilter.@Nullable OfChat chat, @Nullable String app) {
    return LogQuery.newest(LogFilter.builder().app(app).chat(chat).build(), 100);
  }

  private static List<Long> numbers(List<StoredLog> logs) {
    return logs.stream().map(log -> log.id().high()).toList();
  }

  private static LogSubject of(String app, @Nullable String chatId) {
    return new LogSubject(app, chatId, null, null, null);
  }

  @Test
  default void emptyStore_hasNoLogs() {
    assertThat(reader().logs(LogQuery.newest(10))).isEmpty();
    assertThat(reader().knownLogs(List.of())).isEmpty();
    assertThat(reader().knownLogs(List.of(new RecordKey(0, recordId(1))))).isEmpty();
    assertThat(storage().stats().logs()).isZero();
  }

  @Test
  default void log_comesBackAsItWas() {
    StoredLog full =
        new StoredLog(
            new RecordId(Long.MIN_VALUE, -1),
            Nanos.of(at(1)),
            Nanos.of(at(2)),
            24,
            "FATAL " + AWKWARD,
            "gen_ai.evaluation.result",
            "logger " + AWKWARD,
            "{\"text\":\"x\"}",
            true,
            trace(-3),
            -5,
            new LogSubject("app " + AWKWARD, "chat", "workflow", "agent", "user"),
            "{\"key\":\"" + "é".repeat(500) + "\"}",
            true,
            -9);
    StoredLog bare =
        new StoredLog(
            recordId(2),
            0,
            0,
            0,
            null,
            null,
            null,
            "",
            false,
            null,
            0,
            of("shop", null),
            "{}",
            false,
            7);
    storage().write(new Scenario().logs(full, bare).batch(1));
    assertThat(reader().logs(LogQuery.newest(10))).containsExactly(full, bare);
    assertThat(reopened().reader().logs(LogQuery.newest(10))).containsExactly(full, bare);
  }

  @Test
  default void sameBatchAgain_addsNoLogs() {
    var batch = new Scenario().logs(log(1, at(0), null)).batch(1);
    storage().write(batch);
    storage().write(batch);
    assertThat(reader().logs(LogQuery.newest(10))).hasSize(1);
    assertThat(storage().stats().logs()).isEqualTo(1);
  }

  @Test
  default void knownLogs_areFoundByTimeAndId() {
    storage().write(new Scenario().logs(log(1, at(0), null), log(2, at(5), trace(1))).batch(1));
    storage().write(new Scenario().logs(log(3, at(-900), null)).batch(2));
    RecordKey first = log(1, at(0), null).key();
    RecordKey third = log(3, at(-900), null).key();
    RecordKey otherTime = log(2, at(6), null).key();
    RecordKey unknown = log(4, at(5), null).key();
    assertThat(reader().knownLogs(List.of(first, third, otherTime, unknown)))
        .containsExactlyInAnyOrder(recordId(1), recordId(3));
    List<RecordId> ids = new ArrayList<>();
    reader().forEachLogId(ids::add);
    assertThat(ids).containsExactlyInAnyOrder(recordId(1), recordId(2), recordId(3));
  }

  @Test
  default void pages_areNewestFirst_withoutGapOrRepetition() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 30; i++) {
      int second = i / 7; // several at one time
      scenario.logs(log(i, at(second), null));
    }
    storage().write(scenario.batch(1));
    List<StoredLog> seen = new ArrayList<>();
    LogQuery query = LogQuery.newest(4);
    for (List<StoredLog> page = reader().logs(query);
        !page.isEmpty();
        page = reader().logs(query)) {
      assertThat(page).hasSizeLessThanOrEqualTo(4);
      seen.addAll(page);
      query = query.after(page.getLast());
      // what comes later is newer, and does not move what is left
      storage().write(new Scenario().logs(log(100 + seen.size(), at(1000), null)).batch(0));
    }
    List<Long> expected = new ArrayList<>();
    for (long i = 29; i >= 0; i--) {
      expected.add(i);
    }
    assertThat(numbers(seen)).isEqualTo(expected);
  }

  @Test
  default void range_includesFromAndExcludesTo() {
    storage()
        .write(
            new Scenario()
                .logs(log(1, at(1), null), log(2, at(2), null), log(3, at(3), null))
                .batch(1));
    LogQuery query = new LogQuery(at(1), at(3), LogFilter.ALL, null, 10);
    assertThat(numbers(reader().logs(query))).containsExactly(2L, 1L);
  }

  @Test
  default void severity_isALowerBound() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 25; i++) {
      scenario.logs(log(i, at(i), null));
    }
    storage().write(scenario.batch(1));
    LogQuery query = LogQuery.newest(LogFilter.builder().minSeverity(17).build(), 100);
    assertThat(reader().logs(query)).hasSize(8).allMatch(log -> log.severity() >= 17);
  }

  @Test
  default void logsOfAChat_areThoseOfItsTraces_andThoseThatNameIt() {
    ChatEvent attached =
        new ChatEvent.TraceAttached(context("attached", CHAT, at(0)), trace(3).hex());
    storage()
        .write(
            new Scenario()
                .part(trace(1), turn("a", CHAT, at(0)))
                .part(trace(2), turn("b", new ChatKey("shop", "other"), at(1)))
                .part(PartId.ofDirectEvents(CHAT), attached)
                .logs(
                    log(1, at(1), trace(1)),
                    log(2, at(2), trace(2)),
                    log(3, at(3), trace(3)),
                    log(4, at(4), null, of("shop", CHAT.chatId())),
                    log(5, at(5), null, of("bakery", CHAT.chatId())),
                    log(6, at(6), null, of("shop", "other")),
                    log(7, at(7), null))
                .batch(1));
    LogFilter.OfChat chat = new LogFilter.OfChat(CHAT.chatId(), Set.of(CHAT));
    assertThat(numbers(reader().logs(query(chat, "shop")))).containsExactly(4L, 3L, 1L);
    assertThat(numbers(reader().logs(query(chat, null)))).containsExactly(5L, 4L, 3L, 1L);
    LogFilter.OfChat unknown = new LogFilter.OfChat("other", Set.of());
    assertThat(numbers(reader().logs(query(unknown, null)))).containsExactly(6L);
    assertThat(numbers(reader().logs(query(null, "bakery")))).containsExactly(5L);
    LogQuery ofTrace = LogQuery.newest(LogFilter.builder().trace(trace(2)).build(), 10);
    assertThat(numbers(reader().logs(ofTrace))).containsExactly(2L);
  }

  @Test
  default void logsFollowTheirTraceToItsNewChat() {
    Scenario scenario = new Scenario();
    ChatKey provisional = new ChatKey("shop", "trace:1");
    storage()
        .write(
            scenario
                .part(trace(1), turn("a", provisional, at(0)))
                .logs(log(1, at(0), trace(1)))
                .batch(1));
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(2));
    LogFilter.OfChat chat = new LogFilter.OfChat(CHAT.chatId(), Set.of(CHAT));
    assertThat(numbers(reader().logs(query(chat, null)))).containsExactly(1L);
  }

  @Test
  default void oldLogs_goWithTheirOrigins() {
    Scenario scenario = new Scenario();
    storage()
        .write(scenario.writtenAt(at(0)).origins(origin(7)).logs(log(1, at(900), null)).batch(1));
    storage().write(scenario.writtenAt(at(100)).logs(log(2, at(-900), null)).batch(2));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(0, 0, 0, 1, 0));
    assertThat(numbers(reader().logs(LogQuery.newest(10)))).containsExactly(2L);
    assertThat(storage().stats().logs()).isEqualTo(1);
    assertThat(reader().origins(List.of(7L))).containsKey(7L);
    assertThat(storage().deleteBefore(at(150))).isEqualTo(new Deleted(0, 0, 0, 1, 0));
    assertThat(reader().origins(List.of(7L))).isEmpty();
  }

  @Test
  default void notes_areFoundByTheirTrace_andStayAsLongAsIt() {
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .part(trace(1), turn("a", CHAT, at(0)))
                .logs(
                    note(2, at(2), trace(1)),
                    note(1, at(1), trace(1)),
                    log(3, at(3), trace(1)),
                    note(4, at(4), trace(2)))
                .batch(1));
    assertThat(reader().notes(List.of(trace(1), trace(3))))
        .isEqualTo(Map.of(trace(1), List.of(note(1, at(1), trace(1)), note(2, at(2), trace(1)))));
    assertThat(storage().keepNewest(0, 0).logs()).isEqualTo(2);
    storage().write(scenario.writtenAt(at(100)).part(trace(1), turn("b", CHAT, at(5))).batch(2));
    assertThat(storage().deleteBefore(at(50)).logs()).isZero();
    assertThat(numbers(reader().logs(LogQuery.newest(10)))).containsExactly(2L, 1L);
    assertThat(storage().deleteBefore(at(150)).logs()).isEqualTo(2);
    assertThat(reader().notes(List.of(trace(1)))).isEmpty();
  }

  @Test
  default void logsWrittenLater_countFromThen() {
    storage().write(new Scenario().writtenAt(at(0)).logs(log(1, at(0), null)).batch(1));
    storage().writtenLater(at(0), at(0), Duration.ofSeconds(100));
    assertThat(storage().deleteBefore(at(50)).logs()).isZero();
    assertThat(storage().deleteBefore(at(101)).logs()).isEqualTo(1);
  }

  @Test
  default void beyondTheirNumber_theLogsWrittenFirstGo() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 5; i++) {
      storage()
          .write(
              scenario
                  .writtenAt(at(i))
                  .logs(log(2L * i, at(-i), null), log(2L * i + 1, at(-i), null))
                  .batch(i + 1));
    }
    assertThat(storage().keepNewest(10, 0)).isEqualTo(new Deleted(0, 0, 0, 0, 0));
    assertThat(storage().keepNewest(5, 0)).isEqualTo(new Deleted(0, 0, 0, 6, 0));
    assertThat(numbers(reader().logs(LogQuery.newest(10)))).containsExactly(7L, 6L, 9L, 8L);
    assertThat(storage().keepNewest(0, 0)).isEqualTo(new Deleted(0, 0, 0, 4, 0));
    assertThat(storage().stats().logs()).isZero();
  }
}
