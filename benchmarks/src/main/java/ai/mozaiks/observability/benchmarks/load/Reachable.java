// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Says by its exit status whether an address answers with 200; spares `run.sh` the need for curl.
public final class Reachable {

  private Reachable() {}

  public static void main(String[] args) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(args[0])).timeout(Duration.ofSeconds(5)).build();
      System.exit(http.send(request, BodyHandlers.discarding()).statusCode() == 200 ? 0 : 1);
    } catch (IOException e) {
      System.exit(1);
    }
  }
}
