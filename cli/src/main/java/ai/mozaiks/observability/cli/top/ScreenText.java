// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static java.util.Locale.ROOT;

import ai.mozaiks.observability.cli.top.Screen.Agent;
import ai.mozaiks.observability.cli.top.Screen.FiringAlert;
import ai.mozaiks.observability.cli.top.Screen.RunningChat;
import ai.mozaiks.observability.cli.top.Screen.Totals;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Screen] as lines of text, none wider and no more of them than there is room for.
public final class ScreenText {
  private static final String NUMBERS = " %6s %6s %5s %7s %9s";
  private static final int NUMBERS_WIDTH = 38;
  private static final int FEWEST_COLUMNS = 80;
  private static final int FEWEST_ROWS = 16;

  /// The lines that are there whatever happens: title, totals, three heads, three gaps.
  private static final int FIXED = 8;

  private final String server;
  private final int columns;
  private final int rows;

  /// @param server its address
  /// @param columns how wide; less than 80 is taken for 80, which the terminal then cuts
  /// @param rows how many lines at most; less than 16 is taken for 16
  public ScreenText(String server, int columns, int rows) {
    this.server = server;
    this.columns = Math.max(FEWEST_COLUMNS, columns);
    this.rows = Math.max(FEWEST_ROWS, rows);
  }

  /// The lines.
  ///
  /// @param trouble why the screen is not of now; null when it is
  public List<String> lines(Screen screen, @Nullable String trouble) {
    int room = rows - FIXED - (trouble == null ? 0 : 1);
    int alerts = Math.min(screen.alerts().size(), room / 3);
    int agents = Math.min(screen.agents().size(), room / 3);
    int chats = Math.min(screen.chats().size(), room - alerts - agents);
    alerts = Math.min(screen.alerts().size(), room - chats - agents);
    agents = Math.min(screen.agents().size(), room - chats - alerts);

    List<String> lines = new ArrayList<>();
    add(lines, "mozaiks top  " + server + "  " + screen.at().truncatedTo(ChronoUnit.SECONDS));
    if (trouble != null) {
      add(lines, "NOT OF NOW: " + trouble);
    }
    add(lines, totals(screen.totals()));
    lines.add("");
    add(lines, alertsHead(screen, alerts));
    screen.alerts().subList(0, alerts).forEach(alert -> add(lines, alert(screen, alert)));
    lines.add("");
    add(lines, chatsHead(screen, chats));
    screen.chats().subList(0, chats).forEach(chat -> add(lines, chat(screen, chat)));
    lines.add("");
    add(lines, agentsHead(screen, agents));
    screen.agents().subList(0, agents).forEach(agent -> add(lines, agent(agent)));
    return lines;
  }

  private void add(List<String> lines, String line) {
    lines.add(Cells.left(line, columns).stripTrailing());
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

  private static String alertsHead(Screen screen, int shown) {
    long firing = screen.alerts().size() + screen.alertsLeftOut();
    String trouble = screen.alertsTrouble();
    String head = "ALERTS  " + firing + " firing" + rest(shown, firing);
    return trouble == null ? head : head + "; NOT ALL KNOWN: " + trouble;
  }

  private static String alert(Screen screen, FiringAlert alert) {
    return "%s %s for %s%s  %s"
        .formatted(
            Cells.left(alert.severity(), 8),
            Cells.shown(alert.rule()),
            alert.since() == null ? "?" : Cells.age(alert.since(), screen.at()),
            alert.muted() ? " (muted)" : "",
            Cells.shown(alert.about()));
  }

  private String chatsHead(Screen screen, int shown) {
    String head =
        "CHATS  " + screen.runningChats() + " running" + rest(shown, screen.runningChats());
    return Cells.left(head, names() - 6)
        + " %5s".formatted("AGE")
        + NUMBERS.formatted("TURNS", "TOOLS", "ERR", "TOKENS", "COST");
  }

  private String chat(Screen screen, RunningChat chat) {
    int flags = 9;
    int room = names() - 6 - flags - 2;
    int id = room * 6 / 10;
    return Cells.left(chat.flags().isEmpty() ? "" : flags(chat), flags)
        + " "
        + Cells.left(chat.id(), id)
        + " "
        + Cells.left(chat.app(), room - id)
        + " %5s".formatted(Cells.age(chat.startedAt(), screen.at()))
        + NUMBERS.formatted(
            Cells.count(chat.turns()),
            Cells.count(chat.toolCalls()),
            Cells.count(chat.errors()),
            Cells.count(chat.tokens()),
            Cells.money(chat.cost(), chat.unpriced()));
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
    return Cells.left("AGENTS  in 15 minutes" + rest(shown, screen.agents().size()), names())
        + NUMBERS.formatted("TURNS", "TOOLS", "ERR", "TOKENS", "COST");
  }

  private String agent(Agent agent) {
    return Cells.left(agent.name().isEmpty() ? "(unknown)" : agent.name(), names())
        + NUMBERS.formatted(
            Cells.count(agent.turns()),
            Cells.count(agent.toolCalls()),
            Cells.count(agent.errors()),
            Cells.count(agent.tokens()),
            Cells.money(agent.cost(), agent.unpriced()));
  }

  private static String rest(int shown, long all) {
    return shown < all ? ", " + shown + " shown" : "";
  }

  /// The columns left of the numbers.
  private int names() {
    return columns - NUMBERS_WIDTH;
  }
}
