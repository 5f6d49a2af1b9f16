// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.explaining;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.cli.importing.FileForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/// Asks a server how it reads a file. For one thread.
public final class ExplainClient implements AutoCloseable {
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
  /// @param file its name; `-` for the standard input
  /// @throws CommandFailure if the file cannot be read, is no trace request, or no server answers
  public String explain(String file, InputStream standardInput)
      throws CommandFailure, InterruptedException {
    byte[] content = plain(file, standardInput);
    FileForm form =
        FileForm.recognise(content)
            .orElseThrow(() -> new CommandFailure(file + ": empty (expected: a trace request)"));
    String type =
        switch (form) {
          case OTLP_JSON -> "application/json";
          case OTLP_PROTOBUF -> "application/x-protobuf";
          case EVENTS, AG2_FILE, AG2_SQLITE, APPLICATION_LOG ->
              throw new CommandFailure(
                  file
                      + ": no trace request (expected: OTLP in JSON with \"resourceSpans\", or in"
                      + " protobuf)");
        };
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/api/explain"))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(content))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new CommandFailure(
            file + ": the server answered " + answer.statusCode() + ": " + answer.body().strip());
      }
      return answer.body();
    } catch (ConnectException e) {
      throw new CommandFailure(
          "no server answers at " + server + "; start one with: mozaiks serve", e);
    } catch (IOException e) {
      throw new CommandFailure("the server at " + server + " broke off: " + e.getMessage(), e);
    }
  }

  private static byte[] plain(String file, InputStream standardInput) throws CommandFailure {
    try {
      byte[] content =
          file.equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(file));
      boolean gzip = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
      if (!gzip) {
        return content;
      }
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
        return in.readAllBytes();
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + ": no such file", e);
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
