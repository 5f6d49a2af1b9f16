// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.config.DurationText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `mozaiks rules backtest`: has a running server replay its history with rules.
@Command(
    name = "backtest",
    description =
        "Has a running server replay its history, and shows when these rules would have fired, "
            + "and whether they did.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:shown, also if nothing would have fired",
      "1:the server does not answer or refuses, also for mistakes in the files",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks rules backtest rules.yml --from 7d",
      "  mozaiks rules backtest --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z --interval 15s"
    })
final class RulesBacktestCommand implements Callable<Integer> {
  /// How the answer is shown.
  enum Format {
    text,
    json
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Files of rules; the rules in force on the server without.")
  List<Path> files = List.of();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      converter = LogsCommand.TimeReader.class,
      description = "Since when: 24h, 7d (at most 31d before the end), or 2026-01-31T12:00:00Z.")
  Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = LogsCommand.TimeReader.class,
      description = "Until when; until now without.")
  @Nullable Instant to;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      description = "How often the rules are evaluated, 1s to 1h (1m).")
  @Nullable String interval;

  @Option(
      names = "--slos",
      paramLabel = "FILE",
      description = "Service levels (OpenSLO) that the rules name; several times.")
  List<Path> slos = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or json: the server's answer as it is.")
  Format format = Format.text;

  @Mixin ServerAddress server = new ServerAddress();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    String answer;
    JsonNode found;
    try (ServerClient client = new ServerClient(server.url)) {
      answer = client.text(client.post("/api/rules/backtest", question()));
      found = client.json(answer, "failure");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.json) {
      out.println(answer.strip());
    } else if (found.path("failure").isNull()) {
      print(found, out);
    }
    out.flush();
    if (!found.path("failure").isNull()) {
      throw new CommandFailure("the backtest failed: " + found.path("failure").asString(""));
    }
    return 0;
  }

  private static void print(JsonNode found, PrintWriter out) {
    out.printf(
        "%s to %s, every %s: %d events%n",
        found.path("from").asString(""),
        found.path("to").asString(""),
        found.path("interval").asString(""),
        found.path("events").asLong(0));
    for (JsonNode each : found.path("episodes")) {
      JsonNode real = each.path("in_history");
      out.printf(
          "%n%s  %s  %s%n  fired for %s; %s%n",
          each.path("fired_at").asString(""),
          each.path("rule").asString(""),
          labels(each.path("labels")),
          length(each),
          real.isNull()
              ? "really: not in the history"
              : "really: since " + real.path("firing_since").asString(""));
      String description = each.path("description").asString("").strip();
      if (!description.isEmpty()) {
        out.println("  at worst: " + description);
      }
    }
    long more = found.path("more_episodes").asLong(0);
    if (more > 0) {
      out.printf("%n%d more are not shown%n", more);
    }
    for (JsonNode each : found.path("only_in_history")) {
      out.printf(
          "%n%s  %s  %s%n  really fired, and would not%n",
          each.path("firing_since").asString(""),
          each.path("rule").asString(""),
          labels(each.path("labels")));
    }
    out.println();
    for (JsonNode rule : found.path("rules")) {
      out.printf(
          "%s: fires %s, %s only pending%s%n",
          rule.path("rule").asString(""),
          times(rule.path("episodes").asLong(0)),
          times(rule.path("pending_only").asLong(0)),
          rule.path("failure").isNull() ? "" : "; FAILED: " + rule.path("failure").asString(""));
    }
    for (JsonNode each : found.path("left_out")) {
      out.printf(
          "%s: %s is left out, since %s%n",
          each.path("source").asString(""),
          each.path("rule").asString(""),
          each.path("reason").asString(""));
    }
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String labels(JsonNode labels) {
    List<String> shown = new ArrayList<>();
    labels
        .properties()
        .forEach(each -> {
          if (!each.getKey().equals("alertname")) {
            shown.add(each.getKey() + "=" + each.getValue().asString(""));
          }
        });
    return String.join(" ", shown);
  }

  private static String length(JsonNode episode) {
    String end = episode.path("resolved_at").asString("");
    if (end.isEmpty()) {
      return "the rest of the time";
    }
    Instant fired = Instant.parse(episode.path("fired_at").asString(""));
    return DurationText.write(Duration.between(fired, Instant.parse(end)));
  }

  private ObjectNode question() throws CommandFailure {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("from", from.toString());
    if (to != null) {
      body.put("to", to.toString());
    }
    if (interval != null) {
      body.put("interval", interval);
    }
    put(body, "rules", files);
    put(body, "slos", slos);
    return body;
  }

  private static void put(ObjectNode body, String key, List<Path> files) throws CommandFailure {
    ArrayNode list = body.putArray(key);
    for (Path file : files) {
      try {
        list.addObject().put("name", file.toString()).put("text", Files.readString(file));
      } catch (NoSuchFileException e) {
        throw new CommandFailure(file + " does not exist; give the path of a file that does", e);
      } catch (IOException e) {
        throw new CommandFailure(
            file + " cannot be read; check that it is a readable file in UTF-8", e);
      }
    }
  }
}
