// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.explaining;

import ai.mozaiks.observability.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Asks a server how it reads files, all of them as one set. For one thread.
public final class ExplainClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// How the server names one request of several.
  private static final Pattern PLACE = Pattern.compile("request (\\d{1,9}): (.*)", Pattern.DOTALL);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI server;

  /// @param server its address, without a slash at the end
  public ExplainClient(URI server) {
    this.server = server;
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
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/api/explain"))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw refused(answer, parts);
      }
      return answer.body();
    } catch (ConnectException e) {
      throw new CommandFailure(
          "no server answers at " + server + "; start one with: mozaiks serve", e);
    } catch (IOException e) {
      throw new CommandFailure("the server at " + server + " broke off: " + e.getMessage(), e);
    }
  }

  private static CommandFailure refused(
      HttpResponse<String> answer, List<ExplainedFile.Part> parts) {
    String detail = detail(answer.body());
    Matcher place = PLACE.matcher(detail);
    String of = parts.size() == 1 ? parts.getFirst().place() + ": " : "";
    if (place.matches()) {
      int number = Integer.parseInt(place.group(1));
      if (number >= 1 && number <= parts.size()) {
        of = parts.get(number - 1).place() + ": ";
        detail = place.group(2);
      }
    }
    return new CommandFailure(of + "the server answered " + answer.statusCode() + ": " + detail);
  }

  private static String detail(String body) {
    try {
      return JSON.readTree(body).path("detail").asString(body.strip());
    } catch (JacksonException e) {
      return body.strip();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
