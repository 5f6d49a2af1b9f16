// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Complaint;
import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.JsonMistake;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.Surrogates;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// A cursor over OTLP/JSON: values in the forms that OTLP allows (hex ids, integers as strings or
/// numbers, enums as numbers), and errors that name the place. Readers are lenient where it costs
/// nothing: snake_case keys, enum names, nulls. Null stands for an absent field everywhere. Not
/// thread-safe.
final class JsonInput implements AutoCloseable {
  /// Of one text; characters. While it is read it takes four times as much.
  private static final int MAX_TEXT = 16 << 20;

  /// A name that is not OTLP's: the parser remembers all names of a document.
  private static final int UNKNOWN_NAME = 128;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_TEXT)
                  .maxNestingDepth(SpanLimits.MAX_DECODED_DEPTH * 4 + 20)
                  .build())
          .build();

  private final JsonParser in;
  private final Decoding decoding;
  private int readItems;
  private int unreadableItems;
  private @Nullable UndecodableException firstMistake;

  JsonInput(Body body, Decoding decoding) {
    this.decoding = decoding;
    in = FACTORY.createParser(ObjectReadContext.empty(), body.array(), 0, body.length());
  }

  /// Charges a message that is about to be built.
  void charge(MessageShape shape) throws Refusal {
    if (shape.isItem()) {
      decoding.item(shape.bytes());
    } else {
      decoding.object(shape.bytes());
    }
  }

  /// Goes to the first value; the document must hold one.
  void begin() throws UndecodableException, Refusal {
    if (next() == null) {
      throw new UndecodableException(Complaint.of("body: empty (expected: a JSON object)"));
    }
  }

  /// Sees to it that nothing follows.
  void end() throws UndecodableException, Refusal {
    if (next() != null) {
      throw wrong("the end of the document");
    }
  }

  /// Enters an object; false if there is null instead.
  boolean object() throws UndecodableException, Refusal {
    if (in.hasToken(JsonToken.VALUE_NULL)) {
      return false;
    }
    if (!in.hasToken(JsonToken.START_OBJECT)) {
      throw wrong("an object");
    }
    return true;
  }

  /// The next field's name, with the cursor on its value; null at the end of the object.
  @Nullable String field() throws UndecodableException, Refusal {
    try {
      String name = in.nextName();
      if (name != null) {
        in.nextToken();
      }
      return name;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /// Enters an array; false if there is null instead.
  boolean array() throws UndecodableException, Refusal {
    if (in.hasToken(JsonToken.VALUE_NULL)) {
      return false;
    }
    if (!in.hasToken(JsonToken.START_ARRAY)) {
      throw wrong("an array");
    }
    return true;
  }

  /// Goes to the next element; false at the end of the array.
  boolean element() throws UndecodableException, Refusal {
    return next() != JsonToken.END_ARRAY;
  }

  /// Reads a message.
  ///
  /// @param into takes it; not called if there is null instead
  <T> void one(JsonForm<T> form, Consumer<T> into) throws UndecodableException, Refusal {
    if (object()) {
      into.accept(form.read(this));
    }
  }

  /// Reads an array of messages; null stands for an empty one, and for no message.
  <T> void each(JsonForm<T> form, Consumer<T> into) throws UndecodableException, Refusal {
    for (boolean more = array() && element(); more; more = element()) {
      one(form, into);
    }
  }

  /// Reads a list of items (spans, log records, points) without those that hold a wrong value: one
  /// bad id is no reason to refuse all the others.
  <T> void items(JsonForm<T> form, Consumer<T> into) throws UndecodableException, Refusal {
    if (!array()) {
      return;
    }
    int depth = in.streamReadContext().getNestingDepth();
    while (element()) {
      try {
        if (object()) {
          into.accept(form.read(this));
          readItems++;
        }
      } catch (UndecodableException e) {
        if (!e.isOfValue()) {
          throw e; // no JSON: where the next item begins cannot be known
        }
        unreadableItems++;
        firstMistake = firstMistake == null ? e : firstMistake;
        leaveUntil(depth);
      }
    }
  }

  private void leaveUntil(int depth) throws UndecodableException, Refusal {
    while (in.streamReadContext().getNestingDepth() > depth) {
      if (next() == JsonToken.PROPERTY_NAME) {
        decoding.object(UNKNOWN_NAME);
      }
    }
  }

  /// What was read.
  ///
  /// @throws UndecodableException what was wrong with the first item, if none could be read
  <Q> Decoded<Q> decoded(Q request) throws UndecodableException {
    if (firstMistake == null) {
      return new Decoded<>(request, 0, null);
    }
    if (readItems == 0) {
      throw firstMistake;
    }
    return new Decoded<>(request, unreadableItems, firstMistake.complaint());
  }

  /// Passes over the value of a field that is not known.
  void skip() throws UndecodableException, Refusal {
    decoding.object(UNKNOWN_NAME);
    try {
      int open = in.currentToken() != null && in.currentToken().isStructStart() ? 1 : 0;
      while (open > 0) {
        switch (in.nextToken()) {
          case START_OBJECT, START_ARRAY -> open++;
          case END_OBJECT, END_ARRAY -> open--;
          case PROPERTY_NAME -> decoding.object(UNKNOWN_NAME);
          case null, default -> {}
        }
      }
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  boolean isNull() {
    return in.hasToken(JsonToken.VALUE_NULL);
  }

  String string() throws UndecodableException, Refusal {
    if (isNull()) {
      return "";
    }
    if (!in.hasToken(JsonToken.VALUE_STRING)) {
      throw wrong("a string");
    }
    return text();
  }

  boolean bool() throws UndecodableException, Refusal {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      case VALUE_STRING -> {
        String text = text();
        if (!text.equals("true") && !text.equals("false")) {
          throw wrong("true or false");
        }
        yield text.equals("true");
      }
      case null, default -> throw wrong("true or false");
    };
  }

  /// A signed 64-bit integer, as a number or a decimal string.
  long int64() throws UndecodableException, Refusal {
    return integer(
        "a 64-bit integer", new BigDecimal(Long.MIN_VALUE), new BigDecimal(Long.MAX_VALUE));
  }

  private static final BigDecimal MAX_UINT64 = new BigDecimal("18446744073709551615");

  /// An unsigned 64-bit integer, in Java's signed form.
  long uint64() throws UndecodableException, Refusal {
    return integer("an unsigned 64-bit integer", BigDecimal.ZERO, MAX_UINT64);
  }

  /// An unsigned 32-bit integer, in Java's signed form.
  int uint32() throws UndecodableException, Refusal {
    return (int)
        integer("an unsigned 32-bit integer", BigDecimal.ZERO, new BigDecimal(0xffffffffL));
  }

  /// A signed 32-bit integer.
  int int32() throws UndecodableException, Refusal {
    return (int)
        integer(
            "a 32-bit integer",
            new BigDecimal(Integer.MIN_VALUE),
            new BigDecimal(Integer.MAX_VALUE));
  }

  /// Reads an array of unsigned 64-bit integers, in Java's signed form.
  void eachUint64(LongConsumer into) throws UndecodableException, Refusal {
    for (boolean more = array() && element(); more; more = element()) {
      decoding.numbers(1);
      into.accept(uint64());
    }
  }

  /// Reads an array of numbers.
  void eachFloat64(DoubleConsumer into) throws UndecodableException, Refusal {
    for (boolean more = array() && element(); more; more = element()) {
      decoding.numbers(1);
      into.accept(float64());
    }
  }

  /// Reads a signed 64-bit integer that may be absent: 0 is not the same.
  void optionalInt64(LongConsumer into) throws UndecodableException, Refusal {
    if (!isNull()) {
      into.accept(int64());
    }
  }

  /// Reads a number that may be absent: 0 is not the same.
  void optionalFloat64(DoubleConsumer into) throws UndecodableException, Refusal {
    if (!isNull()) {
      into.accept(float64());
    }
  }

  private long integer(String expected, BigDecimal min, BigDecimal max)
      throws UndecodableException, Refusal {
    try {
      return switch (in.currentToken()) {
        case VALUE_NULL -> 0;
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING ->
            exact(in.getString(), expected, min, max);
        case null, default -> throw wrong(expected);
      };
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private long exact(String text, String expected, BigDecimal min, BigDecimal max)
      throws UndecodableException, Refusal {
    if (text.length() < 19 && isDigits(text)) {
      long value = Long.parseLong(text); // the usual case, without garbage
      if (value <= 0xffffffffL || max.compareTo(BigDecimal.valueOf(value)) >= 0) {
        return value;
      }
      throw wrong(expected);
    }
    if (text.length() > 40) {
      throw wrong(expected); // no number of 64 bits, and a huge exponent would cost dear
    }
    try {
      BigDecimal value = new BigDecimal(text);
      if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0 && Math.abs(value.scale()) <= 40) {
        return value.toBigIntegerExact().longValue();
      }
    } catch (NumberFormatException e) {
      throw wrong(expected);
    } catch (ArithmeticException e) {
      throw wrong(expected); // digits after the point
    }
    throw wrong(expected);
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  double float64() throws UndecodableException, Refusal {
    try {
      return switch (in.currentToken()) {
        case VALUE_NULL -> 0;
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDoubleValue();
        // NaN, Infinity, -Infinity and decimal strings are exactly what this reads
        case VALUE_STRING -> Double.parseDouble(text());
        case null, default -> throw wrong("a number");
      };
    } catch (NumberFormatException e) {
      throw wrong("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /// An enum's number; a name is read by the caller's table.
  int enumeration(EnumNames names) throws UndecodableException, Refusal {
    if (in.hasToken(JsonToken.VALUE_STRING)) {
      String text = text();
      Integer number = names.number(text);
      if (number != null) {
        return number;
      }
    }
    return (int)
        integer(
            "an enum's number",
            new BigDecimal(Integer.MIN_VALUE),
            new BigDecimal(Integer.MAX_VALUE));
  }

  /// Looks up the number of an enum's name.
  @FunctionalInterface
  interface EnumNames {
    @Nullable Integer number(String name);
  }

  /// Bytes as hex, either case.
  ByteString hex(int digits) throws UndecodableException, Refusal {
    String text = string();
    try {
      return text.isEmpty()
          ? ByteString.EMPTY
          : UnsafeByteOperations.unsafeWrap(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw wrong(digits + " hex digits");
    }
  }

  ByteString base64() throws UndecodableException, Refusal {
    if (isNull()) {
      return ByteString.EMPTY;
    }
    if (!in.hasToken(JsonToken.VALUE_STRING)) {
      throw wrong("base64");
    }
    try {
      String text = text().replace('-', '+').replace('_', '/');
      return UnsafeByteOperations.unsafeWrap(java.util.Base64.getMimeDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw wrong("base64");
    }
  }

  private String text() throws UndecodableException, Refusal {
    try {
      String text = Surrogates.paired(in.getString());
      decoding.text(text);
      return text;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private @Nullable JsonToken next() throws UndecodableException, Refusal {
    try {
      return in.nextToken();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /// The value at the cursor is not what is allowed there.
  UndecodableException wrong(String expected) {
    String pointer = in.streamReadContext().pathAsPointer().toString();
    String place = (pointer.isEmpty() ? "body" : pointer) + ": ";
    TokenStreamLocation at = in.currentTokenLocation();
    String after =
        " (expected: %s) at line %d, column %d"
            .formatted(expected, at.getLineNr(), at.getColumnNr());
    try {
      String kind = kind(in.currentToken(), pointer);
      return UndecodableException.ofValue(
          kind == null
              ? new Complaint(place, in.getString(), after)
              : Complaint.of(place + kind + after));
    } catch (JacksonException e) {
      return UndecodableException.ofValue(Complaint.of(place + "not readable" + after));
    }
  }

  /// What is said of a value instead of the value; null if the value itself can be shown. That of
  /// an attribute cannot: its key, which may come later, may say that it is a secret.
  private @Nullable String kind(@Nullable JsonToken token, String pointer) {
    boolean ofAttribute = pointer.contains("/attributes/");
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> ofAttribute ? "a text of " + in.getStringLength() + " characters" : null;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ofAttribute ? "a number" : null;
      case null -> "nothing";
      default -> null;
    };
  }

  private static UndecodableException malformed(JacksonException e) {
    return new UndecodableException(Complaint.of("body: " + JsonMistake.of(e)));
  }

  @Override
  public void close() {
    in.close();
  }
}
