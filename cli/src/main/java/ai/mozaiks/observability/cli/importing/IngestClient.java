// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.recorder.http.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;

/// Sends batches to a server, one after the other, and comes again when the server is busy. For one
/// thread.
final class IngestClient implements AutoCloseable {

  /// Waits; a test's waits take no time.
  interface Pause {
    void take(Duration duration) throws InterruptedException;
  }

  private static final int MOST_TRIES = 12;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI server;
  private final InstantSource clock;
  private final Pause pause;

  IngestClient(URI server, InstantSource clock, Pause pause) {
    this.server = server;
    this.clock = clock;
    this.pause = pause;
  }

  /// Sends a batch and waits until it is folded.
  ///
  /// @throws CommandFailure if no server answers, or it stays busy
  IngestAnswer send(Batch batch) throws CommandFailure, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + batch.kind().path()))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", batch.kind().contentType())
            .header("Mozaiks-Wait", "folded")
            .POST(BodyPublishers.ofByteArray(batch.body().toByteArray()))
            .build();
    Duration wait = Duration.ofMillis(250);
    String last = "";
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Duration asked = null;
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        switch (response.statusCode()) {
          case 200, 202 -> {
            return IngestAnswer.of(batch, response);
          }
          case 429, 502, 503, 504 -> {
            asked = RetryAfter.of(response.headers(), clock.instant());
            last = "status " + response.statusCode();
          }
          default -> {
            return IngestAnswer.refused(batch, response);
          }
        }
      } catch (ConnectException e) {
        throw new CommandFailure(
            "no server answers at " + server + "; start one with: mozaiks serve", e);
      } catch (IOException e) {
        // No answer: the batch may be in or not. Sending it again changes nothing if it is.
        last = e.toString();
      }
      pause.take(shorter(asked == null ? wait : asked, LONGEST_PAUSE));
      wait = shorter(wait.multipliedBy(2), LONGEST_PAUSE);
    }
    throw new CommandFailure(
        "the server at "
            + server
            + " did not take a batch in "
            + MOST_TRIES
            + " tries ("
            + last
            + "); what was sent so far is safe, so run the same command again later");
  }

  private static Duration shorter(Duration first, Duration second) {
    return first.compareTo(second) <= 0 ? first : second;
  }

  @Override
  public void close() {
    http.close();
  }
}
