// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads an attribute's value as the type of a field, or null when it holds none. Emitters disagree
/// on types: numbers arrive as integers, doubles and text.
@FunctionalInterface
interface Conversion {

  @Nullable Object convert(AnyValue value);

  JsonMapper JSON = JsonMapper.builder().build();

  /// Longer texts are no names or ids; they are refused rather than cut, since half an id is
  /// another id.
  int MAX_TEXT = ChatEvent.LONGEST_ID;

  /// Larger counts are taken for mistakes.
  long MAX_COUNT = TokenUsage.MAX_CREDIBLE;

  /// What every mask of [ai.mozaiks.observability.recorder.redaction.Redactor] has in it.
  String MASKED = "***";

  BigDecimal LONGEST_NANOS = BigDecimal.valueOf(UnixNanos.LONGEST.toNanos());

  /// Text that says something: not empty, not one of the words emitters write for nothing (`none`,
  /// Python's `None`, `unknown`, ADK's `<not specified>`), and without U+0000, which no URL can
  /// name.
  static @Nullable String text(AnyValue value) {
    return text(value, MAX_TEXT);
  }

  /// The same with another bound.
  ///
  /// @param longest in characters
  static @Nullable String text(AnyValue value, int longest) {
    String text =
        switch (value.getValueCase()) {
          case STRING_VALUE -> value.getStringValue().strip();
          case INT_VALUE -> Long.toString(value.getIntValue());
          default -> "";
        };
    boolean isName =
        !text.isEmpty() && text.length() <= longest && text.indexOf('\0') < 0 && !saysNothing(text);
    return isName ? text : null;
  }

  /// Text that can be the id of a chat: one in which nothing was masked, since all ids that had to
  /// be masked would be one, and chats that have nothing to do with each other with them.
  static @Nullable String id(AnyValue value) {
    return unmasked(text(value));
  }

  /// The id; null where something in it was masked.
  static @Nullable String unmasked(@Nullable String id) {
    return id == null || isMasked(id) ? null : id;
  }

  /// Whether something was masked in an id, here or by its sender.
  static boolean isMasked(String id) {
    return id.contains(MASKED);
  }

  private static boolean saysNothing(String text) {
    return text.equalsIgnoreCase("none")
        || text.equalsIgnoreCase("unknown")
        || text.equalsIgnoreCase("null")
        || text.equals("<not specified>");
  }

  /// Any integer, sent as one.
  static @Nullable Long integer(AnyValue value) {
    return value.hasIntValue() ? (Long) value.getIntValue() : null;
  }

