// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What the drivers share: two tools whose runs are counted. */
final class Recording {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Recording() {}

  /** The weather of a city. */
  static String getWeather(String city) {
    ran("get_weather", true);
    return "Sunny in " + city;
  }

  /** Books a table in a restaurant. */
  static String bookTable(String restaurant) {
    ran("book_table", false);
    throw new IllegalStateException(restaurant + " is closed");
  }

  static String modelServer() {
    return System.getenv("STUB_URL");
  }

  /** Tells the stub that a tool ran: the truth about tools comes from here. */
  private static void ran(String tool, boolean ok) {
    String body = "{\"tool\": \"%s\", \"ok\": %s}".formatted(tool, ok);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(modelServer() + "/tool"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HTTP.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the stub was not told that " + tool + " ran", e);
    }
  }
}
