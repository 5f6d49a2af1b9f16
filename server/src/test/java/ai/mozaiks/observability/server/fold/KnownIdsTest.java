// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.PartId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KnownIdsTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private static long hash(long n) {
    return KnownIds.hash(PartId.ofTrace(n, n * 31));
  }

  @Test
  void grows_upToItsCap_andForgetsNothing() {
    KnownIds ids = new KnownIds(100, 3);
    LongStream.range(0, 10_000).forEach(n -> ids.add(hash(n)));
    assertThat(ids.generations()).isEqualTo(3);
    assertThat(LongStream.range(0, 10_000)).allMatch(n -> ids.mayContain(hash(n)));
  }

  @Test
  void successor_forgetsWhatIsGone_andKeepsWhatCameMeanwhile() {
    KnownIds ids = new KnownIds(1_000, 3);
    LongStream.range(0, 2_000).forEach(n -> ids.add(hash(n)));
    KnownIds successor = ids.successor();
    ids.add(hash(7)); // deleted, and sent again while the store was read
    ids.add(hash(5_000));
    LongStream.range(1_900, 2_000).forEach(n -> successor.add(hash(n)));

    ids.replaceWith(successor);

    assertThat(ids.generations()).isEqualTo(1);
    assertThat(LongStream.range(1_900, 2_000)).allMatch(n -> ids.mayContain(hash(n)));
    assertThat(ids.mayContain(hash(7))).isTrue();
    assertThat(ids.mayContain(hash(5_000))).isTrue();
    assertThat(LongStream.range(100, 1_900).filter(n -> ids.mayContain(hash(n))).count())
        .isLessThan(20);
  }

  @Test
  void recount_forgetsWhatRetentionDeleted() throws InterruptedException {
    FoldRig rig = new FoldRig();
    ChatKey old = new ChatKey("shop", "old");
    ChatKey young = new ChatKey("shop", "young");
    rig.sendEvents(List.of(turn(old)));
    rig.settle();
    rig.pass(Duration.ofDays(2));
    rig.sendEvents(List.of(turn(young)));
    rig.settle();
    KnownIds parts = new KnownIds();
    KnownIds chats = new KnownIds();
    for (ChatKey key : List.of(old, young)) {
      parts.add(KnownIds.hash(PartId.ofDirectEvents(key)));
      chats.add(KnownIds.hash(key));
    }
    assertThat(rig.delete(Duration.ofDays(1)).chats()).isEqualTo(1);

    Recount recount =
        new Recount(rig.storage.reader(), parts, chats, new KnownIds(), new KnownIds());
    recount.begin();
    recount.await();
    recount.adopt();

    assertThat(parts.mayContain(KnownIds.hash(PartId.ofDirectEvents(old)))).isFalse();
    assertThat(chats.mayContain(KnownIds.hash(old))).isFalse();
    assertThat(parts.mayContain(KnownIds.hash(PartId.ofDirectEvents(young)))).isTrue();
    assertThat(chats.mayContain(KnownIds.hash(young))).isTrue();
  }

  private static ChatEvent turn(ChatKey chat) {
    return new ChatEvent.AgentTurn(
        new ChatEvent.Context("t", chat, null, null, START, null),
        "a",
        Duration.ofSeconds(1),
        null);
  }
}