  /// A count `0..MAX_COUNT`: an integer, an integer-valued double or a decimal text; negatives, NaN
  /// and what is larger are refused.
  static @Nullable Long count(AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE -> withinCount(value.getIntValue());
      case DOUBLE_VALUE -> wholeNumber(value.getDoubleValue());
      case STRING_VALUE -> countOf(value.getStringValue());
      default -> null;
    };
  }

  /// Whether a value was meant as a number, be it one or not: a number, a flag or a plain text.
  /// JSON of which a number is only a part, and words for nothing, are not.
  static boolean claimsANumber(AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE, DOUBLE_VALUE, BOOL_VALUE -> true;
      case STRING_VALUE -> {
        String text = value.getStringValue().strip();
        yield !text.isEmpty()
            && text.charAt(0) != '{'
            && text.charAt(0) != '['
            && !saysNothing(text);
      }
      default -> false;
    };
  }

  private static @Nullable Long withinCount(long number) {
    return number < 0 || number > MAX_COUNT ? null : (Long) number;
  }

  private static @Nullable Long wholeNumber(double number) {
    return number == Math.rint(number) ? withinCount((long) number) : null;
  }

  private static @Nullable Long countOf(String text) {
    BigDecimal number = decimalOf(text);
    if (number == null
        || number.compareTo(BigDecimal.valueOf(MAX_COUNT)) > 0
        || number.stripTrailingZeros().scale() > 0) {
      return null;
    }
    return withinCount(number.longValue());
  }

  /// A decimal `>= 0`, exactly as the shortest decimal form of the double that was sent.
  static @Nullable BigDecimal decimal(AnyValue value) {
    BigDecimal number =
        switch (value.getValueCase()) {
          case INT_VALUE -> BigDecimal.valueOf(value.getIntValue());
          case DOUBLE_VALUE ->
              Double.isFinite(value.getDoubleValue())
                  ? BigDecimal.valueOf(value.getDoubleValue())
                  : null;
          case STRING_VALUE -> decimalOf(value.getStringValue());
          default -> null;
        };
    return number == null || number.signum() < 0 ? null : number;
  }

  /// An amount of dollars, `0..Usd.MAX`.
  static @Nullable BigDecimal dollars(AnyValue value) {
    BigDecimal amount = decimal(value);
    return amount == null || amount.compareTo(Usd.MAX) > 0 ? null : amount;
  }

  private static @Nullable BigDecimal decimalOf(String text) {
    // The length bound keeps exponents like 1e999999999 from becoming a number with a billion
    // digits.
    if (text.isEmpty() || text.length() > 40) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text.strip());
      return Math.abs((long) number.scale()) > 60 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// Seconds as nanoseconds.
  static @Nullable Long seconds(AnyValue value) {
    return nanos(decimal(value), 9);
  }

  /// Milliseconds as nanoseconds.
  static @Nullable Long millis(AnyValue value) {
    return nanos(decimal(value), 6);
  }

  private static @Nullable Long nanos(@Nullable BigDecimal number, int shift) {
    if (number == null || number.movePointRight(shift).compareTo(LONGEST_NANOS) > 0) {
      return null;
    }
    return number.movePointRight(shift).longValue();
  }

  static @Nullable Boolean flag(AnyValue value) {
    return switch (value.getValueCase()) {
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue() != 0;
      case STRING_VALUE -> Boolean.valueOf(value.getStringValue());
      default -> null;
    };
  }

  /// A list of texts: an array, one text, or a JSON array written as text.
  static @Nullable List<String> texts(AnyValue value) {
    if (value.hasArrayValue()) {
      return value.getArrayValue().getValuesList().stream()
          .map(Conversion::text)
          .filter(Objects::nonNull)
          .toList();
    }
    String text = text(value);
    if (text == null) {
      return null;
    }
    if (!text.startsWith("[")) {
      return List.of(text);
    }
    JsonNode array = parse(text);
    return array == null || !array.isArray()
        ? null
        : array.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
  }

  /// The first of some keys of a JSON object that was written as text, or sent as a map.
  static Conversion jsonText(String... keys) {
    return value -> jsonText(value, MAX_TEXT, keys);
  }

  /// The same for what can be the id of a chat, see [#id].
  static Conversion jsonId(String... keys) {
    return value -> unmasked(jsonText(value, MAX_TEXT, keys));
  }

  /// The same with another bound.
  ///
  /// @param longest in characters
  static @Nullable String jsonText(AnyValue value, int longest, String... keys) {
    if (value.hasKvlistValue()) {
      for (String key : keys) {
        for (var pair : value.getKvlistValue().getValuesList()) {
          String text = pair.getKey().equals(key) ? text(pair.getValue(), longest) : null;
          if (text != null) {
            return text;
          }
        }
      }
      return null;
    }
    // Most metadata names no such key: a look at the text spares parsing it.
    JsonNode object =
        value.hasStringValue() && mentionsAny(value.getStringValue(), keys)
            ? parse(value.getStringValue())
            : null;
    if (object == null || !object.isObject()) {
      return null;
    }
    for (String key : keys) {
      JsonNode node = object.get(key);
      if (node != null && node.isValueNode() && !node.isNull()) {
        String text = text(AnyValue.newBuilder().setStringValue(node.asString()).build(), longest);
        if (text != null) {
          return text;
        }
      }
    }
    return null;
  }

  private static boolean mentionsAny(String text, String... keys) {
    for (String key : keys) {
      if (text.contains(key)) {
        return true;
      }
    }
    return false;
  }

  /// A count at one of some places of a JSON object that was written as text.
  ///
  /// @param pointers as in RFC 6901, `/usage/inputTokens`; the first that holds a count wins
  static Conversion jsonCount(String... pointers) {
    return value -> {
      JsonNode object = object(value);
      if (object == null) {
        return null;
      }
      for (String pointer : pointers) {
        Long count = count(object.at(pointer));
        if (count != null) {
          return count;
        }
      }
      return null;
    };
  }

  /// An amount of dollars at a place of a JSON object that was written as text.
  static Conversion jsonDollars(String pointer) {
    return value -> {
      JsonNode object = object(value);
      return object == null ? null : dollars(any(object.at(pointer)));
    };
  }

  /// A count in JSON; null where there is none.
  static @Nullable Long count(JsonNode node) {
    return count(any(node));
  }

  private static AnyValue any(JsonNode node) {
    boolean scalar = node.isNumber() || node.isString();
    return scalar
        ? AnyValue.newBuilder().setStringValue(node.asString()).build()
        : AnyValue.getDefaultInstance();
  }

  /// A JSON object that was written as text; null if it is none.
  static @Nullable JsonNode object(AnyValue value) {
    String text = value.getStringValue();
    JsonNode object = text.startsWith("{") ? parse(text) : null;
    return object == null || !object.isObject() ? null : object;
  }

  /// True if the text is this word, unknown otherwise.
  static Conversion isWord(String word) {
    return value -> value.getStringValue().equals(word) ? Boolean.TRUE : null;
  }

  /// Only if the text passes another step.
  static Conversion mapped(Function<String, @Nullable String> step) {
    return value -> {
      String text = text(value);
      return text == null ? null : step.apply(text);
    };
  }

  private static @Nullable JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return null; // the emitter's business: the text is no JSON, so it tells nothing
    }
  }
}
