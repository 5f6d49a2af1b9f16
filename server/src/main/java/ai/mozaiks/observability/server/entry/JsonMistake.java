// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import java.nio.charset.CharacterCodingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// What is wrong with a text that is not JSON, in words for its sender: Jackson's own tell of its
/// classes and settings. What is recognised by Jackson's words falls back to something true when
/// they change.
public final class JsonMistake {
  private static final Pattern UNEXPECTED =
      Pattern.compile("^Unexpected character \\(.*\\(code (\\d{1,7})", Pattern.DOTALL);

  private static final Pattern MOST = Pattern.compile("maximum allowed \\((\\d+)");

  private JsonMistake() {}

  /// The sentence, with the place as far as it is known: `not valid JSON: ... at line 1, column 7`.
  public static String of(JacksonException e) {
    String kind = e instanceof StreamConstraintsException ? "beyond a limit: " : "not valid JSON: ";
    return kind + what(e) + place(e.getLocation());
  }

  private static String what(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    if (e instanceof UnexpectedEndOfInputException) {
      return "it ends too early";
    }
    if (e.getCause() instanceof CharacterCodingException || message.startsWith("Invalid UTF-")) {
      return "bytes that are not UTF-8";
    }
    if (e instanceof StreamConstraintsException) {
      return beyond(message);
    }
    Matcher unexpected = UNEXPECTED.matcher(message);
    if (unexpected.find()) {
      int code = Integer.parseInt(unexpected.group(1));
      return Character.isValidCodePoint(code)
          ? "unexpected " + Quoting.CLEAN.value("'" + Character.toString(code) + "'")
          : "an unexpected character";
    }
    if (message.startsWith("Unrecognized token")) {
      return "an unknown word (expected: a text in quotes, a number, an object, an array, true,"
          + " false or null)";
    }
    if (message.startsWith("Non-standard token")) {
      return "NaN and infinities are no JSON numbers";
    }
    if (message.startsWith("Illegal unquoted character")) {
      return "a control character in a text (expected: escaped, such as \\n)";
    }
    if (message.startsWith("Unrecognized character escape")) {
      return "a backslash before a character that is not escaped in JSON";
    }
    return "it cannot be read on from here";
  }

  private static String beyond(String message) {
    Matcher most = MOST.matcher(message);
    String limit = most.find() ? " (expected: at most " + most.group(1) + ")" : "";
    if (message.contains("nesting depth")) {
      return "objects and arrays in one another" + limit;
    }
    if (message.startsWith("Number value length")) {
      return "digits of a number" + limit;
    }
    if (message.startsWith("Name length")) {
      return "characters of a name" + limit;
    }
    return "characters of a text" + limit;
  }

  private static String place(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
