// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.storage.StorageException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// Reads event JSON, one item at a time: a bad item is reported with its place and its reason, and
/// the good ones are kept. Thread-safe.
public final class EventJsonReader {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private static final int MAX_LISTED = 100;

  private final InstantSource clock;
  private final SpanLimits limits;
  private final Redaction redaction;
  private final Cuts cuts;

  /// Fixes the rules.
  ///
  /// @param clock gives the time of events that name none
  /// @param limits of texts: `nameLength` for names, `valueBytes` for error messages
  public EventJsonReader(InstantSource clock, SpanLimits limits, Redaction redaction, Cuts cuts) {
    this.clock = clock;
    this.limits = limits;
    this.redaction = redaction;
    this.cuts = cuts;
  }

  /// How a body holds its items.
  public enum Form {
    /// One object a line; places are line numbers from 1.
    LINES("line"),
    /// An array of objects, or objects one after the other; places are indices from 0.
    ARRAY("index");

    private final String place;

    Form(String place) {
      this.place = place;
    }

    /// What a place is called in an answer.
    public String place() {
      return place;
    }
  }

  /// Why an item was refused.
  ///
  /// @param place line number or index, see [Form]
  public record ItemError(int place, String reason) {}

  /// What a body held.
  ///
  /// @param rejected refused items; count
  /// @param errors of the first 100 of them
  public record Result(List<ChatEvent> events, int rejected, List<ItemError> errors) {}

  /// Reads what it can.
  public Result read(Body body, Form form) {
    Collector collector = new Collector(new TextScreen(limits, redaction, cuts));
    switch (form) {
      case LINES -> lines(body, collector);
      case ARRAY -> array(body, collector);
    }
    return new Result(collector.events, collector.rejected, collector.errors);
  }

  /// Reads lines that this program wrote itself, as the journal holds them.
  ///
  /// @throws StorageException if one is not readable
  public List<ChatEvent> readWritten(byte[] lines) {
    Result result = read(Body.of(lines), Form.LINES);
    if (result.rejected() > 0) {
      ItemError first = result.errors().getFirst();
      throw new StorageException(
          "a journalled event is unreadable: line " + first.place() + ": " + first.reason(),
          false,
          null);
    }
    return result.events();
  }

  private final class Collector {
    private final List<ChatEvent> events = new ArrayList<>();
    private final List<ItemError> errors = new ArrayList<>();
    private final TextScreen texts;
    private int rejected;

    private Collector(TextScreen texts) {
      this.texts = texts;
    }

    private void item(int place, JsonNode node) {
      try {
        if (!node.isObject()) {
          throw InvalidEventException.of("item", node, "a JSON object");
        }
        events.add(EventItem.read(new EventFields(node, texts), clock.instant()));
      } catch (InvalidEventException e) {
        reject(place, e.reason());
      }
    }

    private void reject(int place, String reason) {
      rejected++;
      if (errors.size() < MAX_LISTED) {
        errors.add(new ItemError(place, texts.name(reason)));
      }
    }
  }

  private static void lines(Body body, Collector collector) {
    byte[] bytes = body.array();
    int number = 0;
    int start = 0;
    while (start < body.length()) {
      number++;
      int end = start;
      while (end < body.length() && bytes[end] != '\n') {
        end++;
      }
      if (!isBlank(bytes, start, end)) {
        line(bytes, start, end, number, collector);
      }
      start = end + 1;
    }
  }

  private static void line(byte[] bytes, int start, int end, int number, Collector collector) {
    JsonNode node;
    try {
      node = JSON.readTree(bytes, start, end - start);
    } catch (JacksonException e) {
      collector.reject(number, malformed(e));
      return;
    }
    collector.item(number, node);
  }

  private static boolean isBlank(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static void array(Body body, Collector collector) {
    int index = 0;
    ObjectReader one = JSON.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    try (JsonParser in = JSON.createParser(body.array(), 0, body.length())) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          while (in.nextToken() != JsonToken.END_ARRAY) {
            collector.item(index, one.readTree(in));
            index++;
          }
        } else {
          collector.item(index, one.readTree(in));
          index++;
        }
      }
    } catch (JacksonException e) {
      collector.reject(index, malformed(e) + "; nothing after it was read");
    }
  }

  private static String malformed(JacksonException e) {
    return "not valid JSON: " + e.getOriginalMessage();
  }
}
