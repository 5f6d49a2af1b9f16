// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.JsonMistake;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.otlp.OtlpEncoding;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import ai.mozaiks.observability.server.otlp.OtlpRecognition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The OTLP requests in one body: one in protobuf; or in JSON one, several after one another or a
/// line each, or an array of them, of any signal. One in protobuf among them is an object with its
/// bytes in base64: `{"protobuf":"…"}`.
final class RequestSet {

  /// One request.
  ///
  /// @param signals the signals that it holds; of protobuf one, of JSON one or several
  record Part(Set<OtlpKind> signals, OtlpEncoding encoding, Body body) {}

  private static final String PROTOBUF = "protobuf";

  private static final int MOST_PARTS = 10_000;

  /// What the parser remembers of a name.
  private static final int NAME = 128;

  /// Long texts are bounded by the body.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final Body body;
  private final Decoding decoding;
  private final List<Part> parts = new ArrayList<>();

  private RequestSet(Body body) {
    this.body = body;
    decoding = new Decoding(body, MOST_PARTS);
  }

  /// The requests in a body, in their order; none in an empty one.
  ///
  /// @throws Refusal 400 if it is no JSON, or an object is no request; 413 or 503 if it is too much
  static List<Part> in(Body body, OtlpEncoding encoding) throws Refusal {
    return switch (encoding) {
      case PROTOBUF -> body.length() == 0 ? List.of() : List.of(protobuf(body));
      case JSON -> new RequestSet(body).json();
    };
  }

  private static Part protobuf(Body body) {
    OtlpKind kind =
        OtlpRecognition.ofProtobuf(body.array(), 0, body.length()).orElse(OtlpKind.TRACES);
    return new Part(EnumSet.of(kind), OtlpEncoding.PROTOBUF, body);
  }

  private List<Part> json() throws Refusal {
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), body.array(), 0, body.length())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> object(parser);
          case START_ARRAY, END_ARRAY -> {}
          default ->
              throw Refusal.of(
                  400, place() + "a single value (expected: an OTLP request, a JSON object)");
        }
      }
    } catch (JacksonException e) {
      throw Refusal.of(400, place() + "body: " + JsonMistake.of(e));
    }
    return parts;
  }

  private void object(JsonParser parser) throws Refusal {
    int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    Set<OtlpKind> signals = EnumSet.noneOf(OtlpKind.class);
    byte[] protobuf = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      decoding.object(NAME);
      String name = parser.currentName();
      OtlpKind.ofField(name).ifPresent(signals::add);
      JsonToken value = parser.nextToken();
      if (name.equals(PROTOBUF) && value == JsonToken.VALUE_STRING) {
        protobuf = parser.getBinaryValue();
      }
      pass(parser);
    }
    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
    Part part = part(signals, protobuf, start, end);
    decoding.item(NAME);
    parts.add(part);
  }

  private Part part(Set<OtlpKind> signals, byte @Nullable [] protobuf, int start, int end)
      throws Refusal {
    if (protobuf != null) {
      return protobuf(body.sharing(protobuf));
    }
    if (signals.isEmpty()) {
      throw Refusal.of(
          400,
          place()
              + "no OTLP (expected: an object with resourceSpans, resourceLogs, resourceMetrics or"
              + " protobuf)");
    }
    return new Part(
        signals, OtlpEncoding.JSON, body.sharing(Arrays.copyOfRange(body.array(), start, end)));
  }

  /// Passes over the value at the cursor.
  private void pass(JsonParser parser) throws Refusal {
    int open = parser.currentToken() != null && parser.currentToken().isStructStart() ? 1 : 0;
    while (open > 0) {
      switch (parser.nextToken()) {
        case START_OBJECT, START_ARRAY -> open++;
        case END_OBJECT, END_ARRAY -> open--;
        case PROPERTY_NAME -> decoding.object(NAME);
        case null, default -> {}
      }
    }
  }

  /// Where a mistake is: the request that comes next.
  private String place() {
    return place(parts.size() + 1);
  }

  /// How a request is named to whoever sent it.
  ///
  /// @param number its place in the body, from 1
  static String place(int number) {
    return "request " + number + ": ";
  }
}
