// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.JsonMistake;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.ReceiptTime;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/// Reads events that this program accepted and wrote itself, as the journal holds them: as they
/// stand, without any limit or check, so that what was accepted can always be read.
public final class WrittenEvents {
  private static final JsonFactory LINES =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /// What was accepted stands, whatever the time is now.
  private static final ReceiptTime NO_CLOCK = new ReceiptTime(Instant.EPOCH);

  private WrittenEvents() {}

  /// Reads lines of [ai.mozaiks.observability.recorder.EventJson].
  ///
  /// @throws UnreadableRecordException if they are something else
  public static List<ChatEvent> read(byte[] lines) {
    Decoding decoding = new Decoding(Body.of(lines), Integer.MAX_VALUE);
    List<ChatEvent> events = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < lines.length; end++) {
      if (lines[end] == '\n') {
        events.add(event(lines, start, end - start, events.size() + 1, decoding));
        start = end + 1;
      }
    }
    if (start < lines.length) {
      throw unreadable(events.size() + 1, "it does not end with a line break", null);
    }
    return events;
  }

  private static UnreadableRecordException unreadable(
      int number, String reason, @Nullable Throwable cause) {
    return new UnreadableRecordException("event in line " + number + ": " + reason, cause);
  }

  private static ChatEvent event(
      byte[] lines, int start, int length, int number, Decoding decoding) {
    try (JsonParser in = Utf8Json.line(LINES, lines, start, length)) {
      in.nextToken();
      JsonNode node = ItemTree.read(in, decoding, Integer.MAX_VALUE);
      // Every written event says when it was.
      return EventItem.read(new EventFields(node, FieldRules.WRITTEN), NO_CLOCK);
    } catch (InvalidEventException e) {
      throw unreadable(number, e.reason(Quoting.CLEAN), e);
    } catch (JacksonException e) {
      throw unreadable(number, JsonMistake.of(e), e);
    } catch (IllegalArgumentException e) {
      throw unreadable(number, String.valueOf(e.getMessage()), e);
    } catch (Refusal e) {
      throw new AssertionError("nothing is charged for it", e);
    }
  }
}
