// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.LogText;
import java.util.function.LongConsumer;

/// The words of a text, each as a hash of its lower case: what [WordFilter] keeps. Every word that
/// [LogText] finds in a text is among them. The hashes are on disk, so they must not change.
final class LogWords {
  private static final long FNV_BASIS = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private LogWords() {}

  /// The words of a record's message or attributes. The letter of a JSON escape may be one of the
  /// word behind it, or not: both are told.
  static void each(String text, LongConsumer words) {
    long hash = FNV_BASIS;
    long withoutEscape = 0; // the hash of the word without its first letter; 0 if that is no escape
    boolean inWord = false;
    int before = -1;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      int c = Character.toLowerCase(codePoint);
      if (LogText.isOfWord(c)) {
        if (inWord) {
          withoutEscape = withoutEscape == 0 ? 0 : added(withoutEscape, c);
        } else {
          withoutEscape = before == '\\' && "nrtbf".indexOf(c) >= 0 ? FNV_BASIS : 0;
        }
        hash = added(hash, c);
        inWord = true;
      } else if (inWord) {
        tell(hash, withoutEscape, words);
        hash = FNV_BASIS;
        inWord = false;
      }
      before = c;
    }
    if (inWord) {
      tell(hash, withoutEscape, words);
    }
  }

  private static void tell(long hash, long withoutEscape, LongConsumer words) {
    words.accept(mixed(hash));
    if (withoutEscape != 0 && withoutEscape != FNV_BASIS) {
      words.accept(mixed(withoutEscape));
    }
  }

  /// The words that must be among those of a record if this text stands in it.
  ///
  /// @param text in lower case
  /// @param whole whether it stands as a word or phrase, so that those at its ends are whole too
  static void eachNeeded(String text, boolean whole, LongConsumer words) {
    if (text.chars().anyMatch(c -> c < ' ' && "\n\r\t\b\f".indexOf(c) < 0)) {
      return; // in JSON its number would be part of the word behind it
    }
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (!LogText.isOfWord(codePoint)) {
        i += Character.charCount(codePoint);
        continue;
      }
      int begin = i;
      long hash = FNV_BASIS;
      while (i < text.length() && LogText.isOfWord(text.codePointAt(i))) {
        hash = added(hash, text.codePointAt(i));
        i += Character.charCount(text.codePointAt(i));
      }
      if (whole || (begin > 0 && i < text.length())) {
        words.accept(mixed(hash));
      }
    }
  }

  private static long added(long hash, int codePoint) {
    return (hash ^ codePoint) * FNV_PRIME;
  }

  /// FNV mixes its upper bits badly; this is the last step of SplitMix64.
  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
