// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.content;
import static ai.mozaiks.observability.storage.contract.Samples.contentOfEvent;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static ai.mozaiks.observability.storage.contract.Samples.turnOf;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ChatContent;
import ai.mozaiks.observability.storage.ContentKind;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.ContentTeller;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What was said: to which chat it belongs, its order, its pages, its end.
interface ContentContract extends StorageUnderTest {
  ChatKey OTHER_CHAT = new ChatKey("shop", "chat-2");

  private List<ChatContent> contentOf(ChatKey chat) {
    return reader().content(new ContentQuery(chat, false, null, 1000, Long.MAX_VALUE));
  }

  private List<String> textsOf(ChatKey chat) {
    return contentOf(chat).stream().map(each -> each.item().text()).toList();
  }

  @Test
  default void unknownChat_hasNoContent() {
    assertThat(contentOf(CHAT)).isEmpty();
    storage().write(new Scenario().part(trace(1), turn("a", CHAT, at(0))).batch(1));
    assertThat(contentOf(CHAT)).isEmpty();
  }

  @Test
  default void content_comesBackWhole() {
    StoredSpan span = span(trace(1), -7, at(1));
    StoredContent full =
        new StoredContent(
            span.trace(),
            span.spanId(),
            3,
            ContentKind.TOOL_RESULT,
            Samples.AWKWARD,
            span.startNanos(),
            span.endNanos(),
            Samples.AWKWARD,
            Samples.AWKWARD,
            true,
            Samples.AWKWARD.repeat(5000),
            1L << 40);
    StoredContent bare =
        new StoredContent(
            span.trace(),
            span.spanId(),
            0,
            ContentKind.OTHER,
            null,
            span.startNanos(),
            span.startNanos(),
            null,
            null,
            false,
            "",
            0);
    storage()
        .write(
            new Scenario()
                .spans(span)
                .content(full, bare)
                .part(trace(1), turnOf(span, CHAT, "planner"))
                .batch(1));
    assertThat(contentOf(CHAT))
        .containsExactly(new ChatContent(bare, "planner"), new ChatContent(full, "planner"));
  }

  @Test
  default void everyKind_isKept() {
    StoredSpan span = span(trace(1), 1, at(1));
    Scenario scenario = new Scenario().spans(span);
    int position = 0;
    for (ContentKind kind : ContentKind.values()) {
      StoredContent item = content(span, position++, "text");
      scenario.content(
          new StoredContent(
              item.trace(),
              item.spanId(),
              item.position(),
              kind,
              null,
              item.spanStartNanos(),
              item.atNanos(),
              null,
              null,
              false,
              item.text(),
              item.originalBytes()));
    }
    storage().write(scenario.part(trace(1), turnOf(span, CHAT, "planner")).batch(1));
    assertThat(contentOf(CHAT))
        .extracting(each -> each.item().kind())
        .containsExactly(ContentKind.values());
  }

  @Test
  default void spanWithoutEvent_belongsToTheNearestAbove() {
    StoredSpan root = span(trace(1), 1, at(0));
    StoredSpan first = span(trace(1), 2, at(1)).withParent(1);
    StoredSpan second = span(trace(1), 3, at(2)).withParent(1);
    StoredSpan belowFirst = span(trace(1), 4, at(3)).withParent(2);
    StoredSpan belowSecond = span(trace(1), 5, at(4)).withParent(3);
    StoredSpan lost = span(trace(1), 6, at(5)).withParent(99);
    storage()
        .write(
            new Scenario()
                .spans(root, first, second, belowFirst, belowSecond, lost)
                .content(
                    content(root, 0, "root"),
                    content(belowFirst, 0, "below first"),
                    content(belowSecond, 0, "below second"),
                    content(lost, 0, "lost"))
                .part(
                    trace(1), turnOf(first, CHAT, "planner"), turnOf(second, OTHER_CHAT, "writer"))
                .batch(1));
    assertThat(textsOf(CHAT)).containsExactly("root", "below first", "lost");
    assertThat(textsOf(OTHER_CHAT)).containsExactly("below second");
    assertThat(contentOf(CHAT))
        .extracting(ChatContent::agent)
        .containsExactly((@Nullable String) null, "planner", null);
  }

