// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The emoji of a line. The first rule that fits decides; case does not matter:
///
/// | Emoji | The logger's name has | or the message has |
/// |---|---|---|
/// | 💬 | `chat.`, `conversation` | `conversation` |
/// | ⏱️ | `performance`, `duration` | `performance`, `duration` |
/// | 🪙 | `token` | `token` |
/// | 🔌 | `websocket`, `transport` | `mon` |
/// | 🧩 | `workflow` | |
/// | 🎯 | `event_dispatcher`, `business_event` | `event_dispatcher`, `business_event` |
/// | 🐛 ℹ️ ⚠️ ❌ 🚨 | | by level: debug, info, warning, error, critical |
/// | • | | any other level |
final class EmojiLegend {
  static final String CONVERSATION = "💬";
  static final String TIME = "⏱️";
  static final String TOKENS = "🪙";
  static final String TRANSPORT = "🔌";
  static final String WORKFLOW = "🧩";
  static final String DISPATCH = "🎯";

  private static final int MOST_NAMES = 10_000;

  private static final int IN_CONVERSATION = 1;
  private static final int IN_TIME = 1 << 1;
  private static final int IN_TOKENS = 1 << 2;
  private static final int IN_TRANSPORT = 1 << 3;
  private static final int IN_WORKFLOW = 1 << 4;
  private static final int IN_DISPATCH = 1 << 5;

  private final Map<String, Integer> byLogger = new ConcurrentHashMap<>();

  /// The emoji of a line.
  ///
  /// @param level as [LogLevels] names it
  String of(String logger, String message, Level level, boolean critical) {
    int rules = ofLogger(logger);
    if ((rules & IN_CONVERSATION) == 0) {
      rules |= ofMessage(message);
    }
    if (rules != 0) {
      return switch (Integer.numberOfTrailingZeros(rules)) {
        case 0 -> CONVERSATION;
        case 1 -> TIME;
        case 2 -> TOKENS;
        case 3 -> TRANSPORT;
        case 4 -> WORKFLOW;
        default -> DISPATCH;
      };
    }
    return ofLevel(level, critical);
  }

  private static String ofLevel(Level level, boolean critical) {
    return switch (level.levelInt) {
      case Level.DEBUG_INT -> "🐛";
      case Level.INFO_INT -> "ℹ️";
      case Level.WARN_INT -> "⚠️";
      case Level.ERROR_INT -> critical ? "🚨" : "❌";
      default -> "•";
    };
  }

  private int ofLogger(String logger) {
    Integer known = byLogger.get(logger);
    if (known != null) {
      return known;
    }
    int rules = 0;
    for (int i = 0; i < logger.length(); i++) {
      rules |= at(logger, i);
      rules |=
          switch (lower(logger.charAt(i))) {
            case 'c' -> has(logger, i, "chat.", IN_CONVERSATION);
            case 'w' ->
                has(logger, i, "websocket", IN_TRANSPORT) | has(logger, i, "workflow", IN_WORKFLOW);
            case 't' -> has(logger, i, "transport", IN_TRANSPORT);
            default -> 0;
          };
    }
    if (byLogger.size() < MOST_NAMES) {
      byLogger.put(logger, rules);
    }
    return rules;
  }

  private static int ofMessage(String message) {
    int rules = 0;
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      rules |= c == 'm' || c == 'M' ? has(message, i, "mon", IN_TRANSPORT) : at(message, i);
    }
    return rules;
  }

  /// What counts in names and messages alike.
  private static int at(String text, int i) {
    return switch (text.charAt(i)) {
      case 'c', 'C' -> has(text, i, "conversation", IN_CONVERSATION);
      case 'p', 'P' -> has(text, i, "performance", IN_TIME);
      case 'd', 'D' -> has(text, i, "duration", IN_TIME);
      case 't', 'T' -> has(text, i, "token", IN_TOKENS);
      case 'e', 'E' -> has(text, i, "event_dispatcher", IN_DISPATCH);
      case 'b', 'B' -> has(text, i, "business_event", IN_DISPATCH);
      default -> 0;
    };
  }

  private static int has(String text, int at, String word, int rule) {
    return text.regionMatches(true, at, word, 0, word.length()) ? rule : 0;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }
}
