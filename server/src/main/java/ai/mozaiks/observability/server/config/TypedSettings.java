// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Reads values of one type each. A mistake is reported and the default returned, so that the
/// reading goes on and finds the next mistake.
final class TypedSettings {
  private static final String TRUE_OR_FALSE = "true or false";

  private final Settings settings;

  TypedSettings(Settings settings) {
    this.settings = settings;
  }

  @Nullable String text(String key) {
    return read(key, "a text", text -> text.isBlank() ? null : text);
  }

  String text(String key, String fallback) {
    String text = text(key);
    return text == null ? fallback : text;
  }

  boolean flag(String key, boolean fallback) {
    Boolean value = read(key, TRUE_OR_FALSE, TypedSettings::flagOf);
    return value == null ? fallback : value;
  }

  private static @Nullable Boolean flagOf(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  /// @param mayBeOff whether `off` (or -1) is allowed, which gives [ServerConfig#OFF]
  int port(String key, int fallback, boolean mayBeOff) {
    String expected =
        "a port from 1 to 65535, 0 for any free one" + (mayBeOff ? ", off for none" : "");
    Function<String, @Nullable Integer> reading =
        text -> {
          if (mayBeOff && (text.equals("off") || text.equals("-1") || text.equals("false"))) {
            return ServerConfig.OFF;
          }
          Long number = whole(text, 0, 65_535);
          return number == null ? null : number.intValue();
        };
    ConfigValue value = settings.find(key, false);
    if (value instanceof ConfigValue.Scalar scalar && scalar.text().startsWith("tcp://")) {
      // A Kubernetes service named "mozaiks" puts MOZAIKS_PORT=tcp://10.0.0.1:8000 into every pod.
      settings.problem(
          value, key, expected + "; Kubernetes set this: use enableServiceLinks: false in the pod");
      return fallback;
    }
    Integer port = read(key, expected, reading);
    return port == null ? fallback : port;
  }

  int count(String key, int fallback, int least) {
    Long value =
        read(key, "a whole number >= " + least, text -> whole(text, least, Integer.MAX_VALUE));
    return value == null ? fallback : value.intValue();
  }

  long size(String key, long fallback, long least, long most) {
    String range = most == Long.MAX_VALUE ? ">= " + least : "from " + least + " to " + most;
    Long value =
        read(
            key,
            "a size such as 64MiB, " + range + " bytes",
            text -> {
              OptionalLong size = SizeText.parse(text);
              return size.isPresent() && size.getAsLong() >= least && size.getAsLong() <= most
                  ? (Long) size.getAsLong()
                  : null;
            });
    return value == null ? fallback : value;
  }

  Duration duration(String key, Duration fallback) {
    Duration value =
        read(
            key,
            "a duration > 0 such as 30d, 2m, 500ms, at most "
                + DurationText.write(DurationText.LONGEST),
            text -> DurationText.parse(text).filter(Duration::isPositive).orElse(null));
    return value == null ? fallback : value;
  }

  /// An amount of money.
  BigDecimal amount(String key, BigDecimal fallback) {
    BigDecimal value =
        read(
            key,
            "an amount > 0 such as 25 or 0.50",
            text -> decimal(text).filter(amount -> amount.signum() > 0).orElse(null));
    return value == null ? fallback : value;
  }

  /// A list of texts; a single text counts as a list of one.
  List<String> texts(String key) {
    return list(key, "a list of texts", text -> text.isBlank() ? null : text);
  }

  /// Files that can be read; a single one counts as a list of one.
  List<Path> files(String key) {
    return list(
        key,
        "a file that can be read",
        text -> {
          try {
            Path file =
                DataFolder.of(text, System.getProperty("user.home", ""))
                    .toAbsolutePath()
                    .normalize();
            return Files.isRegularFile(file) && Files.isReadable(file) ? file : null;
          } catch (InvalidPathException e) {
            return null;
          }
        });
  }

  List<Pattern> patterns(String key) {
    return list(
        key,
        TypedSettings::whyNoPattern,
        text -> {
          try {
            Pattern pattern = Pattern.compile(text);
            return pattern.matcher("").find() ? null : pattern;
          } catch (PatternSyntaxException e) {
            return null;
          }
        });
  }

  private static String whyNoPattern(String text) {
    try {
      Pattern.compile(text);
      return "a regular expression that does not match the empty text";
    } catch (PatternSyntaxException e) {
      // lower case, since it goes on in a sentence: "unclosed group"
      String why = e.getDescription();
      String place = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
      return "a regular expression; this is none: "
          + why.substring(0, 1).toLowerCase(Locale.ROOT)
          + why.substring(1)
          + place;
    }
  }

  /// A list of some words; a single word counts as a list of one.
  <T> List<T> wordList(String key, String expected, Function<String, Optional<T>> reading) {
    return list(key, expected, text -> reading.apply(text).orElse(null));
  }

  /// A table of texts, such as attribute by app.
  Map<String, String> table(String key) {
    return table(key, "a table of texts", "a text", text -> text.isBlank() ? null : text);
  }

  /// A table of flags, such as one by app.
  Map<String, Boolean> flags(String key) {
    return table(key, "a table of true or false", TRUE_OR_FALSE, TypedSettings::flagOf);
  }

  private <T> Map<String, T> table(
      String key, String expected, String expectedEntry, Function<String, @Nullable T> reading) {
    ConfigValue value = settings.find(key, true);
    Map<String, T> table = new LinkedHashMap<>();
    if (value instanceof ConfigValue.Section section) {
      section
          .entries()
          .forEach((name, entry) -> {
            T result =
                entry instanceof ConfigValue.Scalar scalar ? reading.apply(scalar.text()) : null;
            if (result == null) {
              settings.problem(entry, key + "." + name, expectedEntry);
            } else {
              table.put(name, result);
            }
          });
    } else if (value != null) {
      settings.problem(value, key, expected);
    }
    return table;
  }

  /// One of some words; null when absent.
  <T> @Nullable T word(String key, String expected, Function<String, Optional<T>> reading) {
    return read(key, expected, text -> reading.apply(text).orElse(null));
  }

  /// A table of such words.
  <T> Map<String, T> words(String key, String expected, Function<String, Optional<T>> reading) {
    ConfigValue value = settings.find(key, true);
    Map<String, T> table = new LinkedHashMap<>();
    if (value instanceof ConfigValue.Section section) {
      section
          .entries()
          .forEach((name, entry) -> {
            Optional<T> word =
                entry instanceof ConfigValue.Scalar scalar
                    ? reading.apply(scalar.text())
                    : Optional.empty();
            word.ifPresentOrElse(
                found -> table.put(name, found),
                () -> settings.problem(entry, key + "." + name, expected));
          });
    } else if (value != null) {
      settings.problem(value, key, "a table with " + expected);
    }
    return table;
  }

  /// A decimal, read exactly; never through a binary floating-point number.
  static Optional<BigDecimal> decimal(String text) {
    if (!text.matches("\\d{1,12}(\\.\\d{1,24})?")) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text));
  }

  private <T> List<T> list(String key, String expected, Function<String, @Nullable T> reading) {
    return list(key, _ -> expected, reading);
  }

  /// @param expected what was, instead of a text; empty for what is no text
  private <T> List<T> list(
      String key, UnaryOperator<String> expected, Function<String, @Nullable T> reading) {
    ConfigValue value = settings.find(key, true);
    List<ConfigValue> items =
        switch (value) {
          case null -> List.of();
          case ConfigValue.Sequence sequence -> sequence.items();
          case ConfigValue.Scalar scalar -> List.of(scalar);
          case ConfigValue.Section section -> {
            settings.problem(section, key, "a list");
            yield List.of();
          }
        };
    List<T> results = new ArrayList<>();
    for (ConfigValue item : items) {
      String text = item instanceof ConfigValue.Scalar scalar ? scalar.text() : null;
      T result = text == null ? null : reading.apply(text);
      if (result == null) {
        settings.problem(item, key, expected.apply(text == null ? "" : text));
      } else {
        results.add(result);
      }
    }
    return results;
  }

  private <T> @Nullable T read(String key, String expected, Function<String, @Nullable T> reading) {
    ConfigValue value = settings.find(key, false);
    if (value == null) {
      return null;
    }
    T result = value instanceof ConfigValue.Scalar scalar ? reading.apply(scalar.text()) : null;
    if (result == null) {
      settings.problem(value, key, expected);
    }
    return result;
  }

  private static @Nullable Long whole(String text, long least, long most) {
    if (!text.matches("-?\\d{1,18}")) {
      return null;
    }
    long number = Long.parseLong(text);
    return number < least || number > most ? null : (Long) number;
  }
}