  @Test
  default void circleOfParents_ends() {
    StoredSpan one = span(trace(1), 1, at(0)).withParent(2);
    StoredSpan two = span(trace(1), 2, at(1)).withParent(1);
    storage()
        .write(
            new Scenario()
                .spans(one, two)
                .content(content(one, 0, "one"))
                .part(trace(1), turn("a", CHAT, at(0)))
                .batch(1));
    assertThat(textsOf(CHAT)).containsExactly("one");
  }

  @Test
  default void content_movesWithItsEvents() {
    StoredSpan span = span(trace(1), 1, at(0));
    Scenario scenario = new Scenario();
    storage()
        .write(
            scenario
                .spans(span)
                .content(content(span, 0, "hello"))
                .part(trace(1), turnOf(span, CHAT, "planner"))
                .batch(1));
    storage().write(scenario.part(trace(1), turnOf(span, OTHER_CHAT, "planner")).batch(2));
    assertThat(textsOf(CHAT)).isEmpty();
    assertThat(textsOf(OTHER_CHAT)).containsExactly("hello");
  }

  @Test
  default void replacedSpan_takesItsContentAlong() {
    Scenario scenario = new Scenario();
    StoredSpan early = span(trace(1), 1, at(5));
    StoredSpan other = span(trace(1), 2, at(6));
    storage()
        .write(
            scenario
                .spans(early, other)
                .content(content(early, 0, "old"), content(early, 1, "older"))
                .content(content(other, 0, "other"))
                .part(trace(1), turnOf(early, CHAT, "planner"))
                .batch(1));
    StoredSpan late = span(trace(1), 1, at(1));
    storage()
        .write(
            scenario
                .spans(late)
                .content(content(late, 0, "new"))
                .part(trace(1), turnOf(late, CHAT, "planner"))
                .batch(2));
    assertThat(textsOf(CHAT)).containsExactly("new", "other");
    storage()
        .write(
            scenario
                .spans(span(trace(1), 1, at(2)))
                .part(trace(1), turnOf(late, CHAT, "planner"))
                .batch(3));
    assertThat(textsOf(CHAT)).containsExactly("other");
  }

  @Test
  default void contentOfAnEvent_comesBackWhole_andStaysWhenItsSpanIsReplaced() {
    Scenario scenario = new Scenario();
    StoredSpan span = span(trace(1), 1, at(5));
    StoredContent said =
        contentOfEvent(
            span, 7, ContentKind.OUTPUT, ContentTeller.MESSAGE_EVENT, at(6), "an answer");
    storage()
        .write(
            scenario
                .spans(span)
                .content(said)
                .part(trace(1), turnOf(span, CHAT, "planner"))
                .batch(1));
    assertThat(contentOf(CHAT)).containsExactly(new ChatContent(said, "planner"));
    storage()
        .write(
            scenario
                .spans(span(trace(1), 1, at(5)))
                .part(trace(1), turnOf(span, CHAT, "planner"))
                .batch(2));
    assertThat(contentOf(CHAT)).containsExactly(new ChatContent(said, "planner"));
  }

