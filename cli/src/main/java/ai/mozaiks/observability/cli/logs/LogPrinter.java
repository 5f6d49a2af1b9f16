// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.logs;

import ai.mozaiks.observability.server.text.ShownText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Prints log records, one a line, or with `--json` as the server tells them. What they say never
/// reaches the terminal as more than text.
public final class LogPrinter {
  private static final int LONGEST = 10_000;
  private static final String PLAIN = "\u001B[0m";
  private static final String DIM = "\u001B[2m";

  private final PrintWriter out;
  private final boolean json;
  private final boolean colour;

  public LogPrinter(PrintWriter out, boolean json, boolean colour) {
    this.out = out;
    this.json = json;
    this.colour = colour;
  }

  public void print(JsonNode log) {
    if (json) {
      out.println(log);
      return;
    }
    String level = log.path("level").asString("-");
    String time = log.path("at").asString("");
    String about = about(log);
    out.println(
        in(DIM, time)
            + " "
            + in(colourOf(log.path("severity").asInt(0)), "%-5s".formatted(shown(level)))
            + " "
            + (about.isEmpty() ? "" : in(DIM, about) + " ")
            + message(log));
    for (String line :
        log.path("attributes").path("exception.stacktrace").asString("").lines().toList()) {
      if (!line.isBlank()) {
        out.println(in(DIM, "    " + shown(line.stripTrailing().replace("\t", "  "))));
      }
    }
  }

  /// Between what does not follow one another.
  public void printGap() {
    if (!json) {
      out.println(in(DIM, "--"));
    }
  }

  public void flush() {
    out.flush();
  }

  private static String about(JsonNode log) {
    List<String> words = new ArrayList<>();
    for (String key : List.of("logger", "app_id", "chat_id", "agent_name")) {
      String word = log.path(key).asString("");
      if (!word.isEmpty()) {
        words.add(shown(word));
      }
    }
    return String.join(" ", words);
  }

  private static String message(JsonNode log) {
    JsonNode body = log.path("body");
    String event = log.path("event").asString("");
    String said = body.isString() ? body.asString() : body.isNull() ? "" : body.toString();
    String exception = log.path("attributes").path("exception.message").asString("");
    String type = log.path("attributes").path("exception.type").asString("");
    StringBuilder message = new StringBuilder(event.isEmpty() ? "" : "[" + event + "] ");
    message.append(said);
    if (!type.isEmpty() || !exception.isEmpty()) {
      message.append(" (").append(type);
      message
          .append(type.isEmpty() || exception.isEmpty() ? "" : ": ")
          .append(exception)
          .append(')');
    }
    return shown(message.toString().strip());
  }

  private static String shown(String text) {
    return ShownText.of(text, LONGEST);
  }

  private static String colourOf(int severity) {
    return switch ((severity + 3) / 4) {
      case 4 -> "\u001B[33m";
      case 5 -> "\u001B[31m";
      case 6 -> "\u001B[1;31m";
      case 3 -> "\u001B[32m";
      default -> DIM;
    };
  }

  private String in(String code, String text) {
    return colour && !text.isEmpty() ? code + text + PLAIN : text;
  }
}
