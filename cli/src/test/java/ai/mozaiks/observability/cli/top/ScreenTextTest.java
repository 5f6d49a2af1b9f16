// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.cli.top.Screen.Agent;
import ai.mozaiks.observability.cli.top.Screen.FiringAlert;
import ai.mozaiks.observability.cli.top.Screen.RunningChat;
import ai.mozaiks.observability.cli.top.Screen.Totals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTextTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:05Z");
  private static final Totals TOTALS =
      new Totals(380, 150, 2, 560_000, 280_000, new BigDecimal("15.7512"), 0);

  @Test
  void fitsATerminalOf80By24() {
    Screen screen =
        screen(
            List.of(
                chat("order-1", "shop", 12, "0.85"),
                chat("order-2", "shop", 600, "2.1"),
                chat(
                    "a-very-long-identifier-of-a-chat",
                    "customer-support",
                    7200,
                    "0.004",
                    "stalled"),
                new RunningChat(
                    "shop",
                    "order-3",
                    NOW.minusSeconds(5),
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    false)),
            List.of(
                new FiringAlert(
                    "HighErrorRate",
                    "warning",
                    "app=shop workflow=orders",
                    NOW.minusSeconds(540),
                    false)),
            null);

    assertThat(
            String.join("\n", new ScreenText("http://localhost:8000", 80, 23).lines(screen, null)))
        .isEqualTo(
            """
            mozaiks top  http://localhost:8000  2026-03-01T12:00:05Z
            Ever: 380 turns, 150 tool calls, 2 errors, 560.0k + 280.0k tokens, $15.75

            ALERTS  1 firing
            warning  HighErrorRate for 9m  app=shop workflow=orders

            CHATS  4 running                       AGE  TURNS  TOOLS   ERR  TOKENS      COST
            STALLED   a-very-long-id… customer-…    2h     18      9     0   42.0k    <$0.01
                      order-2         shop         10m     18      9     0   42.0k     $2.10
                      order-1         shop         12s     18      9     0   42.0k     $0.85
                      order-3         shop          5s      -      -     -       -         -

            AGENTS  in 15 minutes                       TURNS  TOOLS   ERR  TOKENS      COST
            planner                                        12      3     1   28.0k    $0.50+
            (unknown)                                       1      0     0       -         -\
            """);
  }

  @Test
  void isNeverLargerThanItsRoom_andSaysWhatItLeavesOut() {
    Screen screen = full(50);

    List<String> lines = new ScreenText("http://localhost:8000", 80, 23).lines(screen, "gone");

    assertThat(lines).hasSize(23).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(lines)
        .anyMatch(line -> line.startsWith("ALERTS  50 firing, 4 shown"))
        .anyMatch(line -> line.startsWith("CHATS  50 running, 6 shown"))
        .anyMatch(line -> line.startsWith("AGENTS  in 15 minutes, 4 shown"))
        .contains("NOT OF NOW: gone");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 81, 100, 132, 250})
  void usesTheWholeWidth(int columns) {
    assertThat(new ScreenText("http://localhost:8000", columns, 40).lines(full(5), null))
        .filteredOn(line -> line.endsWith("$0.50") || line.endsWith("COST"))
        .hasSize(12)
        .allSatisfy(line -> assertThat(line).hasSize(columns));
  }

  @Test
  void showsEverything_whereThereIsRoom() {
    assertThat(new ScreenText("http://localhost:8000", 80, Integer.MAX_VALUE).lines(full(50), null))
        .hasSize(8 + 3 * 50)
        .noneMatch(line -> line.contains("shown"));
  }

  @Test
  void namesCannotCommandTheTerminal() {
    Screen screen =
        screen(
            List.of(chat("a\u001B[2J\nb", "c\rd", 1, "0.5", "e\u0007")),
            List.of(new FiringAlert("f\u001Bc", "g\u009B", "h=\u202Ei", null, false)),
            "j\u001B[31m");

    assertThat(String.join("", new ScreenText("http://x", 250, 24).lines(screen, "k\u001B")))
        .contains("a\\u001b[2J\\u000ab", "k\\u001b", "j\\u001b")
        .doesNotContainPattern("[\\p{Cntrl}\\u009b\\u202e]");
  }

  @Test
  void lettersOfTwoColumnsStayInLine() {
    List<String> lines =
        new ScreenText("http://x", 80, 24)
            .lines(screen(List.of(chat("注文".repeat(20), "店", 1, "0.5")), List.of(), null), null);

    String chat = lines.stream().filter(line -> line.contains("注文")).findFirst().orElseThrow();
    int wide = (int) chat.codePoints().filter(Character::isIdeographic).count();
    assertThat(chat.length() + wide).isEqualTo(80);
  }

  @Test
  void saysWhatItDoesNotKnow() {
    Screen screen =
        new Screen(
            NOW,
            TOTALS,
            0,
            List.of(),
            List.of(),
            0,
            "the disk is full",
            List.of(),
            "asked too much");

    assertThat(new ScreenText("http://x", 80, 24).lines(screen, null))
        .contains(
            "ALERTS  0 firing; NOT ALL KNOWN: the disk is full",
            "AGENTS  not known: asked too much");
  }

  private static Screen full(int each) {
    List<RunningChat> chats = new ArrayList<>();
    List<FiringAlert> alerts = new ArrayList<>();
    List<Agent> agents = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      chats.add(chat("chat-" + i, "shop", 60, "0.5"));
      alerts.add(
          new FiringAlert(
              "Rule" + i, "critical", "app=shop" + "x".repeat(99), NOW.minusSeconds(90), true));
      agents.add(new Agent("agent-" + i, 1, 2, 3, 4L, new BigDecimal("0.5"), false));
    }
    return new Screen(NOW, TOTALS, each, chats, alerts, 0, null, agents, null);
  }

  private static Screen screen(
      List<RunningChat> chats, List<FiringAlert> alerts, @Nullable String agentsTrouble) {
    return new Screen(
        NOW,
        TOTALS,
        chats.size(),
        chats,
        alerts,
        0,
        null,
        agentsTrouble != null
            ? List.of()
            : List.of(
                new Agent("", 1, 0, 0, null, null, false),
                new Agent("planner", 12, 3, 1, 28_040L, new BigDecimal("0.5"), true)),
        agentsTrouble);
  }

  private static RunningChat chat(String id, String app, int age, String cost, String... flags) {
    return new RunningChat(
        app,
        id,
        NOW.minusSeconds(age),
        List.of(flags),
        18L,
        9L,
        0L,
        42_000L,
        new BigDecimal(cost),
        false);
  }
}