  @Test
  default void whatSpanAndEventsTellOfOneCall_isShownOnce() {
    StoredSpan span = span(trace(1), 1, at(1));
    StoredSpan silent = span(trace(1), 2, at(2));
    Instant at = at(3);
    storage()
        .write(
            new Scenario()
                .spans(span, silent)
                .content(
                    content(span, 0, "asked by the span"),
                    event(span, 1, ContentKind.INPUT, ContentTeller.CALL_EVENT, at, "asked 1"),
                    event(span, 1, ContentKind.OUTPUT, ContentTeller.CALL_EVENT, at, "answered 1"),
                    event(span, 2, ContentKind.OUTPUT, ContentTeller.MESSAGE_EVENT, at, "choice"),
                    event(silent, 3, ContentKind.SYSTEM, ContentTeller.CALL_EVENT, at, "early"),
                    event(silent, 4, ContentKind.INPUT, ContentTeller.CALL_EVENT, at(4), "latest"),
                    event(silent, 5, ContentKind.OUTPUT, ContentTeller.MESSAGE_EVENT, at, "one"),
                    event(silent, 6, ContentKind.OUTPUT, ContentTeller.MESSAGE_EVENT, at, "two"))
                .part(trace(1), turnOf(span, CHAT, "planner"), turnOf(silent, CHAT, "planner"))
                .batch(1));

    assertThat(textsOf(CHAT))
        .startsWith("asked by the span")
        .endsWith("latest")
        .containsExactlyInAnyOrder("asked by the span", "answered 1", "one", "two", "latest");
    assertThat(paged(false, 1, Long.MAX_VALUE)).containsExactlyElementsOf(textsOf(CHAT));
    assertThat(paged(true, 1, Long.MAX_VALUE)).containsExactlyElementsOf(textsOf(CHAT).reversed());
  }

  private static StoredContent event(
      StoredSpan span,
      long number,
      ContentKind kind,
      ContentTeller teller,
      Instant at,
      String text) {
    return contentOfEvent(span, number, kind, teller, at, text);
  }

  @Test
  default void contentOfAnEvent_goesWithItsTrace_alsoWhereNoSpanEverCame() {
    StoredSpan missing = span(trace(1), 1, at(0));
    storage()
        .write(
            new Scenario()
                .writtenAt(at(0))
                .content(
                    event(missing, 1, ContentKind.INPUT, ContentTeller.MESSAGE_EVENT, at(0), "hi"))
                .part(trace(1))
                .batch(1));
    storage().deleteBefore(at(50));

    assertThat(storage().deleteContentBefore(at(50))).isZero();
  }

  @Test
  default void repeatedBatch_addsNothing() {
    StoredSpan span = span(trace(1), 1, at(0));
    var batch =
        new Scenario()
            .spans(span)
            .content(content(span, 0, "once"))
            .part(trace(1), turnOf(span, CHAT, "planner"))
            .batch(1);
    storage().write(batch);
    storage().write(batch);
    assertThat(textsOf(CHAT)).containsExactly("once");
  }

