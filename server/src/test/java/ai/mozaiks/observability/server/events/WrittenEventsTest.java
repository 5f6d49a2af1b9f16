// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.events.EventJsonReader.Form;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenEventsTest {

  private static byte[] written(List<ChatEvent> events) {
    StringBuilder lines = new StringBuilder();
    for (ChatEvent event : events) {
      EventJson.write(event, lines);
      lines.append('\n');
    }
    return lines.toString().getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void readsEverythingThatWasWritten_asItWas(long seed) {
    RandomEvents random = new RandomEvents(seed);
    for (int round = 0; round < 50; round++) {
      List<ChatEvent> events = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        events.add(random.next());
      }

      assertThat(WrittenEvents.read(written(events))).isEqualTo(events);
    }
  }

  @Test
  void readsWhatTheEdgeTook_thoughMaskingMadeItLonger() throws Exception {
    String secrets = "password=abc;".repeat(39);
    String line =
        "{\"event_id\":\"e\",\"chat_id\":\"c\",\"type\":\"tool_call\",\"tool_call_id\":\""
            + secrets
            + "\",\"user_id\":\""
            + secrets
            + "\",\"error_message\":\""
            + secrets
            + "\",\"success\":false}";
    EventJsonReader edge =
        new EventJsonReader(
            () -> Instant.parse("2500-01-01T00:00:00Z"), // a clock that is wrong
            SpanLimits.DEFAULT,
            Redaction.of(Redactor.standard(), Redactor.standard()),
            new Cuts(),
            ArgumentsHash.withRandomKey(),
            10);

    List<ChatEvent> accepted = edge.read(Body.of(line.getBytes(UTF_8)), Form.LINES).events();

    assertThat(accepted).hasSize(1);
    assertThat(((ChatEvent.ToolCall) accepted.getFirst()).callId()).hasSizeGreaterThan(512);
    assertThat(WrittenEvents.read(written(accepted))).isEqualTo(accepted);
  }

  @Test
  void saysWhichLineIsNoEvent() {
    String good = "{\"event_id\":\"e\",\"chat_id\":\"c\",\"type\":\"workflow_start\"}\n";

    assertThatThrownBy(() -> WrittenEvents.read((good + "{\"type\":\"x\"}\n").getBytes(UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("event in line 2: chat_id: absent or empty (expected:");
    assertThatThrownBy(() -> WrittenEvents.read((good + "{\"type").getBytes(UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("event in line 2: it does not end");
  }
}
