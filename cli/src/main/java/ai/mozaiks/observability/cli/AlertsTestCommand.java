// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Only this one; else all of them.")
  @Nullable String channel;

  @Option(
      names = "--url",
      converter = ServerUrl.class,
      defaultValue = "http://localhost:8000",
      description = "The server (${DEFAULT-VALUE}).")
  URI url = URI.create("http://localhost:8000");

  @Option(names = "--json", description = "Prints the server's answer as it is.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    HttpResponse<String> answer = ask();
    JsonNode results = ServerAnswer.json(answer, url, "results").path("results");
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
      out.println(answer.body());
    }
    return all ? 0 : 1;
  }

  private HttpResponse<String> ask() throws CommandFailure, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    if (channel != null) {
      body.put("channel", channel);
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/alerts/test"))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build()) {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw ServerAnswer.none(url, e);
    }
  }
}
