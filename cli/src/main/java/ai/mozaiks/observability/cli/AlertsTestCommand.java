// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `mozaiks alerts test`: has a running server try its channels.
@Command(
    name = "test",
    description =
        "Has a running server send a marked test through its notification channels, and shows what "
            + "became of each. The server records it: GET /api/notifications says when each channel was "
            + "tested last.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:everybody has it",
      "1:a channel failed, there is no such channel, or the server does not answer",
      "2:wrong usage"
    })
final class AlertsTestCommand implements Callable<Integer> {
  private static final String PATH = "/api/alerts/test";

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Only this one; else all of them.")
  @Nullable String channel;

  @Mixin ServerAddress server = new ServerAddress();

  @Option(names = "--json", description = "Prints the server's answer as it is.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    String answer;
    JsonNode results;
    try (ServerClient client = new ServerClient(server.url)) {
      answer = client.text(client.post(PATH, question()).timeout(Duration.ofMinutes(2)));
      results = client.json(answer, "results").path("results");
    }
    PrintWriter out = spec.commandLine().getOut();
    boolean all = true;
    for (JsonNode result : results) {
      boolean delivered = result.path("delivered").asBoolean(false);
      all &= delivered;
      if (!json) {
        String name = result.path("channel").asString("");
        String failure = result.path("error").asString("unknown");
        out.println(name + ": " + (delivered ? "delivered" : "FAILED, " + failure));
      }
    }
    if (json) {
      out.println(answer);
    }
    return all ? 0 : 1;
  }

  private ObjectNode question() {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    if (channel != null) {
      body.put("channel", channel);
    }
    return body;
  }
}
