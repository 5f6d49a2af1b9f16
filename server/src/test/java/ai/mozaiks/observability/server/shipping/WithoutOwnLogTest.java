// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.WrittenLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithoutOwnLogTest {
  private final List<Long> delivered = new ArrayList<>();
  private final Destination destination =
      new WithoutOwnLog(
          new Destination() {
            @Override
            public Outcome deliver(List<WrittenLog> logs) {
              logs.forEach(log -> delivered.add(log.position()));
              return new Outcome(logs.size(), 0, List.of(), List.of(), "");
            }

            @Override
            public void close() {
              delivered.add(-1L);
            }
          });

  private static WrittenLog log(long position, String attributes) {
    return new WrittenLog(
        position,
        Instant.EPOCH,
        new StoredLog(
            new RecordId(0, position),
            position,
            0,
            9,
            null,
            null,
            null,
            "a message with \"mozaiks.own_log\":true in it",
            false,
            null,
            0,
            new LogSubject("mozaiks", null, null, null, null),
            attributes,
            false,
            1));
  }

  @Test
  void leavesOutOnlyWhatHasTheMark() throws Exception {
    Destination.Outcome outcome =
        destination.deliver(
            List.of(
                log(1, "{}"),
                log(2, "{\"mozaiks.own_log\":true,\"log.record.sequence\":1}"),
                log(3, "{\"text\":\"\\\"mozaiks.own_log\\\":true\"}")));

    assertThat(delivered).containsExactly(1L, 3L);
    assertThat(outcome.added()).isEqualTo(2);
  }

  @Test
  void asksNobody_whenNothingIsLeft() throws Exception {
    Destination.Outcome outcome =
        destination.deliver(List.of(log(1, "{\"mozaiks.own_log\":true}")));

    assertThat(delivered).isEmpty();
    assertThat(outcome.again()).isEmpty();
    destination.close();
    assertThat(delivered).containsExactly(-1L);
  }
}
