// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `mozaiks report`: asks a running server what a week was like, or to mail it.
@Command(
    name = "report",
    description =
        "Shows what a calendar week was like on a running server, beside the week before: totals, what "
            + "moved cost and errors, slowest agents, new models, service levels, alerts and who was told.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:shown, or everybody has it",
      "1:a channel failed, or the server does not answer or refuses",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks report --week                                 the last week that is over",
      "  mozaiks report --week 2026-W10 --format html --out week.html",
      "  mozaiks report --week --zone Europe/Berlin --send     mails it"
    })
final class ReportCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String LAST = "last";
  private static final Duration TO_ANSWER = Duration.ofMinutes(5);

  /// How the review is shown.
  enum Format {
    text,
    html,
    json
  }

  @Option(
      names = "--week",
      paramLabel = "WEEK",
      arity = "0..1",
      fallbackValue = LAST,
      defaultValue = LAST,
      description = "A week of ISO 8601, such as 2026-W10; without it, the last that is over.")
  String week = LAST;

  @Option(
      names = "--zone",
      description = "In which time zone weeks begin; else as the server is told.")
  @Nullable String zone;

  @Option(names = "--format", description = "text (default), html or json.")
  @Nullable Format format;

  @Option(names = "--out", paramLabel = "FILE", description = "Writes to this file.")
  @Nullable Path out;

  @Option(
      names = "--send",
      description =
          "Has the server mail it through its channels of type email, instead of showing it.")
  boolean send;

  @Mixin ServerAddress server = new ServerAddress();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (send && (format != null || out != null)) {
      throw new ParameterException(
          spec.commandLine(), "--send: with --format or --out (expected: without)");
    }
    return send ? send() : show();
  }

  private int show() throws Exception {
    StringBuilder path = new StringBuilder("/api/report/week?format=");
    path.append(format == null ? Format.text : format);
    if (!week.equals(LAST)) {
      path.append("&week=").append(encoded(week));
    }
    if (zone != null) {
      path.append("&zone=").append(encoded(zone));
    }
    String body;
    try (ServerClient client = new ServerClient(server.url)) {
      body = client.text(client.request(path.toString()).timeout(TO_ANSWER));
    }
    if (out == null) {
      PrintWriter terminal = spec.commandLine().getOut();
      terminal.print(body.endsWith("\n") ? body : body + "\n");
      terminal.flush();
    } else {
      write(out, body);
    }
    return 0;
  }

  private static void write(Path file, String body) throws CommandFailure {
    try {
      Files.writeString(file, body);
    } catch (IOException e) {
      throw new CommandFailure(
          "--out: " + file + " cannot be written, " + e + " (expected: a file that can)", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private int send() throws Exception {
    ObjectNode body = JSON.createObjectNode();
    if (!week.equals(LAST)) {
      body.put("week", week);
    }
    if (zone != null) {
      body.put("zone", zone);
    }
    JsonNode node;
    try (ServerClient client = new ServerClient(server.url)) {
      node = client.json(client.post("/api/report/week", body).timeout(TO_ANSWER));
    }
    PrintWriter terminal = spec.commandLine().getOut();
    boolean all = true;
    for (JsonNode result : node.path("results")) {
      boolean delivered = result.path("delivered").asBoolean(false);
      all &= delivered;
      terminal.println(
          result.path("channel").asString("")
              + ": "
              + (delivered
                  ? node.path("week").asString("") + " delivered"
                  : "FAILED, " + result.path("error").asString("unknown")));
    }
    terminal.flush();
    return all ? 0 : 1;
  }
}
