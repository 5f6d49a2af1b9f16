// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Masks what identifies people and their cards, if an operator wants it: no secret by itself, and
/// often what somebody looks for, so that it is off unless switched on.
///
/// Immutable. One pass that stops at digits, `+` and `@`; every look reads at most some hundred
/// characters.
public final class PersonalData {

  /// What can be masked.
  public enum Kind {
    /// Addresses of e-mail.
    EMAIL,
    /// Numbers of telephones in international form (`+49 30 1234567`) or in that of North America
    /// (`(555) 010-4477`).
    PHONE,
    /// Numbers of payment cards: a known issuer's beginning and length, and the right check digit
    /// (Luhn, ISO/IEC 7812-1).
    CARD;

    /// The kind that is called so; empty if none is.
    public static Optional<Kind> of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.rule().equals(word)).findFirst();
    }

    /// The rule's name, and the word in the configuration.
    public String rule() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 255;
  private static final int MOST_CARD_DIGITS = 19;
  private static final int FEWEST_PHONE_DIGITS = 8;
  private static final int MOST_PHONE_DIGITS = 15;
  private static final int NORTH_AMERICAN_DIGITS = 10;

  private final boolean email;
  private final boolean phone;
  private final boolean card;

  PersonalData(Set<Kind> kinds) {
    EnumSet<Kind> set = EnumSet.copyOf(kinds);
    this.email = set.contains(Kind.EMAIL);
    this.phone = set.contains(Kind.PHONE);
    this.card = set.contains(Kind.CARD);
  }

  /// Masks what a text holds of it.
  ///
  /// @return the same instance if nothing was found
  String mask(String text, Consumer<String> found) {
    StringBuilder out = null;
    int copied = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int from = i;
      int end = -1;
      Kind kind = Kind.EMAIL;
      if (c == '@') {
        from = email ? localPart(text, copied, i) : i;
        end = from < i ? domainEnd(text, i + 1) : -1;
      } else if (c == '+' || c == '(' || Characters.isDigit(c)) {
        if (isStart(text, i)) {
          end = card ? cardEnd(text, i) : -1;
          kind = Kind.CARD;
          if (end < 0) {
            end = phone ? phoneEnd(text, i) : -1;
            kind = Kind.PHONE;
          }
        }
        if (end < 0 && Characters.isDigit(c)) {
          i = digitsEnd(text, i);
          continue;
        }
      }
      if (end < 0) {
        i++;
        continue;
      }
      found.accept(kind.rule());
      out = out == null ? new StringBuilder(text.length()) : out;
      out.append(text, copied, from).append(Redactor.MASK);
      copied = end;
      i = end;
    }
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && Characters.isWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// Whether a number can begin here: not inside of a word, a number or an identifier.
  private static boolean isStart(String text, int at) {
    char before = Members.at(text, at - 1);
    char earlier = Members.at(text, at - 2);
    boolean joined =
        (before == '-' || before == '.' || before == '_') && Characters.isWord(earlier);
    return !Characters.isWord(before) && before != '+' && !joined;
  }

  private static int localPart(String text, int first, int at) {
    int start = at;
    while (start > first && at - start <= LONGEST_LOCAL_PART && isLocal(text.charAt(start - 1))) {
      start--;
    }
    while (start < at && !Characters.isWord(text.charAt(start))) {
      start++;
    }
    return at - start > LONGEST_LOCAL_PART ? at : start;
  }

  private static boolean isLocal(char c) {
    return Characters.isKey(c) || c == '.' || c == '+' || c == '%';
  }

  /// Where a domain ends that ends with letters; -1 if none begins here.
  private static int domainEnd(String text, int from) {
    int end = from;
    int dot = -1;
    while (end < text.length() && end - from <= LONGEST_DOMAIN) {
      char c = text.charAt(end);
      if (c == '.' && Characters.isWord(Members.at(text, end + 1))) {
        dot = end;
      } else if (!Characters.isWord(c) && c != '-') {
        break;
      }
      end++;
    }
    if (dot <= from || end - dot < 3 || end - from > LONGEST_DOMAIN) {
      return -1;
    }
    for (int i = dot + 1; i < end; i++) {
      if (!Characters.isLetter(text.charAt(i))) {
        return -1;
      }
    }
    // git@host:owner/repository
    return Members.at(text, end) == ':' && Characters.isWord(Members.at(text, end + 1)) ? -1 : end;
  }

  private static int cardEnd(String text, int from) {
    StringBuilder digits = new StringBuilder(MOST_CARD_DIGITS + 1);
    int end = from;
    int i = from;
    while (i < text.length() && digits.length() <= MOST_CARD_DIGITS) {
      char c = text.charAt(i);
      if (Characters.isDigit(c)) {
        digits.append(c);
        end = i + 1;
      } else if ((c != ' ' && c != '-') || !Characters.isDigit(Members.at(text, i + 1))) {
        break;
      }
      i++;
    }
    return isOver(text, end) && isIssued(digits) && isChecked(digits) ? end : -1;
  }

  /// Whether a number ends here, and does not go on as an identifier or a fraction.
  private static boolean isOver(String text, int end) {
    char next = Members.at(text, end);
    boolean joined =
        (next == '-' || next == '.' || next == '_') && Characters.isWord(Members.at(text, end + 1));
    return !Characters.isWord(next) && !joined;
  }

  private static boolean isIssued(CharSequence digits) {
    int length = digits.length();
    if (length < 13 || length > MOST_CARD_DIGITS) {
      return false;
    }
    int four = Integer.parseInt(digits, 0, 4, 10);
    int two = four / 100;
    return switch (length) {
      case 13 -> four / 1_000 == 4;
      case 14 -> two == 30 || two == 36 || two == 38;
      case 15 -> two == 34 || two == 37;
      case 16 ->
          four / 1_000 == 4
              || (two >= 51 && two <= 55)
              || (four >= 2221 && four <= 2720)
              || four == 6011
              || two == 64
              || two == 65
              || two == 35
              || two == 62;
      case 17, 18 -> two == 62;
      case 19 -> two == 62 || four / 1_000 == 4;
      default -> false;
    };
  }

  private static boolean isChecked(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? digit : 2 * digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }

  private static int phoneEnd(String text, int from) {
    boolean international = text.charAt(from) == '+';
    int digits = 0;
    int groups = 0;
    int end = from;
    int i = international ? from + 1 : from;
    boolean inGroup = false;
    while (i < text.length() && digits <= MOST_PHONE_DIGITS) {
      char c = text.charAt(i);
      if (Characters.isDigit(c)) {
        digits++;
        groups += inGroup ? 0 : 1;
        inGroup = true;
        end = i + 1;
      } else if (" -.()/".indexOf(c) >= 0 && i - end < 2) {
        inGroup = false;
      } else {
        break;
      }
      i++;
    }
    if (!isOver(text, end)) {
      return -1;
    }
    if (international) {
      return digits >= FEWEST_PHONE_DIGITS
              && digits <= MOST_PHONE_DIGITS
              && Characters.isDigit(Members.at(text, from + 1))
              && Members.at(text, from + 1) != '0'
          ? end
          : -1;
    }
    return groups == 3 && digits == NORTH_AMERICAN_DIGITS && isNorthAmerican(text, from, end)
        ? end
        : -1;
  }

  /// `(555) 010-4477`, `555-010-4477`, `555.010.4477`: three, three and four digits.
  private static boolean isNorthAmerican(String text, int from, int end) {
    StringBuilder form = new StringBuilder();
    for (int i = from; i < end; i++) {
      form.append(Characters.isDigit(text.charAt(i)) ? '0' : text.charAt(i));
    }
    return switch (form.toString()) {
      case "(000) 000-0000", "(000)000-0000", "000-000-0000", "000.000.0000", "000 000 0000" ->
          true;
      default -> false;
    };
  }
}
