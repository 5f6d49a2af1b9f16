// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static java.util.Locale.ROOT;

import ai.mozaiks.observability.cli.top.Screen.Agent;
import ai.mozaiks.observability.cli.top.Screen.FiringAlert;
import ai.mozaiks.observability.cli.top.Screen.RunningChat;
import ai.mozaiks.observability.cli.top.Screen.Totals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/// A [Screen] as lines, none wider and no more of them than there is room for. Text says all that
/// colours say.
final class ScreenText {
  private static final String NUMBERS = " %6s %6s";
  private static final String ERRORS = " %5s";
  private static final String REST = " %7s %9s";
  private static final int NUMBERS_WIDTH = 38;
  private static final String SLOW = " %6s";
  private static final int SLOW_WIDTH = 7;
  private static final int FEWEST_COLUMNS = 80;
  private static final int FEWEST_ROWS = 16;
  private static final int MINUTES = 15;

  /// The lines that are there whatever happens: title, two of totals, three heads, three gaps.
  private static final int FIXED = 9;

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle HEAD = PLAIN.bold();
  private static final AttributedStyle BAD = PLAIN.bold().foreground(AttributedStyle.RED);
  private static final AttributedStyle DOUBTFUL = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle FAINT = PLAIN.faint();

  private static final List<String> HELP =
      List.of(
          "q  ends it, as does Ctrl-C          p or space  pauses: nothing is asked",
          "s  sorts by cost, errors, time      r  asks now",
          "   (chats by age, agents by P95),   + and -  ask less and more often, 1 s to 1 h",
          "   tokens                           any key leaves this page",
          "",
          "Chats that are conspicuous (STALLED, LOOPING, RUNAWAY) stand above all others.",
          "P95: 95 of 100 turns of the agent took no longer, in the last 15 minutes.",
          "-  is unknown, never 0.   $0.85+  is at least so much: calls without a price.",
          "NOT OF NOW: the server does not answer; below is the last that was heard.");

  private final String server;
  private final int columns;
  private final int rows;
  private final boolean keys;

  /// @param server its address
  /// @param columns how wide at most; made for 80 at least, and cut where there are less
  /// @param rows how many lines at most; made for 16 at least, and cut where there are less
  /// @param keys whether there is a keyboard, so that keys are worth a line
  ScreenText(String server, int columns, int rows, boolean keys) {
    this.server = server;
    this.columns = columns;
    this.rows = rows;
    this.keys = keys;
  }

