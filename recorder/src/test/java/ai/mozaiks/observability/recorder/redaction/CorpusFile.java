// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The corpus of texts with secrets (`secrets.txt`) and without (`harmless.txt`); the files tell
/// their notation. Placeholders are put in here, so that no file of the repository holds what a
/// scanner would take for a leaked key.
final class CorpusFile {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9]+)(?::([A-Z0-9 ]+))?}");
  private static final Pattern SECRET = Pattern.compile("«([^»]*)»|‹([^›]*)›");
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";
  private static final String ALNUM = LOWER + LOWER.toUpperCase(Locale.ROOT) + DIGITS;

  private CorpusFile() {}

  /// A text with secrets.
  ///
  /// @param line in the file, from 1
  /// @param rule the rule that must find them
  /// @param text with the secrets
  /// @param expected with masks in their places
  /// @param secrets each of them
  record SecretText(int line, String rule, String text, String expected, List<String> secrets) {
    @Override
    public String toString() {
      return "line " + line + ": " + rule + " | " + expected;
    }
  }

  static List<SecretText> secrets() {
    List<SecretText> texts = new ArrayList<>();
    List<String> lines = lines("secrets.txt");
    for (int i = 0; i < lines.size(); i++) {
      if (!isCase(lines.get(i))) {
        continue;
      }
      String[] parts = lines.get(i).split(" \\| ", 2);
      String marked = expanded(parts[1], i);
      List<String> secrets = new ArrayList<>();
      String text =
          SECRET
              .matcher(marked)
              .replaceAll(found -> {
                secrets.add(inner(found));
                return Matcher.quoteReplacement(inner(found));
              });
      String expected =
          SECRET.matcher(marked).replaceAll(found -> Matcher.quoteReplacement(mask(found)));
      texts.add(new SecretText(i + 1, parts[0], text, expected, secrets));
    }
    return texts;
  }

  private static String inner(MatchResult found) {
    return found.group(1) == null ? found.group(2) : found.group(1);
  }

  private static String mask(MatchResult found) {
    if (found.group(1) != null) {
      return Redactor.MASK;
    }
    return found.group(2).indexOf(':') >= 0 ? "***:***" : "***/***";
  }

  static List<String> harmless() {
    List<String> texts = new ArrayList<>();
    List<String> lines = lines("harmless.txt");
    for (int i = 0; i < lines.size(); i++) {
      if (isCase(lines.get(i))) {
        texts.add(expanded(lines.get(i), i));
      }
    }
    return texts;
  }

  private static boolean isCase(String line) {
    return !line.isEmpty()
        && !line.startsWith("# ")
        && !line.startsWith("## ")
        && !line.equals("#");
  }

  private static List<String> lines(String name) {
    try (InputStream in =
        Objects.requireNonNull(CorpusFile.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String expanded(String line, int seed) {
    Random random = new Random(seed);
    String text =
        PLACEHOLDER
            .matcher(line)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    placeholder(found.group(1), found.group(2), found.group(), random)));
    return text.replace('⏎', '\n').replace('⇥', '\t');
  }

  private static String placeholder(String sort, String argument, String whole, Random random) {
    return switch (sort) {
      case "alnum" -> mixed(Integer.parseInt(argument), random);
      case "hex" -> characters("0123456789abcdef", Integer.parseInt(argument), random);
      case "upper" ->
          characters("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", Integer.parseInt(argument), random);
      case "lower" -> characters(LOWER + DIGITS, Integer.parseInt(argument), random);
      case "digits" -> "1" + characters(DIGITS, Integer.parseInt(argument) - 1, random);
      case "base64" -> characters(ALNUM + "+/", Integer.parseInt(argument), random);
      case "uuid" -> uuid(random);
      case "begin" -> dashes("BEGIN " + argument);
      case "end" -> dashes("END " + argument);
      case "encoded" ->
          Base64.getEncoder()
              .encodeToString(
                  (dashes("BEGIN " + argument) + "\nMIIEpAIBAAKCAQ")
                      .getBytes(StandardCharsets.US_ASCII))
              .replace("=", "");
      default -> whole;
    };
  }

  private static String dashes(String label) {
    return "-".repeat(5) + label + "-".repeat(5);
  }

  /// Letters of both sizes and digits, of each at least one.
  private static String mixed(int length, Random random) {
    String text;
    do {
      text = characters(ALNUM, length, random);
    } while (length >= 12 && !text.matches("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9]).*"));
    return text;
  }

  private static String characters(String alphabet, int length, Random random) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
