// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.cli.top.Screen.Agent;
import ai.mozaiks.observability.cli.top.Screen.FiringAlert;
import ai.mozaiks.observability.cli.top.Screen.RunningChat;
import ai.mozaiks.observability.cli.top.Screen.Totals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTextTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:05Z");
  private static final View VIEW = View.every(Duration.ofSeconds(2));
  private static final String TITLE = "mozaiks top  http://localhost:8000  2026-03-01T12:00:05Z";
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

    assertThat(String.join("\n", lines(80, 24, screen, VIEW)))
        .isEqualTo(
            """
            mozaiks top  http://localhost:8000  2026-03-01T12:00:05Z
            Ever: 380 turns, 150 tool calls, 2 errors, 560.0k + 280.0k tokens, $15.75
            15 minutes: $0.03+ a minute, 1 errors, 13 turns

            ALERTS  1 firing
            warning  HighErrorRate for 9m  app=shop workflow=orders

            CHATS  4 running                       AGE  TURNS  TOOLS   ERR  TOKENS      COST
            STALLED   a-very-long-id… customer-…    2h     18      9     0   42.0k    <$0.01
                      order-2         shop         10m     18      9     0   42.0k     $2.10
                      order-1         shop         12s     18      9     0   42.0k     $0.85
                      order-3         shop          5s      -      -     -       -         -

            AGENTS  in 15 minutes                  P95  TURNS  TOOLS   ERR  TOKENS      COST
            planner                              12.3s     12      3     1   28.0k    $0.50+
            (unknown)                                -      1      0     0       -         -
            q quit  s sort: cost  p pause  r now  +- every 2s  ? help\
            """);
  }

  @Test
  void isNeverLargerThanItsRoom_andSaysWhatItLeavesOut() {
    Screen screen = full(50);

    List<String> lines = lines(80, 24, screen, VIEW.troubledBy("gone"));

    assertThat(lines).hasSize(24).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(lines)
        .anyMatch(line -> line.startsWith("ALERTS  50 firing, 4 shown"))
        .anyMatch(line -> line.startsWith("CHATS  50 running, 5 shown"))
        .anyMatch(line -> line.startsWith("AGENTS  in 15 minutes, 4 shown"))
        .contains("NOT OF NOW: gone");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 81, 100, 132, 250})
  void usesTheWholeWidth(int columns) {
    assertThat(lines(columns, 40, full(5), VIEW))
        .filteredOn(line -> line.endsWith("$0.50") || line.endsWith("COST"))
        .hasSize(12)
        .allSatisfy(line -> assertThat(line).hasSize(columns));
  }

  @Test
  void showsEverything_whereThereIsRoom() {
    assertThat(lines(80, Integer.MAX_VALUE, full(50), VIEW))
        .hasSize(10 + 3 * 50)
        .noneMatch(line -> line.contains("shown"));
  }

  @Test
  void namesCannotCommandTheTerminal() {
    Screen screen =
        screen(
            List.of(chat("a\u001B[2J\nb", "c\rd", 1, "0.5", "e\u0007")),
            List.of(new FiringAlert("f\u001Bc", "g\u009B", "h=\u202Ei", null, false)),
            "j\u001B[31m");

    assertThat(String.join("", lines(250, 24, screen, VIEW.troubledBy("k\u001B"))))
        .contains("a\\u001b[2J\\u000ab", "k\\u001b", "j\\u001b")
        .doesNotContainPattern("[\\p{Cntrl}\\u009b\\u202e]");
  }

  @Test
  void lettersOfTwoColumnsStayInLine() {
    List<String> lines =
        lines(80, 24, screen(List.of(chat("注文".repeat(20), "店", 1, "0.5")), List.of(), null), VIEW);

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

    assertThat(lines(80, 24, screen, VIEW))
        .contains(
            "15 minutes: not known",
            "ALERTS  0 firing; NOT ALL KNOWN: the disk is full",
            "AGENTS  not known: asked too much");
  }

  static Stream<Arguments> sizesTooSmall() {
    return Stream.of(1, 2, 5, 15)
        .flatMap(rows -> Stream.of(1, 2, 19, 79).map(columns -> Arguments.of(columns, rows)));
  }

  @ParameterizedTest
  @MethodSource("sizesTooSmall")
  void keepsTheTop_whereThereIsTooLittleRoom(int columns, int rows) {
    Screen screen = full(50);
    for (View view : List.of(VIEW, VIEW.troubledBy("店店店"), VIEW.press('?'), VIEW.press('p'))) {
      List<AttributedString> lines =
          new ScreenText("http://localhost:8000", columns, rows, true).lines(screen, view);

      assertThat(lines)
          .hasSize(Math.min(rows, view.help() ? 11 : rows))
          .allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(columns));
      String title = (view.paused() ? "PAUSED  " : "") + TITLE;
      assertThat(lines.getFirst())
          .hasToString(title.substring(0, Math.min(columns, title.length())));
    }
  }

  @Test
  void sortsAsAsked_theConspicuousFirst() {
    Screen screen =
        new Screen(
            NOW,
            TOTALS,
            4,
            List.of(
                run("dear", 60, 0, 1, "9", false),
                run("long", 900, 0, 2, "1", false),
                run("failing", 10, 7, 3, "2", false),
                run("wordy", 20, 0, 900, "3", false),
                run("stuck", 5, 0, 0, "0", true)),
            List.of(),
            0,
            null,
            List.of(
                new Agent("a-dear", 1, 0, 0, 1L, new BigDecimal("9"), false, Duration.ofSeconds(1)),
                new Agent("a-slow", 1, 0, 0, 2L, new BigDecimal("1"), false, Duration.ofHours(1)),
                new Agent("a-failing", 1, 0, 5, 3L, BigDecimal.ONE, false, null),
                new Agent("a-wordy", 1, 0, 0, 99L, null, false, Duration.ofSeconds(2))),
            null);
    View view = VIEW;
    for (String first : List.of("dear", "failing", "long", "wordy", "dear")) {
      List<String> lines = lines(80, 40, screen, view);
      assertThat(lines.get(7)).as(view.toString()).startsWith("STALLED   stuck ");
      assertThat(lines.get(8)).as(view.toString()).startsWith("          " + first + " ");
      String agent = first.equals("long") ? "a-slow" : "a-" + first;
      assertThat(lines.get(14)).as(view.toString()).startsWith(agent + " ");
      view = view.press('s');
    }
  }

  @Test
  void colourStandsForWhatTextSaysToo() {
    Screen screen =
        screen(
            List.of(run("c", 60, 1, 1, "1", true)),
            List.of(new FiringAlert("R", "critical", "", NOW, false)),
            null);

    assertThat(styled(screen, VIEW.troubledBy("gone"), AttributedStyle.RED))
        .containsExactly("NOT OF NOW: gone", "critical", "     1", "     1");
    assertThat(styled(screen, VIEW.press('p'), AttributedStyle.YELLOW))
        .containsExactly("PAUSED  ", "STALLED  ");
  }

  /// The parts of the screen in a colour.
  private static List<String> styled(Screen screen, View view, int colour) {
    List<String> parts = new ArrayList<>();
    for (AttributedString line : new ScreenText("http://x", 80, 24, true).lines(screen, view)) {
      StringBuilder part = new StringBuilder();
      for (int i = 0; i < line.length(); i++) {
        if (line.styleAt(i).toAnsi().matches("(.*;)?3" + colour + "(;.*)?")) {
          part.append(line.charAt(i));
        }
      }
      if (!part.isEmpty()) {
        parts.add(part.toString());
      }
    }
    return parts;
  }

  private static RunningChat run(
      String id, int age, long errors, long tokens, String cost, boolean stalled) {
    return new RunningChat(
        "shop",
        id,
        NOW.minusSeconds(age),
        stalled ? List.of("stalled") : List.of(),
        1L,
        1L,
        errors,
        tokens,
        new BigDecimal(cost),
        false);
  }

  private static List<String> lines(int columns, int rows, Screen screen, View view) {
    return new ScreenText("http://localhost:8000", columns, rows, true)
        .lines(screen, view).stream()
            .map(AttributedString::toString)
            .map(String::stripTrailing)
            .toList();
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
      agents.add(new Agent("agent-" + i, 1, 2, 3, 4L, new BigDecimal("0.5"), false, null));
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
                new Agent("", 1, 0, 0, null, null, false, null),
                new Agent(
                    "planner",
                    12,
                    3,
                    1,
                    28_040L,
                    new BigDecimal("0.5"),
                    true,
                    Duration.ofMillis(12_340))),
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
