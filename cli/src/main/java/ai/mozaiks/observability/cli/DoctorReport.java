// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.text.ShownText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.JsonNode;

/// A checklist for people: by group, each line with what was seen and what to do.
final class DoctorReport {
  /// Where the terminal does not say how wide it is, or there is none.
  static final int USUAL_COLUMNS = 100;

  private static final int FEWEST_COLUMNS = 40;
  private static final String INDENT = " ".repeat(11);
  private static final String ARROW = "-> ";

  /// Of one text; characters.
  private static final int LONGEST_SHOWN = 2_000;

  private final PrintWriter out;
  private final Ansi ansi;
  private final int columns;

  /// @param columns how wide lines may be; less than 40 is taken for 40
  DoctorReport(PrintWriter out, Ansi ansi, int columns) {
    this.out = out;
    this.ansi = ansi;
    this.columns = Math.max(FEWEST_COLUMNS, columns);
  }

  /// Prints it.
  ///
  /// @param answer as of `GET /api/checklist`
  void print(JsonNode answer) {
    String last = "";
    for (JsonNode check : answer.path("checks")) {
      String heading = heading(check);
      if (!heading.equals(last)) {
        out.println((last.isEmpty() ? "" : "\n") + heading);
        last = heading;
      }
      printCheck(check);
    }
    JsonNode summary = answer.path("summary");
    List<String> counts = new ArrayList<>();
    for (String state : List.of("ok", "warn", "fail", "not_configured")) {
      counts.add(summary.path(state).asInt() + " " + state.replace('_', ' '));
    }
    out.println("\n" + String.join(", ", counts));
  }

  private void printCheck(JsonNode check) {
    String told = shown(check, "title") + ": " + shown(check, "evidence");
    String begin = ansi.string(mark(check.path("state").asString("")));
    for (String line : WrappedText.lines(told, columns - INDENT.length())) {
      out.println(begin + line);
      begin = INDENT;
    }
    if (check.hasNonNull("next_step")) {
      begin = INDENT + ARROW;
      int room = columns - INDENT.length() - ARROW.length();
      for (String line : WrappedText.lines(shown(check, "next_step"), room)) {
        out.println(begin + line);
        begin = INDENT + " ".repeat(ARROW.length());
      }
    }
  }

  /// A server that is older tells the word alone.
  private static String heading(JsonNode check) {
    String title = shown(check, "section_title");
    if (!title.isEmpty()) {
      return title;
    }
    String words = shown(check, "section").replace('_', ' ');
    return words.isEmpty()
        ? "Others"
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /// As wide as the indentation.
  private static String mark(String state) {
    return switch (state) {
      case "ok" -> "  @|green ok|@       ";
      case "warn" -> "  @|yellow WARN|@     ";
      case "fail" -> "  @|red,bold FAIL|@     ";
      case "not_configured" -> "  @|faint not set|@  ";
      default -> "  unknown  "; // of a later server
    };
  }

  /// Names from outside are among it.
  private static String shown(JsonNode check, String field) {
    return ShownText.of(check.path(field).asString(""), LONGEST_SHOWN);
  }
}