  /// The lines.
  List<AttributedString> lines(Screen screen, View view) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(title(screen, view));
    if (view.trouble() != null) {
      lines.add(line("NOT OF NOW: " + Cells.shown(view.trouble()), BAD));
    }
    if (view.help()) {
      lines.add(line("", PLAIN));
      HELP.forEach(line -> lines.add(line(line, PLAIN)));
    } else {
      body(lines, screen, view);
    }
    return lines.stream().limit(rows).map(line -> line.columnSubSequence(0, columns)).toList();
  }

  private void body(List<AttributedString> lines, Screen screen, View view) {
    int least = Math.max(FEWEST_ROWS, rows);
    int room = least - FIXED - (view.trouble() == null ? 0 : 1) - (keys ? 1 : 0);
    int alerts = Math.min(screen.alerts().size(), room / 3);
    int agents = Math.min(screen.agents().size(), room / 3);
    int chats = Math.min(screen.chats().size(), room - alerts - agents);
    alerts = Math.min(screen.alerts().size(), room - chats - agents);
    agents = Math.min(screen.agents().size(), room - chats - alerts);

    lines.add(line(totals(screen.totals()), PLAIN));
    lines.add(line(lately(screen), PLAIN));
    lines.add(line("", PLAIN));
    lines.add(line(alertsHead(screen, alerts), screen.alertsTrouble() == null ? HEAD : BAD));
    screen.alerts().subList(0, alerts).forEach(alert -> lines.add(alert(screen, alert)));
    lines.add(line("", PLAIN));
    lines.add(line(chatsHead(screen, chats), HEAD));
    screen.chats().stream()
        .sorted(view.order().chats())
        .limit(chats)
        .forEach(chat -> lines.add(chat(screen, chat)));
    lines.add(line("", PLAIN));
    lines.add(line(agentsHead(screen, agents), screen.agentsTrouble() == null ? HEAD : BAD));
    screen.agents().stream()
        .sorted(view.order().agents())
        .limit(agents)
        .forEach(agent -> lines.add(agent(agent)));
    if (keys) {
      lines.add(
          line(
              "q quit  s sort: %s  p pause  r now  +- every %ds  ? help"
                  .formatted(view.order().word(), view.interval().toSeconds()),
              FAINT));
    }
  }

  private AttributedString title(Screen screen, View view) {
    String at = "  " + screen.at().truncatedTo(ChronoUnit.SECONDS);
    AttributedStringBuilder title = new AttributedStringBuilder();
    title.append(view.paused() ? "PAUSED  " : "", DOUBTFUL);
    title.append("mozaiks top  " + Cells.shown(server) + at, HEAD);
    return fit(title);
  }

  private AttributedString line(String text, AttributedStyle style) {
    return fit(new AttributedStringBuilder().append(text, style));
  }

  /// Cut with an ellipsis, where it does not fit the width that it is made for.
  private AttributedString fit(AttributedStringBuilder line) {
    AttributedString whole = line.toAttributedString();
    if (whole.columnLength() <= width()) {
      return whole;
    }
    AttributedString cut = whole.columnSubSequence(0, width() - 1);
    return new AttributedStringBuilder().append(cut).append("…").toAttributedString();
  }

  private static String totals(Totals totals) {
    return "Ever: %s turns, %s tool calls, %s errors, %s + %s tokens, %s"
        .formatted(
            Cells.count(totals.turns()),
            Cells.count(totals.toolCalls()),
            Cells.count(totals.errors()),
            Cells.count(totals.promptTokens()),
            Cells.count(totals.completionTokens()),
            Cells.money(totals.cost(), totals.unpricedCalls() > 0));
  }

  /// What all agents together did.
  private static String lately(Screen screen) {
    if (screen.agentsTrouble() != null) {
      return "15 minutes: not known";
    }
    BigDecimal cost =
        screen.agents().stream()
            .map(Agent::cost)
            .filter(Objects::nonNull)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    boolean atLeast = screen.agents().stream().anyMatch(Agent::unpriced);
    long errors = screen.agents().stream().mapToLong(Agent::errors).sum();
    long turns = screen.agents().stream().mapToLong(Agent::turns).sum();
    return "15 minutes: %s a minute, %s errors, %s turns"
        .formatted(
            Cells.money(cost.divide(BigDecimal.valueOf(MINUTES), MathContext.DECIMAL64), atLeast),
            Cells.count(errors),
            Cells.count(turns));
  }

  private static String alertsHead(Screen screen, int shown) {
    long firing = screen.alerts().size() + screen.alertsLeftOut();
    String trouble = screen.alertsTrouble();
    String head = "ALERTS  " + firing + " firing" + rest(shown, firing);
    return trouble == null ? head : head + "; NOT ALL KNOWN: " + Cells.shown(trouble);
  }

  private AttributedString alert(Screen screen, FiringAlert alert) {
    AttributedStyle style =
        switch (alert.severity()) {
          case "critical" -> BAD;
          case "warning" -> DOUBTFUL;
          default -> PLAIN;
        };
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(Cells.left(alert.severity(), 8), alert.muted() ? FAINT : style);
    line.append(
        " %s for %s%s  %s"
            .formatted(
                Cells.shown(alert.rule()),
                alert.since() == null ? "?" : Cells.age(alert.since(), screen.at()),
                alert.muted() ? " (muted)" : "",
                Cells.shown(alert.about())),
        alert.muted() ? FAINT : PLAIN);
    return fit(line);
  }

  private String chatsHead(Screen screen, int shown) {
    String head =
        "CHATS  " + screen.runningChats() + " running" + rest(shown, screen.runningChats());
    return Cells.left(head, names() - 6)
        + " %5s".formatted("AGE")
        + NUMBERS.formatted("TURNS", "TOOLS")
        + ERRORS.formatted("ERR")
        + REST.formatted("TOKENS", "COST");
  }

  private AttributedString chat(Screen screen, RunningChat chat) {
    int flags = 9;
    int room = names() - 6 - flags - 2;
    int id = room * 6 / 10;
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(Cells.left(chat.flags().isEmpty() ? "" : flags(chat), flags), DOUBTFUL.bold());
    line.append(
        " "
            + Cells.left(chat.id(), id)
            + " "
            + Cells.left(chat.app(), room - id)
            + " %5s".formatted(Cells.age(chat.startedAt(), screen.at())));
    numbers(line, chat.turns(), chat.toolCalls(), chat.errors());
    line.append(
        REST.formatted(Cells.count(chat.tokens()), Cells.money(chat.cost(), chat.unpriced())));
    return fit(line);
  }

  private static void numbers(
      AttributedStringBuilder line,
      @Nullable Long turns,
      @Nullable Long tools,
      @Nullable Long errors) {
    line.append(NUMBERS.formatted(Cells.count(turns), Cells.count(tools)));
    line.append(ERRORS.formatted(Cells.count(errors)), errors != null && errors > 0 ? BAD : PLAIN);
  }

  private static String flags(RunningChat chat) {
    String first = chat.flags().getFirst().toUpperCase(ROOT);
    return chat.flags().size() == 1 ? first : first + "+" + (chat.flags().size() - 1);
  }

  private String agentsHead(Screen screen, int shown) {
    String trouble = screen.agentsTrouble();
    if (trouble != null) {
      return "AGENTS  not known: " + Cells.shown(trouble);
    }
    String head = "AGENTS  in 15 minutes" + rest(shown, screen.agents().size());
    return Cells.left(head, names() - SLOW_WIDTH)
        + SLOW.formatted("P95")
        + NUMBERS.formatted("TURNS", "TOOLS")
        + ERRORS.formatted("ERR")
        + REST.formatted("TOKENS", "COST");
  }

  private AttributedString agent(Agent agent) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(
        Cells.left(agent.name().isEmpty() ? "(unknown)" : agent.name(), names() - SLOW_WIDTH)
            + SLOW.formatted(Cells.duration(agent.slow())));
    numbers(line, agent.turns(), agent.toolCalls(), agent.errors());
    line.append(
        REST.formatted(Cells.count(agent.tokens()), Cells.money(agent.cost(), agent.unpriced())));
    return fit(line);
  }

  private static String rest(int shown, long all) {
    return shown < all ? ", " + shown + " shown" : "";
  }

  private int width() {
    return Math.max(FEWEST_COLUMNS, columns);
  }

  /// The columns left of the numbers.
  private int names() {
    return width() - NUMBERS_WIDTH;
  }
}
