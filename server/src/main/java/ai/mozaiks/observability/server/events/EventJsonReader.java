// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.JsonMistake;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.ReceiptTime;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.JsonNode;

/// Reads event JSON, one item at a time: a bad item is reported with its place and its reason, and
/// the good ones are kept. Thread-safe.
public final class EventJsonReader {
  /// Of one text; characters.
  private static final int MAX_TEXT = 16 << 20;

  private static final int MAX_DEPTH = 32;

  /// An event, its account and its line in the journal, without the texts.
  private static final int EVENT = 1_536;

  private static final JsonFactory LINES = factory().build();

  /// The parser of a whole body would remember all names in it; a line is short.
  private static final JsonFactory ARRAYS =
      factory().disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private static final int MAX_LISTED = 100;

  private final InstantSource clock;
  private final SpanLimits limits;
  private final Redaction redaction;
  private final Cuts cuts;
  private final ArgumentsHash argumentsHash;
  private final int maxItems;

  /// Fixes the rules.
  ///
  /// @param clock gives the time of events that name none, or one too far ahead
  /// @param limits of texts: `nameLength` for names, `valueBytes` for error messages
  /// @param argumentsHash what becomes of the arguments of tool calls
  /// @param maxItems events of one body; count
  public EventJsonReader(
      InstantSource clock,
      SpanLimits limits,
      Redaction redaction,
      Cuts cuts,
      ArgumentsHash argumentsHash,
      int maxItems) {
    this.clock = clock;
    this.limits = limits;
    this.redaction = redaction;
    this.cuts = cuts;
    this.argumentsHash = argumentsHash;
    this.maxItems = maxItems;
  }

  private static JsonFactoryBuilder factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength(MAX_TEXT)
                .maxNestingDepth(MAX_DEPTH)
                .build());
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
  ///
  /// @throws Refusal if the body as a whole is too much; nothing of it is to be kept then
  public Result read(Body body, Form form) throws Refusal {
    Collector collector =
        new Collector(new TextScreen(limits, redaction, cuts), new Decoding(body, maxItems));
    switch (form) {
      case LINES -> lines(body, collector);
      case ARRAY -> array(body, collector);
    }
    return new Result(collector.events, collector.rejected, collector.errors);
  }

  private final class Collector {
    private final List<ChatEvent> events = new ArrayList<>();
    private final List<ItemError> errors = new ArrayList<>();
    private final Quoting quoting = new Quoting(redaction);
    private final FieldRules rules;
    private final Decoding decoding;
    private int rejected;

    private Collector(TextScreen texts, Decoding decoding) {
      this.rules = new SentRules(texts, argumentsHash);
      this.decoding = decoding;
    }

    /// Reads the value that the parser stands on, and leaves it at its end.
    private JsonNode tree(JsonParser in) throws InvalidEventException, Refusal {
      decoding.item(EVENT);
      return ItemTree.read(in, decoding, ItemTree.MAX_VALUES);
    }

    private void item(JsonNode node) throws InvalidEventException {
      if (!node.isObject()) {
        throw InvalidEventException.of("event", node, "a JSON object");
      }
      events.add(EventItem.read(new EventFields(node, rules), new ReceiptTime(clock.instant())));
    }

    private void reject(int place, String reason) {
      rejected++;
      if (errors.size() < MAX_LISTED) {
        errors.add(new ItemError(place, quoting.message(reason)));
      }
    }
  }

  private static void lines(Body body, Collector collector) throws Refusal {
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

  private static void line(byte[] bytes, int start, int end, int number, Collector collector)
      throws Refusal {
    try (JsonParser in = Utf8Json.line(LINES, bytes, start, end - start)) {
      in.nextToken();
      JsonNode node = collector.tree(in);
      if (in.nextToken() != null) {
        throw new InvalidEventException("not valid JSON: more than one value in a line");
      }
      collector.item(node);
    } catch (InvalidEventException e) {
      collector.reject(number, e.reason(collector.quoting));
    } catch (JacksonException e) {
      collector.reject(number, JsonMistake.of(e));
    }
  }

  private static boolean isBlank(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static void array(Body body, Collector collector) throws Refusal {
    int index = 0;
    try (JsonParser in = Utf8Json.document(ARRAYS, body.array(), body.length())) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.START_ARRAY) {
          while (in.nextToken() != JsonToken.END_ARRAY) {
            element(index++, in, collector);
          }
        } else {
          element(index++, in, collector);
        }
      }
    } catch (JacksonException e) {
      collector.reject(index, JsonMistake.of(e) + "; nothing after it was read");
    }
  }

  private static void element(int index, JsonParser in, Collector collector) throws Refusal {
    int depth = in.streamReadContext().getNestingDepth();
    int outside = in.currentToken().isStructStart() ? depth - 1 : depth;
    try {
      collector.item(collector.tree(in));
    } catch (InvalidEventException e) {
      collector.reject(index, e.reason(collector.quoting));
      while (in.streamReadContext().getNestingDepth() > outside) { // it may have stopped within
        in.nextToken();
      }
    }
  }
}
