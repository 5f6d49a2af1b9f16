// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HappeningsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration NONE = Duration.ZERO;

  private final Happenings happenings = new Happenings(() -> NOW);

  private static ChatEvent turn(String id, Instant at) {
    ChatKey chat = new ChatKey("shop", "chat-1");
    return new ChatEvent.AgentTurn(
        new ChatEvent.Context(id, chat, null, null, at, null), "x", Duration.ofSeconds(1), null);
  }

  private static ChatEvent turn(String id) {
    return turn(id, NOW.minusSeconds(10));
  }

  private static List<String> ids(Happenings.Slice slice) {
    return slice.events().stream().map(ChatEvent::id).toList();
  }

  @Test
  void whatIsNew_isToldOnce_howeverOftenItsTraceIsDerived() throws Exception {
    long place = happenings.follow();
    happenings.replaced(List.of(), List.of(turn("a")));
    happenings.replaced(List.of(turn("a")), List.of(turn("a"), turn("b")));
    happenings.replaced(List.of(turn("a"), turn("b")), List.of(turn("b")));

    Happenings.Slice slice = happenings.take(place, 10, NONE);

    assertThat(ids(slice)).containsExactly("a", "b");
    assertThat(ids(happenings.take(slice.next(), 10, NONE))).isEmpty();
  }

  @Test
  void history_isNotWhatHappens() throws Exception {
    long place = happenings.follow();
    happenings.replaced(List.of(), List.of(turn("old", NOW.minusSeconds(400)), turn("new")));

    assertThat(ids(happenings.take(place, 10, NONE))).containsExactly("new");
  }

  @Test
  void whoIsOvertaken_learnsByHowMuch() throws Exception {
    long place = happenings.follow();
    List<ChatEvent> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(turn("turn " + i));
    }
    happenings.replaced(List.of(), many);

    Happenings.Slice slice = happenings.take(place, 100, NONE);

    assertThat(slice.passed()).isEqualTo(4_900);
    assertThat(ids(slice)).hasSize(100).endsWith("turn 4999");
    assertThat(happenings.take(slice.next(), 100, NONE).passed()).isZero();
    assertThat(happenings.take(place, 10_000, NONE).passed()).isEqualTo(3_000);
  }

  @Test
  void whileNobodyFollows_nothingIsKept() throws Exception {
    happenings.replaced(List.of(), List.of(turn("unseen")));
    long place = happenings.follow();
    assertThat(ids(happenings.take(place, 10, NONE))).isEmpty();
    assertThat(ids(happenings.take(0, 10, NONE))).isEmpty();

    happenings.replaced(List.of(), List.of(turn("seen")));
    assertThat(ids(happenings.take(place, 10, NONE))).containsExactly("seen");
    happenings.leave();
    assertThat(ids(happenings.take(0, 10, NONE))).isEmpty();
  }

  @Test
  void closing_letsWhoeverWaitsGo() throws Exception {
    long place = happenings.follow();
    Thread.ofVirtual().start(happenings::close);

    assertThat(happenings.take(place, 10, Duration.ofSeconds(50)).closed()).isTrue();
  }
}