  @Test
  default void pages_addUpToTheWhole_inBothOrders() {
    Scenario scenario = new Scenario();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      // two spans at a time begin together, so that time alone is no order
      StoredSpan span = span(trace(i % 2), 10 + i, at(i < 2 ? 0 : i < 4 ? 1 : 2));
      scenario.spans(span);
      for (int position = 0; position < 3; position++) {
        scenario.content(content(span, position, i + "-" + position));
        texts.add(i + "-" + position);
      }
    }
    scenario.part(trace(0), turn("a", CHAT, at(0))).part(trace(1), turn("b", CHAT, at(1)));
    storage().write(scenario.batch(1));
    assertThat(paged(false, 4, Long.MAX_VALUE)).containsExactlyElementsOf(texts);
    assertThat(paged(false, 1000, 7)).containsExactlyElementsOf(texts);
    assertThat(paged(true, 1, Long.MAX_VALUE)).containsExactlyElementsOf(texts.reversed());
  }

  private List<String> paged(boolean newestFirst, int limit, long maxBytes) {
    List<String> texts = new ArrayList<>();
    ContentQuery.@Nullable Place after = null;
    while (true) {
      List<ChatContent> page =
          reader().content(new ContentQuery(CHAT, newestFirst, after, limit, maxBytes));
      if (page.isEmpty()) {
        return texts;
      }
      assertThat(page.size()).isLessThanOrEqualTo(limit);
      assertThat(page.stream().mapToInt(each -> each.item().bytes()).sum())
          .isLessThanOrEqualTo((int) Math.min(1_000, maxBytes));
      page.forEach(each -> texts.add(each.item().text()));
      after = ContentQuery.Place.of(page.getLast().item());
    }
  }

  @Test
  default void largeItem_isAPageOfItsOwn() {
    StoredSpan span = span(trace(1), 1, at(0));
    storage()
        .write(
            new Scenario()
                .spans(span)
                .content(content(span, 0, "x".repeat(100)), content(span, 1, "y"))
                .part(trace(1), turnOf(span, CHAT, "planner"))
                .batch(1));
    assertThat(reader().content(new ContentQuery(CHAT, false, null, 10, 5))).hasSize(1);
  }

  @Test
  default void content_goesWithItsTrace() {
    Scenario scenario = new Scenario();
    StoredSpan old = span(trace(1), 1, at(0));
    StoredSpan young = span(trace(2), 1, at(0));
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .spans(old)
                .content(content(old, 0, "old"))
                .part(trace(1), turnOf(old, CHAT, "planner"))
                .batch(1));
    storage()
        .write(
            scenario
                .writtenAt(at(100))
                .spans(young)
                .content(content(young, 0, "young"))
                .part(trace(2), turnOf(young, OTHER_CHAT, "planner"))
                .batch(2));
    storage().deleteBefore(at(50));
    assertThat(textsOf(CHAT)).isEmpty();
    assertThat(storage().deleteContentBefore(at(50))).isZero();
    assertThat(textsOf(OTHER_CHAT)).containsExactly("young");
  }

  @Test
  default void oldContent_goesAlone() {
    Scenario scenario = new Scenario();
    StoredSpan span = span(trace(1), 1, at(0));
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .spans(span)
                .content(content(span, 0, "a"), content(span, 1, "b"))
                .part(trace(1), turnOf(span, CHAT, "planner"))
                .batch(1));
    Map<TotalsKey, Totals> totals = reader().totals();
    assertThat(storage().deleteContentBefore(at(0))).isZero();
    storage().writtenLater(at(0), at(0), Duration.ofSeconds(60));
    assertThat(storage().deleteContentBefore(at(60))).isZero();
    assertThat(storage().deleteContentBefore(at(61))).isEqualTo(2);
    assertThat(textsOf(CHAT)).isEmpty();
    assertThat(spansOf(trace(1))).hasSize(1);
    assertThat(reader().events(CHAT, 10)).hasSize(1);
    assertThat(reader().totals()).isEqualTo(totals);
  }

  @Test
  default void content_survivesReopening() {
    StoredSpan span = span(trace(1), 1, at(0));
    storage()
        .write(
            new Scenario()
                .spans(span)
                .content(content(span, 0, "kept"))
                .part(trace(1), turnOf(span, CHAT, "planner"))
                .batch(1));
    assertThat(
            reopened().reader().content(new ContentQuery(CHAT, false, null, 10, 100)).stream()
                .map(each -> each.item().text()))
        .containsExactly("kept");
  }

  @Test
  default void thousandTraces_giveOneTranscript() {
    Scenario scenario = new Scenario();
    IntStream.range(0, 1_500)
        .forEach(i -> {
          StoredSpan span = span(trace(i), 1, at(i));
          scenario
              .spans(span)
              .content(content(span, 0, "text " + i))
              .part(trace(i), turnOf(span, CHAT, "planner"));
        });
    storage().write(scenario.batch(1));
    assertThat(reader().content(new ContentQuery(CHAT, false, null, 2, 1 << 20)))
        .extracting(each -> each.item().text())
        .containsExactly("text 0", "text 1");
    assertThat(reader().content(new ContentQuery(CHAT, true, null, 2, 1 << 20)))
        .extracting(each -> each.item().text())
        .containsExactly("text 1499", "text 1498");
  }
}
