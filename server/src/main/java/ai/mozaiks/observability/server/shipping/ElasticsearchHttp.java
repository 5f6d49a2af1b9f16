// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.recorder.http.RetryAfter;
import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.tls.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests to a cluster, with the login of the configuration. Elasticsearch's client refuses
/// OpenSearch and the other way round, and all that is needed is four requests: so the JDK's
/// client.
final class ElasticsearchHttp implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final Duration TO_ANSWER = Duration.ofSeconds(60);
  private static final int LONGEST_SHOWN = 300;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ShippingConfig.Elasticsearch target;
  private final InstantSource clock;
  private @Nullable HttpClient client;

  ElasticsearchHttp(ShippingConfig.Elasticsearch target, InstantSource clock) {
    this.target = target;
    this.clock = clock;
  }

  /// An answer, whatever it says.
  ///
  /// @param body empty if it was no JSON
  /// @param text its beginning, for the operator
  record Answer(int status, JsonNode body, String text, @Nullable Duration retryAfter) {}

  Answer get(String path) throws DeliveryException, InterruptedException {
    return send("GET", path, "application/json", new byte[0]);
  }

  Answer put(String path, byte[] json) throws DeliveryException, InterruptedException {
    return send("PUT", path, "application/json", json);
  }

  Answer postLines(String path, byte[] lines) throws DeliveryException, InterruptedException {
    return send("POST", path, "application/x-ndjson", lines);
  }

  private Answer send(String method, String path, String type, byte[] body)
      throws DeliveryException, InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(target.url() + path))
              .timeout(TO_ANSWER)
              .header("Content-Type", type)
              .method(
                  method,
                  body.length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(body));
      String login = target.login().authorization();
      if (login != null) {
        request.header("Authorization", login);
      }
      HttpResponse<byte[]> answer = client().send(request.build(), BodyHandlers.ofByteArray());
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      return new Answer(
          answer.statusCode(),
          json(text),
          text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...",
          RetryAfter.of(answer.headers(), clock.instant()));
    } catch (IOException e) {
      throw DeliveryException.of(
          target.place() + " cannot be reached, " + e + " (expected: an answer; is it running?)",
          e);
    }
  }

  private HttpClient client() throws IOException {
    HttpClient open = client;
    if (open == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TO_CONNECT);
      if (target.ca() != null) {
        builder.sslContext(TrustedCertificates.of(target.ca()));
      }
      open = builder.build();
      client = open;
    }
    return open;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
