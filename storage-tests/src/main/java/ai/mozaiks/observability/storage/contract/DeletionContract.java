// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.AWKWARD;
import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.content;
import static ai.mozaiks.observability.storage.contract.Samples.context;
import static ai.mozaiks.observability.storage.contract.Samples.log;
import static ai.mozaiks.observability.storage.contract.Samples.note;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.recordId;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static ai.mozaiks.observability.storage.contract.Samples.turnOf;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.DeletionReader;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionReceipt.Removed;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PartsDigest;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Deletion on request: by chat, by user, by app.
interface DeletionContract extends StorageUnderTest {
  ChatKey OTHER = new ChatKey("shop", "chat-2");
  ChatKey NAMESAKE = new ChatKey("bakery", "chat-1");

  private static DeletionRequest request(String id, DeletionSubject subject) {
    return new DeletionRequest(id, at(1_000), "privacy desk", "asked " + AWKWARD, subject);
  }

  private static DeletionSubject chat(ChatKey chat) {
    return new DeletionSubject.OfChat(chat.chatId(), chat.app());
  }

  private DeletionReceipt delete(DeletionSubject subject) {
    return storage().delete(request("request", subject), at(2_000));
  }

  private Set<PartId> deletedParts() {
    Set<PartId> parts = new HashSet<>();
    reader().forEachDeletedPart(parts::add);
    return parts;
  }

  private Set<RecordId> logIds() {
    Set<RecordId> ids = new HashSet<>();
    reader().forEachLogId(ids::add);
    return ids;
  }

  private static LogSubject subject(String app, @Nullable String chatId, @Nullable String user) {
    return new LogSubject(app, chatId, null, null, user);
  }

  @Test
  default void emptyStore_givesAReceiptOfNothing() {
    DeletionReceipt receipt = delete(chat(CHAT));
    assertThat(receipt)
        .isEqualTo(
            new DeletionReceipt(
                request("request", chat(CHAT)),
                at(2_000),
                Removed.NOTHING,
                Removed.NOTHING,
                null,
                null,
                PartsDigest.of(List.of())));
    assertThat(reader().deletions(Instant.MIN, 10)).containsExactly(receipt);
    assertThat(deletedParts()).isEmpty();
  }

  @Test
  default void deletedChat_goesWithEverything_andNothingElse() {
    StoredSpan mine = span(trace(1), 1, at(1));
    StoredSpan others = span(trace(2), 2, at(2));
    storage()
        .write(
            new Scenario()
                .origins(origin(7))
                .spans(mine, others)
                .content(content(mine, 0, "secret"), content(others, 0, "stays"))
                .part(trace(1), turnOf(mine, CHAT, "planner"))
                .part(trace(2), turnOf(others, OTHER, "planner"))
                .part(PartId.ofDirectEvents(CHAT), turn("direct", CHAT, at(0)))
                .part(trace(3), turn("namesake", NAMESAKE, at(3)))
                .logs(
                    log(1, at(5), trace(1)),
                    note(2, at(6), trace(1)),
                    log(3, at(7), null, subject("shop", CHAT.chatId(), null)),
                    log(4, at(8), null, subject(ChatKey.UNKNOWN_APP, CHAT.chatId(), null)),
                    log(5, at(9), null, subject("bakery", CHAT.chatId(), null)),
                    log(6, at(9), trace(2)),
                    log(7, at(9), null))
                .batch(1));
    Removed expected = new Removed(1, 2, 1, 1, 4, 0);
    assertThat(reader().wouldDelete(chat(CHAT)))
        .isEqualTo(new DeletionReader.Preview(expected, Removed.NOTHING));
    assertThat(reader().chat(CHAT)).as("only counted").isPresent();

    DeletionReceipt receipt = delete(chat(CHAT));

    assertThat(receipt.removed()).isEqualTo(expected);
    assertThat(receipt.from()).isEqualTo(at(0));
    assertThat(receipt.to()).isEqualTo(at(8));
    List<PartId> parts = List.of(PartId.ofDirectEvents(CHAT), trace(1));
    assertThat(receipt.digest()).isEqualTo(PartsDigest.of(parts));
    assertThat(deletedParts()).containsExactlyInAnyOrderElementsOf(parts);
    assertThat(reader().chat(CHAT)).isEmpty();
    assertThat(reader().events(CHAT, 10)).isEmpty();
    assertThat(reader().spans(List.of(trace(1), trace(2)))).containsOnlyKeys(trace(2));
    assertThat(reader().parts(parts)).isEmpty();
    assertThat(reader().notes(List.of(trace(1)))).isEmpty();
    assertThat(logIds()).containsExactlyInAnyOrder(recordId(5), recordId(6), recordId(7));
    assertThat(reader().content(new ContentQuery(OTHER, false, null, 10, 1 << 20))).hasSize(1);
    assertThat(reader().chat(NAMESAKE)).isPresent();
    assertThat(reader().chat(OTHER)).isPresent();
    assertThat(storage().stats().spans()).isEqualTo(1);
    assertThat(storage().stats().events()).isEqualTo(2);
    assertThat(storage().stats().chats()).isEqualTo(2);
    assertThat(storage().stats().logs()).isEqualTo(3);
    assertThat(reader().wouldDelete(chat(CHAT)).removed().isEmpty()).isTrue();
  }

