// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import static ai.mozaiks.observability.storage.contract.Samples.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.Secret;
import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.shipping.Destination.Outcome;
import ai.mozaiks.observability.server.tls.TestCertificate;
import ai.mozaiks.observability.storage.WrittenLog;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that a healthy cluster gives seldom; what it gives otherwise is tested with a real one.
class ElasticsearchDestinationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String CREATED = "{\"create\":{\"status\":201}}";

  @TempDir Path folder;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String items = CREATED;
  private @Nullable HttpServer server;

  private void serve(HttpServer listening) {
    server = listening;
    listening.createContext("/", this::answer);
    listening.start();
  }

  private URI start() throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(listening);
    return URI.create("http://127.0.0.1:" + listening.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    requests.add(what);
    logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    exchange.getRequestBody().readAllBytes();
    int code =
        switch (what) {
          case "POST /_bulk" -> status;
          case "GET /_index_template/mozaiksai" -> 404;
          default -> 200;
        };
    byte[] body =
        (what.equals("POST /_bulk") ? "{\"items\":[" + items + "]}" : "{}").getBytes(UTF_8);
    exchange.getResponseHeaders().set("Retry-After", "7");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static ElasticsearchDestination to(
      URI url, ShippingConfig.Login login, @Nullable Path ca) {
    return new ElasticsearchDestination(
        new ShippingConfig.Elasticsearch(url, "mozaiksai", false, true, login, ca),
        InstantSource.fixed(NOW));
  }

  private static ElasticsearchDestination to(URI url) {
    return to(url, new ShippingConfig.NoLogin(), null);
  }

  private static List<WrittenLog> logs(int count) {
    List<WrittenLog> logs = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      logs.add(new WrittenLog(i, NOW, log(i, NOW, null)));
    }
    return logs;
  }

  private static String item(int status, String type) {
    return "{\"create\":{\"status\":%d,\"error\":{\"type\":\"%s\",\"reason\":\"why\"}}}"
        .formatted(status, type);
  }

  private static DeliveryException failureOf(ElasticsearchDestination destination, int count) {
    return requireNonNull(
        catchThrowableOfType(DeliveryException.class, () -> destination.deliver(logs(count))));
  }

  @Test
  void readsTheResultOfEachRecord() throws Exception {
    items =
        String.join(
            ",",
            CREATED,
            item(409, "version_conflict_engine_exception"),
            item(400, "mapper_parsing_exception"),
            item(429, "es_rejected_execution_exception"),
            item(503, "unavailable_shards_exception"),
            item(400, "validation_exception"),
            item(403, "cluster_block_exception"));
    try (ElasticsearchDestination destination = to(start())) {
      Outcome outcome = destination.deliver(logs(7));
      assertThat(outcome.added()).isEqualTo(1);
      assertThat(outcome.known()).isEqualTo(1);
      assertThat(outcome.refused())
          .extracting(each -> each.log().position() + " " + each.reason())
          .containsExactly("3 400 mapper_parsing_exception: why");
      assertThat(outcome.again()).extracting(WrittenLog::position).containsExactly(4L, 5L, 6L, 7L);
      assertThat(outcome.reason()).contains("refused for now, 403 cluster_block_exception: why");
    }
  }

  @Test
  void templateIsPutOnce_beforeTheFirstRecord() throws Exception {
    try (ElasticsearchDestination destination = to(start())) {
      destination.deliver(logs(1));
      destination.deliver(logs(1));
      assertThat(requests)
          .containsExactly(
              "GET /",
              "GET /_index_template/mozaiksai",
              "PUT /_index_template/mozaiksai",
              "POST /_bulk",
              "POST /_bulk");
    }
  }

  @Test
  void whatIsRefusedAsAWhole_isTriedAgain_whenTheOtherSideWantsIt() throws Exception {
    try (ElasticsearchDestination destination = to(start())) {
      for (int code : List.of(400, 401, 403, 429, 500, 503)) {
        status = code;
        DeliveryException failure = failureOf(destination, 1);
        assertThat(failure.reason()).contains(" answered " + code + " to records");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure.tooLarge()).isFalse();
      }
      status = 413;
      assertThat(failureOf(destination, 2).tooLarge()).isTrue();
      status = 200;
      assertThat(failureOf(destination, 2).reason())
          .contains("answered to 1 records (expected: to all 2)");
    }
  }

  @Test
  void logsIn_withAPasswordThatMayChange_orAKey() throws Exception {
    URI url = start();
    Path file = Files.writeString(folder.resolve("password"), "first\n");
    try (ElasticsearchDestination destination =
        to(url, new ShippingConfig.Password("u", new Secret.InFile(file)), null)) {
      destination.deliver(logs(1));
      assertThat(logins).containsOnly("Basic dTpmaXJzdA==");
      Files.writeString(file, "second");
      destination.deliver(logs(1));
      assertThat(logins.getLast()).isEqualTo("Basic dTpzZWNvbmQ=");
    }
    try (ElasticsearchDestination destination =
        to(url, new ShippingConfig.ApiKey(new Secret.InEnvironment("KEY", "abc")), null)) {
      destination.deliver(logs(1));
      assertThat(logins.getLast()).isEqualTo("ApiKey abc");
    }
  }

  @Test
  void trustsTheCertificatesItIsGiven_andTheirNamesOnly() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost");
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
    serve(secure);
    int port = secure.getAddress().getPort();
    ShippingConfig.Login nobody = new ShippingConfig.NoLogin();
    URI named = URI.create("https://localhost:" + port);
    URI numbered = URI.create("https://127.0.0.1:" + port);
    try (ElasticsearchDestination trusting = to(named, nobody, certificate.pem());
        ElasticsearchDestination careful = to(named, nobody, null);
        ElasticsearchDestination elsewhere = to(numbered, nobody, certificate.pem())) {
      assertThat(trusting.deliver(logs(1)).added()).isEqualTo(1);
      assertThat(failureOf(careful, 1).reason()).contains("cannot be reached");
      assertThat(failureOf(elsewhere, 1).reason()).contains("cannot be reached");
    }
  }

  @Test
  void aFileWithoutCertificates_isNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("no.pem"), "nothing");
    try (ElasticsearchDestination destination =
        to(URI.create("https://localhost:1"), new ShippingConfig.NoLogin(), file)) {
      assertThat(failureOf(destination, 1).reason())
          .contains(file.toString())
          .contains("expected: certificates in PEM");
    }
  }
}
