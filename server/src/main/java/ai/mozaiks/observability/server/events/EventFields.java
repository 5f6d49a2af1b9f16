// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import static java.util.stream.Collectors.joining;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The fields of one item: typed, with their aliases, and as the rules want them. The first name
/// that is there and not null wins.
final class EventFields {
  private static final int MAX_STRINGS = 512;
  // As for spans: far beyond any real call, and sums of it stay within a long.
  private static final BigDecimal MAX_COUNT = BigDecimal.valueOf(TokenUsage.MAX_CREDIBLE);
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(1_000_000_000L);
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final Pattern ARGUMENTS_HASH = Pattern.compile("[0-9a-fA-F]{16}");
  static final Instant FIRST = Instant.EPOCH;
  // Nanoseconds fit a long until 2262; this leaves room for the longest duration on top.
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  private final JsonNode node;
  private final FieldRules rules;

  EventFields(JsonNode node, FieldRules rules) {
    this.node = node;
    this.rules = rules;
  }

  private record Found(String name, JsonNode value) {}

  private @Nullable Found find(String... names) {
    for (String name : names) {
      JsonNode value = node.get(name);
      if (value != null && !value.isNull()) {
        return new Found(name, value);
      }
    }
    return null;
  }

  boolean has(String... names) {
    return find(names) != null;
  }

  /// A text; null when absent or empty.
  @Nullable String text(String... names) throws InvalidEventException {
    Found found = find(names);
    if (found == null) {
      return null;
    }
    String text = string(found);
    return text.isEmpty() ? null : rules.name(text);
  }

  /// A text that may be long.
  @Nullable String message(String name) throws InvalidEventException {
    Found found = find(name);
    return found == null ? null : rules.message(string(found));
  }

  /// An id by which things are told apart; a number is taken as well. Null when absent or empty.
  @Nullable String id(String... names) throws InvalidEventException {
    Found found = find(names);
    if (found == null) {
      return null;
    }
    String id = textOrNumber(found);
    return id.isEmpty() ? null : rules.id(found.name, id);
  }

  /// An id that is only shown; a number is taken as well. Null when absent or empty.
  @Nullable String reference(String name) throws InvalidEventException {
    Found found = find(name);
    if (found == null) {
      return null;
    }
    String reference = textOrNumber(found);
    return reference.isEmpty() ? null : rules.name(reference);
  }

  /// What stands for the arguments of a call: as the sender made it of them, or made here. Null
  /// when neither is told.
  @Nullable Long argumentsHash() throws InvalidEventException {
    Found hash = find("arguments_hash");
    if (hash != null) {
      String digits = string(hash);
      if (!ARGUMENTS_HASH.matcher(digits).matches()) {
        throw InvalidEventException.of(hash.name, hash.value, "16 hex digits");
      }
      return HexFormat.fromHexDigitsToLong(digits);
    }
    Found arguments = find("arguments");
    if (arguments == null) {
      return null;
    }
    String text =
        arguments.value.isString() ? arguments.value.asString() : arguments.value.toString();
    return ArgumentsHash.tellsNothing(text) ? null : (Long) rules.hash(text);
  }

  private static String textOrNumber(Found found) throws InvalidEventException {
    return found.value.isNumber() ? found.value.asString() : string(found);
  }

  private static String string(Found found) throws InvalidEventException {
    if (!found.value.isString()) {
      throw InvalidEventException.of(found.name, found.value, "a text");
    }
    return found.value.asString();
  }

  List<String> strings(String name) throws InvalidEventException {
    Found found = find(name);
    List<String> strings = new ArrayList<>();
    if (found != null) {
      String expected = "an array of at most " + MAX_STRINGS + " strings";
      if (!found.value.isArray()) {
        throw InvalidEventException.of(name, found.value, expected);
      }
      rules.require(
          found.value.size() <= MAX_STRINGS, name, found.value.size() + " values", expected);
      for (JsonNode each : found.value) {
        strings.add(rules.name(string(new Found(name, each))));
      }
    }
    return strings;
  }

  /// A flag; null when absent.
  @Nullable Boolean flag(String name) throws InvalidEventException {
    Found found = find(name);
    if (found == null) {
      return null;
    }
    return switch (found.value.asString("").toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw InvalidEventException.of(name, found.value, "true or false");
    };
  }

  /// A count of tokens; null when absent.
  @Nullable Long count(String name) throws InvalidEventException {
    BigDecimal number = number(name, MAX_COUNT);
    if (number == null) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw InvalidEventException.of(name, number, "a whole number");
    }
  }

  /// A number from 0 to a maximum; null when absent.
  @Nullable BigDecimal number(String name, BigDecimal max) throws InvalidEventException {
    Found found = find(name);
    if (found == null) {
      return null;
    }
    String expected = "a number from 0 to " + max.toPlainString();
    JsonNode value = found.value;
    String text = value.isNumber() || value.isString() ? value.asString().trim() : "";
    rules.require(text.length() <= MAX_NUMBER_LENGTH, name, value, expected);
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException e) { // NaN, infinities and no text too
      throw InvalidEventException.of(name, value, expected);
    }
    boolean within = number.signum() >= 0 && number.compareTo(max) <= 0 && number.scale() <= 1000;
    rules.require(within, name, value, expected);
    return number;
  }

  /// A length in seconds, or in milliseconds under another name; null when absent.
  @Nullable Duration duration(String secondsName, @Nullable String millisName)
      throws InvalidEventException {
    BigDecimal seconds = number(secondsName, MAX_SECONDS);
    if (seconds == null && millisName != null) {
      BigDecimal millis = number(millisName, MAX_SECONDS.movePointRight(3));
      seconds = millis == null ? null : millis.movePointLeft(3);
    }
    if (seconds == null) {
      return null;
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    BigDecimal rest = seconds.subtract(whole);
    return Duration.ofSeconds(whole.longValueExact(), rest.movePointRight(9).intValue());
  }

  /// An instant; null when absent.
  @Nullable Instant instant(String... names) throws InvalidEventException {
    Found found = find(names);
    if (found == null) {
      return null;
    }
    String expected = "ISO-8601 with Z or an offset, from 1970 to 2199";
    try {
      Instant at = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(string(found), Instant::from);
      rules.require(!at.isBefore(FIRST) && at.isBefore(LAST), found.name, found.value, expected);
      return at;
    } catch (DateTimeException e) {
      throw InvalidEventException.of(found.name, found.value, expected);
    }
  }

  /// Says that the time that was found is not taken.
  void replacedTime() {
    rules.replacedTime();
  }

  /// Hex digits, not all zero, in lower case; null when absent.
  @Nullable String hex(String name, int digits) throws InvalidEventException {
    Found found = find(name);
    if (found == null) {
      return null;
    }
    String text = string(found).toLowerCase(Locale.ROOT);
    boolean valid =
        text.length() == digits
            && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)
            && text.chars().anyMatch(c -> c != '0');
    if (text.isEmpty()) {
      return null;
    }
    if (!valid) {
      throw InvalidEventException.of(name, found.value, digits + " hex digits, not all zero");
    }
    return text;
  }

  /// One of an enum's words; empty when absent.
  <E extends Enum<E>> Optional<E> word(String name, Class<E> type, List<E> allowed)
      throws InvalidEventException {
    Found found = find(name);
    if (found == null) {
      return Optional.empty();
    }
    String text = string(found).toLowerCase(Locale.ROOT);
    for (E each : allowed) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(each);
      }
    }
    String words =
        allowed.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).collect(joining(", "));
    throw InvalidEventException.of(name, found.value, "one of " + words);
  }
}