  @Test
  default void deletedChat_withoutAnApp_goesInAllApps() {
    storage()
        .write(
            new Scenario()
                .part(trace(1), turn("a", CHAT, at(0)))
                .part(trace(2), turn("b", NAMESAKE, at(0)))
                .part(trace(3), turn("c", OTHER, at(0)))
                .batch(1));
    assertThat(delete(new DeletionSubject.OfChat(CHAT.chatId(), null)).removed())
        .isEqualTo(new Removed(2, 2, 0, 0, 0, 0));
    assertThat(reader().chat(OTHER)).isPresent();
  }

  @Test
  default void totals_keepWhatWasDeleted() {
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(1));
    var before = reader().totals();
    delete(chat(CHAT));
    assertThat(before).isNotEmpty();
    assertThat(reader().totals()).isEqualTo(before);
  }

  @Test
  default void traceSharedWithAChatThatStays_losesItsSpans_andIsDone() {
    StoredSpan shared = span(trace(1), 1, at(1));
    storage()
        .write(
            new Scenario()
                .spans(shared)
                .content(content(shared, 0, "secret"))
                .part(trace(1), turnOf(shared, CHAT, "planner"), turn("b", OTHER, at(2)))
                .batch(1));
    assertThat(info(trace(1)).settled()).isFalse();
    assertThat(delete(chat(CHAT)).removed()).isEqualTo(new Removed(1, 1, 1, 1, 0, 0));
    assertThat(spansOf(trace(1))).isEmpty();
    assertThat(reader().events(OTHER, 10)).hasSize(1);
    assertThat(info(trace(1)).settled()).isTrue();
    assertThat(deletedParts()).contains(trace(1));
  }

  @Test
  default void traceThatAChatSaysIsItsOwn_goes_unlessItsEventsTellOtherwise() {
    storage()
        .write(
            new Scenario()
                .spans(span(trace(1), 1, at(1)), span(trace(2), 2, at(1)))
                .part(trace(1))
                .part(trace(2), turn("b", OTHER, at(2)))
                .part(
                    PartId.ofDirectEvents(CHAT),
                    new ChatEvent.TraceAttached(context("t1", CHAT, at(0)), trace(1).hex()),
                    new ChatEvent.TraceAttached(context("t2", CHAT, at(0)), trace(2).hex()),
                    new ChatEvent.TraceAttached(context("t3", CHAT, at(0)), "no trace id"))
                .batch(1));
    assertThat(delete(chat(CHAT)).removed()).isEqualTo(new Removed(1, 3, 1, 0, 0, 0));
    assertThat(reader().parts(List.of(trace(1), trace(2)))).containsOnlyKeys(trace(2));
  }

  @Test
  default void deletedUser_takesTheChatsWithThem() {
    ChatEvent second =
        new ChatEvent.AgentTurn(
            new ChatEvent.Context("second", OTHER, null, "bob", at(9), null),
            "planner",
            Duration.ofSeconds(1),
            null);
    storage()
        .write(
            new Scenario()
                .part(trace(1), turnOf(span(trace(1), 1, at(0)), CHAT, "planner"))
                .part(trace(2), turnOf(span(trace(2), 1, at(0)), OTHER, "planner"), second)
                .part(trace(3), turn("nobody", NAMESAKE, at(0)))
                .logs(
                    log(1, at(5), null, subject("shop", null, "bob")),
                    log(2, at(5), null, subject("bakery", null, "bob")),
                    log(3, at(5), null, subject("shop", null, "ann")),
                    log(4, at(5), null, subject("shop", OTHER.chatId(), null)))
                .batch(1));
    assertThat(delete(new DeletionSubject.OfUser("bob", "shop")).removed())
        .isEqualTo(new Removed(1, 2, 0, 0, 2, 0));
    assertThat(logIds()).containsExactlyInAnyOrder(recordId(2), recordId(3));
    storage().delete(request("again", new DeletionSubject.OfUser("ann", null)), at(3_000));
    assertThat(reader().chat(CHAT)).isEmpty();
    assertThat(reader().chat(NAMESAKE)).isPresent();
  }

  @Test
  default void deletedApp_takesContentLogsAndMetricsWithIt() {
    StoredSpan shop = span(trace(1), 1, at(1));
    StoredSpan unplaced = span(trace(2), 2, at(1));
    MetricSeries ofShop = series(1, "shop");
    MetricSeries ofBakery = series(2, "bakery");
    StoredLog bakery = log(2, at(5), null, subject("bakery", null, null));
    storage()
        .write(
            new Scenario()
                .origins(origin(7))
                .spans(shop, unplaced)
                .content(content(shop, 0, "a"), content(unplaced, 0, "b"))
                .part(trace(1), turnOf(shop, CHAT, "planner"))
                .part(trace(2))
                .part(trace(3), turn("b", NAMESAKE, at(0)))
                .logs(log(1, at(5), null), bakery)
                .points(ofShop, point(ofShop, 1, at(20)), point(ofShop, 2, at(21)))
                .points(ofBakery, point(ofBakery, 3, at(30)))
                .batch(1));
    DeletionReceipt receipt = delete(new DeletionSubject.OfApp("shop"));
    assertThat(receipt.removed()).isEqualTo(new Removed(1, 1, 1, 2, 1, 2));
    assertThat(receipt.to()).isEqualTo(at(21));
    assertThat(reader().chat(NAMESAKE)).isPresent();
    assertThat(reader().metrics("shop")).isEmpty();
    assertThat(reader().metrics("bakery")).hasSize(1);
    assertThat(logIds()).containsExactly(recordId(2));
    assertThat(spansOf(trace(2))).as("nothing says whose it is").hasSize(1);
    assertThat(storage().stats().points()).isEqualTo(1);
  }

  private static MetricSeries series(long number, String app) {
    return new MetricSeries(
        recordId(1_000 + number),
        "m",
        "",
        "",
        MetricSeries.Kind.GAUGE,
        MetricSeries.Temporality.UNSPECIFIED,
        false,
        app,
        "{}",
        7);
  }

  private static MetricPoint point(MetricSeries series, long number, Instant at) {
    return new MetricPoint(
        recordId(number), series.id(), Nanos.of(at), 0, number, null, 0, null, null, null, null);
  }

  @Test
  default void sameRequestAgain_changesNothing() {
    Scenario scenario = new Scenario();
    storage().write(scenario.part(trace(1), turn("a", CHAT, at(0))).batch(1));
    DeletionReceipt first = delete(chat(CHAT));
    Scenario anew = new Scenario();
    storage().write(anew.part(trace(9), turn("new", CHAT, at(0))).batch(2));
    assertThat(storage().delete(request("request", chat(CHAT)), at(9_000))).isEqualTo(first);
    assertThat(reader().chat(CHAT)).isPresent();
    assertThat(reader().deletions(Instant.MIN, 10)).containsExactly(first);
  }

  @Test
  default void receipts_areListedLatestFirst_andFoundById() {
    DeletionReceipt old =
        storage().delete(request("b", new DeletionSubject.OfApp(AWKWARD)), at(2_000));
    DeletionReceipt twin =
        storage().delete(request("a", new DeletionSubject.OfUser(AWKWARD, null)), at(2_000));
    DeletionReceipt latest =
        storage().delete(request("c", new DeletionSubject.OfChat("x", AWKWARD)), at(3_000));
    assertThat(reader().deletions(Instant.MIN, 10)).containsExactly(latest, twin, old);
    assertThat(reader().deletions(Instant.MIN, 2)).containsExactly(latest, twin);
    assertThat(reader().deletions(at(3_000), 10)).containsExactly(latest);
    assertThat(reader().deletions(Instant.MAX, 10)).isEmpty();
    assertThat(reader().deletions(Instant.MIN, "c", 10)).containsExactly(twin, old);
    assertThat(reader().deletions(Instant.MIN, "a", 10)).containsExactly(old);
    assertThat(reader().deletions(Instant.MIN, "c", 1)).containsExactly(twin);
    assertThat(reader().deletions(at(3_000), "c", 10)).isEmpty();
    assertThat(reader().deletions(Instant.MIN, "b", 10)).isEmpty();
    assertThat(reader().deletions(Instant.MIN, "nobody's", 10)).isEmpty();
    assertThat(reader().deletion("b")).contains(old);
    assertThat(reader().deletion("z")).isEmpty();
    assertThat(reopened().reader().deletions(Instant.MIN, 10)).containsExactly(latest, twin, old);
  }

  @Test
  default void deletedParts_areRememberedForTheRetention() {
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(1));
    DeletionReceipt receipt = delete(chat(CHAT));
    storage().deleteBefore(at(2_000));
    assertThat(deletedParts()).containsExactlyInAnyOrder(trace(1), PartId.ofDirectEvents(CHAT));
    storage().writtenLater(at(2_000), at(2_000), Duration.ofSeconds(50));
    storage().deleteBefore(at(2_050));
    assertThat(deletedParts()).isNotEmpty();
    storage().deleteBefore(at(2_051));
    assertThat(deletedParts()).isEmpty();
    assertThat(reader().deletion("request")).contains(receipt);
  }
}
