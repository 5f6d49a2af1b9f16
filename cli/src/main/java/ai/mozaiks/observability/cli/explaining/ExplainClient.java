// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.explaining;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.cli.ServerClient;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Asks a server how it reads files, all of them as one set. For one thread.
public final class ExplainClient implements AutoCloseable {
  /// How the server names one request of several.
  private static final Pattern PLACE = Pattern.compile("request (\\d{1,9}): (.*)", Pattern.DOTALL);

  private final ServerClient server;

  /// @param server its address, without a slash at the end
  public ExplainClient(URI server) {
    this.server = new ServerClient(server);
  }

  /// The server's answer, as JSON.
  ///
  /// @param files their names; `-` for the standard input
  /// @throws CommandFailure if a file cannot be read, holds no OTLP, or no server answers
  public String explain(List<String> files, InputStream standardInput)
      throws CommandFailure, InterruptedException {
    List<ExplainedFile.Part> parts = new ArrayList<>();
    for (String file : files) {
      parts.addAll(ExplainedFile.read(file, standardInput));
    }
    String body = parts.stream().map(ExplainedFile.Part::json).collect(Collectors.joining("\n"));
    HttpRequest.Builder request =
        server
            .request("/api/explain")
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body));
    try {
      return server.text(request);
    } catch (ServerClient.Refusal e) {
      throw ofPart(e, parts);
    }
  }

  private static CommandFailure ofPart(
      ServerClient.Refusal refusal, List<ExplainedFile.Part> parts) {
    Matcher place = PLACE.matcher(refusal.detail());
    if (place.matches()) {
      int number = Integer.parseInt(place.group(1));
      if (number >= 1 && number <= parts.size()) {
        return refusal.about(parts.get(number - 1).place(), place.group(2));
      }
    }
    return parts.size() == 1 ? refusal.about(parts.getFirst().place(), refusal.detail()) : refusal;
  }

  @Override
  public void close() {
    server.close();
  }
}
