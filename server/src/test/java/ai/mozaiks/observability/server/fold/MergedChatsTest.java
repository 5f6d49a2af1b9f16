// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.storage.InMemoryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which chats memory holds.
class MergedChatsTest {
  private final FoldRig rig =
      new FoldRig(new InMemoryStorage(), FoldSettings.DEFAULT.withLiveChats(3));

  private static ChatKey chat(String id) {
    return new ChatKey("shop", id);
  }

  private ChatEvent.Context context(String chat, String id) {
    return new ChatEvent.Context(id, chat(chat), null, null, rig.instant(), null);
  }

  private void begin(String chat) {
    rig.sendEvents(List.of(new ChatEvent.WorkflowStarted(context(chat, "start"))));
  }

  private void end(String chat) {
    rig.sendEvents(
        List.of(new ChatEvent.WorkflowEnded(context(chat, "end"), ChatStatus.COMPLETED, null)));
  }

  @Test
  void holdsAsManyChatsAtRestAsItMay_howeverManyAreMoving() {
    begin("running-1");
    begin("running-2");
    end("ended");
    rig.settle();
    List<ChatKey> expected = new ArrayList<>(rig.liveChats().keySet());
    for (int i = 0; i < 10; i++) {
      begin("moving-" + i);
      expected.add(chat("moving-" + i));
    }

    assertThat(rig.evict()).isZero();

    assertThat(rig.liveChats()).containsOnlyKeys(expected);
  }

  @Test
  void letsRunningChatsGoAfterAllOthers_aboveTheBound() {
    begin("running-1");
    rig.settle();
    end("ended-1");
    rig.settle();
    end("ended-2");
    begin("running-2");
    rig.settle();
    begin("moving");

    assertThat(rig.evict()).isEqualTo(1);

    assertThat(rig.liveChats())
        .containsOnlyKeys(chat("running-1"), chat("ended-2"), chat("running-2"), chat("moving"));
  }

  @Test
  void letsEndedChatsGo_thatWereWrittenLongAgo() {
    end("ended");
    begin("running");
    rig.settle();
    Instant later = rig.instant().plusSeconds(1);

    assertThat(rig.chats.evict(later, Instant.MIN)).isZero();

    assertThat(rig.liveChats()).containsOnlyKeys(chat("running"));
    assertThat(rig.storedChats()).containsOnlyKeys(chat("ended"), chat("running"));
  }
}
