// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/// `mozaiks delete`: has a running server delete a chat, a user or an app.
@Command(
    name = "delete",
    description =
        "Has a running server delete for good what belongs to a chat, a user or an app, and shows "
            + "the receipt. The server must allow it (retention.delete_on_request). What is sent again "
            + "stays deleted.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:deleted, or nothing was there; with --dry-run: counted",
      "1:the server refused, or does not answer",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks delete --chat chat_abc123 --dry-run     only counts",
      "  mozaiks delete --user u-4711 --reason 'wish of the user' --by 'privacy desk'",
      "  mozaiks delete --app demo-acme",
      "  mozaiks delete --user u-4711 --app shop         the user, in one app only"
    })
final class DeleteCommand implements Callable<Integer> {
  /// What is counted, and what one of it is called.
  private static final List<Map.Entry<String, String>> COUNTS =
      List.of(
          Map.entry("chats", "chat"),
          Map.entry("events", "event"),
          Map.entry("spans", "span"),
          Map.entry("content", "content"),
          Map.entry("logs", "log"),
          Map.entry("metric_points", "metric point"));

  @Option(names = "--chat", paramLabel = "ID", description = "The chat.")
  @Nullable String chat;

  @Option(names = "--user", paramLabel = "ID", description = "The user, with all their chats.")
  @Nullable String user;

  @Option(
      names = "--app",
      paramLabel = "ID",
      description = "The app; with --chat or --user: only in this app.")
  @Nullable String app;

  @Option(names = "--reason", description = "Why, for the receipt.")
  @Nullable String reason;

  @Option(names = "--by", paramLabel = "WHO", description = "Who asks, for the receipt.")
  @Nullable String by;

  @Option(names = "--dry-run", description = "Removes nothing, only counts what would go.")
  boolean dryRun;

  @Mixin ServerAddress server = new ServerAddress();

  @Option(names = "--json", description = "Prints the server's answer as it is.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (chat != null && user != null) {
      throw new ParameterException(
          spec.commandLine(), "--chat and --user: both (expected: one of them)");
    }
    if (chat == null && user == null && app == null) {
      throw new ParameterException(
          spec.commandLine(), "nothing to delete is named (expected: --chat, --user or --app)");
    }
    String path = "/api/deletions" + (dryRun ? "?dry_run=true" : "");
    try (ServerClient client = new ServerClient(server.url, "ask again, which is harmless")) {
      String answer = client.text(client.post(path, question()).timeout(Duration.ofMinutes(2)));
      spec.commandLine().getOut().println(json ? answer : text(client.json(answer)));
    }
    return 0;
  }

  private ObjectNode question() {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    put(body, "chat_id", chat);
    put(body, "user_id", user);
    put(body, "app_id", app);
    put(body, "reason", reason);
    put(body, "asked_by", by);
    return body;
  }

  private static void put(ObjectNode body, String key, @Nullable String value) {
    if (value != null) {
      body.put(key, value);
    }
  }

  private static String text(JsonNode answer) {
    if (answer.has("would_remove")) {
      return "Would remove "
          + counts(answer.get("would_remove"))
          + archived(answer.path("would_remove_from_archive"));
    }
    String id = answer.path("id").asString("");
    if (!answer.has("removed")) {
      return "Accepted as %s, still under way; the receipt will be at /api/deletions/%s"
          .formatted(id, id);
    }
    String times =
        answer.path("from").isNull()
            ? ""
            : "%nFrom %s to %s"
                .formatted(answer.path("from").asString(""), answer.path("to").asString(""));
    return "Removed %s%s%nReceipt %s, digest %s"
        .formatted(
            counts(answer.get("removed")) + archived(answer.path("removed_from_archive")),
            times,
            id,
            answer.path("digest").asString(""));
  }

  /// What goes from the archive; nothing if that is nothing.
  private static String archived(JsonNode counts) {
    boolean any = COUNTS.stream().anyMatch(each -> counts.path(each.getKey()).asLong() > 0);
    return any ? "%nFrom the archive: %s".formatted(counts(counts)) : "";
  }

  private static String counts(JsonNode counts) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, String> each : COUNTS) {
      long count = counts.path(each.getKey()).asLong();
      String word = count == 1 ? each.getValue() : each.getKey().replace('_', ' ');
      words.add(String.format(Locale.ROOT, "%,d %s", count, word));
    }
    return String.join(", ", words);
  }
}
