// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.cli.logs.LogsClient;
import ai.mozaiks.observability.server.text.ShownText;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `mozaiks archive`: what a running server has archived, or a chat of it.
@Command(
    name = "archive",
    description =
        "Lists what a running server archived before retention deleted it, or shows a chat of it.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:shown",
      "1:the server does not answer, or has no such chat in its archive",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks archive                       the files",
      "  mozaiks archive --chat order-7        a chat with its events and spans",
      "  mozaiks archive --chat order-7 --json | jq .chats[0].events"
    })
final class ArchiveCommand implements Callable<Integer> {
  private static final int MOST = 10_000;
  private static final int LONGEST = 200;

  @Option(names = "--chat", description = "Shows this chat.")
  @Nullable String chat;

  @Option(names = "--app", description = "The chat's app, where several have one with this id.")
  @Nullable String app;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "How many files, or events and spans of a chat (${DEFAULT-VALUE}, at most 10000).")
  int limit = 1_000;

  @Option(names = "--json", description = "Prints the server's answer as it is.")
  boolean json;

  @Mixin ServerAddress server = new ServerAddress();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (app != null && chat == null) {
      throw new ParameterException(spec.commandLine(), "--app: without --chat (expected: both)");
    }
    if (limit < 1 || limit > MOST) {
      throw new ParameterException(
          spec.commandLine(), "--limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (LogsClient client = new LogsClient(server.url)) {
      JsonNode answer = client.json(path());
      if (json) {
        out.println(answer);
      } else if (chat == null) {
        printFiles(answer, out);
      } else {
        answer.path("chats").forEach(each -> printChat(each, out));
      }
    }
    out.flush();
    return 0;
  }

  private String path() {
    if (chat == null) {
      return "/api/archive?limit=" + limit;
    }
    String id = URLEncoder.encode(chat, UTF_8).replace("+", "%20");
    return "/api/archive/chats/%s?limit=%d%s"
        .formatted(id, limit, app == null ? "" : "&app=" + URLEncoder.encode(app, UTF_8));
  }

  private static void printFiles(JsonNode answer, PrintWriter out) {
    String failure = answer.path("failure").asString("");
    if (!failure.isEmpty()) {
      out.println("Failing: " + failure);
    }
    if (!answer.path("enabled").asBoolean(false)) {
      out.println("Nothing is archived now (retention.archive.enabled: false).");
    }
    for (JsonNode file : answer.path("files")) {
      out.printf(
          Locale.ROOT,
          "%s  %-13s  %,12d rows  %,15d bytes  %s%n",
          file.path("day").asString(""),
          file.path("signal").asString(""),
          file.path("rows").asLong(),
          file.path("bytes").asLong(),
          file.path("name").asString(""));
    }
    for (JsonNode signal : answer.path("signals")) {
      if (signal.path("files").asLong() > 0) {
        out.printf(
            Locale.ROOT,
            "all         %-13s  %,12d rows  %,15d bytes  %,d files%n",
            signal.path("signal").asString(""),
            signal.path("rows").asLong(),
            signal.path("bytes").asLong(),
            signal.path("files").asLong());
      }
    }
  }

  private static String shown(JsonNode value) {
    return value.isString() ? ShownText.of(value.asString(), LONGEST) : "-";
  }

  private static void printChat(JsonNode chat, PrintWriter out) {
    out.printf(
        "Chat %s of %s, %s to %s, %s%n",
        shown(chat.path("chat_id")),
        shown(chat.path("app_id")),
        shown(chat.path("started_at")),
        shown(chat.path("last_activity_at")),
        shown(chat.path("end_status")));
    for (JsonNode event : chat.path("events")) {
      out.printf(
          "  %s  %-16s %s%n",
          shown(event.path("event_ts")),
          shown(event.path("type")),
          shown(event.path("agent_name")));
    }
    for (JsonNode span : chat.path("spans")) {
      out.printf(
          "  %s  span %s  %s%n",
          shown(span.path("started_at")), shown(span.path("span_id")), shown(span.path("name")));
    }
    if (!chat.path("complete").asBoolean(true)) {
      out.println("  There are more events or spans: raise --limit.");
    }
  }
}
