// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class EmojiTest {

  @ParameterizedTest
  @CsvSource({
    "chat.main, hello, INFO, 💬",
    "core.x, the Conversation ended, INFO, 💬",
    "core.performance.sampler, token used, INFO, ⏱️",
    "core.x, duration 3 s, ERROR, ⏱️",
    "token.counter, x, INFO, 🪙",
    "core.x, 12 tokens, INFO, 🪙",
    "core.transport.ws, x, INFO, 🔌",
    "core.x, MongoDB is up, INFO, 🔌",
    "mozaiks.workflow.Generator, x, INFO, 🧩",
    "core.event_dispatcher, x, INFO, 🎯",
    "core.x, business_event sent, INFO, 🎯",
    "core.x, the workflow began, INFO, ℹ️",
    "core.x, x, TRACE, •",
    "core.x, x, DEBUG, 🐛",
    "core.x, x, INFO, ℹ️",
    "core.x, x, WARN, ⚠️",
    "core.x, x, ERROR, ❌",
  })
  void isThatOfTheFirstRuleThatFits(String logger, String message, String level, String emoji) {
    assertThat(new EmojiLegend().of(logger, message, Level.toLevel(level), false)).isEqualTo(emoji);
  }

  @Test
  void isAnAlarmForWhatIsCritical() {
    assertThat(new EmojiLegend().of("core", "x", Level.ERROR, true)).isEqualTo("🚨");
  }

  private static String text(LoggingEvent event, boolean colours) {
    EmojiTextEncoder encoder = new EmojiTextEncoder();
    encoder.setZone("UTC");
    encoder.setColours(colours);
    encoder.start();
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void textHasTimeLevelEmojiLoggerMessagePairsAndPlace() {
    LoggingEvent event = Lines.event("mozaiks.workflow", Level.INFO, "agent_turn");
    event.addKeyValuePair(new KeyValuePair("agent", "planner"));
    event.addKeyValuePair(new KeyValuePair("args", Map.of("a", 1)));
    assertThat(text(event, false))
        .isEqualTo(
            "10:00:00.123 [INFO] 🧩 mozaiks.workflow - agent_turn | agent=planner args={\"a\":1}"
                + " (Planner.java:42 plan)\n");
  }

  @Test
  void textIsColouredByLevel() {
    assertThat(text(Lines.event("core", Level.WARN, "x"), true))
        .contains("\u001b[33m[WARNING]\u001b[0m");
  }

  @Test
  void noMessagePassesForALineOfItsOwn_norReachesTheTerminal() {
    LoggingEvent event =
        Lines.event("core", Level.INFO, "a\r\n10:00:00.000 [ERROR] forged\u001b[2J\u2028b\u202ec");
    assertThat(text(event, false))
        .isEqualTo(
            "10:00:00.123 [INFO] ℹ️ core - a\n    10:00:00.000 [ERROR] forged\\u001b[2J\\u2028b\\u202ec"
                + " (Planner.java:42 plan)\n");
  }

  @Test
  void textMasksSecrets() {
    LoggingEvent event =
        Lines.event("core", Level.ERROR, "x", new RuntimeException("password=hunter22"));
    event.addKeyValuePair(new KeyValuePair("api_key", "hunter22"));
    assertThat(text(event, false)).doesNotContain("hunter22").contains("RuntimeException");
  }
}
