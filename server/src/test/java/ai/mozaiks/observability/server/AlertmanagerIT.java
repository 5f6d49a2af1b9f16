// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.AlertmanagerProcess;
import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.alerts.notify.TestAlerts;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real Alertmanager is handed alerts over, and tells a webhook of them, which also is told by
/// our own generic webhook: both must say the same.
class AlertmanagerIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static Path amtool = Path.of("");

  @TempDir Path folder;
  private final List<JsonNode> fromAlertmanager = new CopyOnWriteArrayList<>();
  private final List<JsonNode> fromUs = new CopyOnWriteArrayList<>();
  private final HttpServer receiver;

  AlertmanagerIT() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receive("/alertmanager", fromAlertmanager);
    receive("/own", fromUs);
    receiver.start();
  }

  private void receive(String path, List<JsonNode> into) {
    receiver.createContext(
        path,
        exchange -> {
          into.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  @BeforeAll
  static void needsAlertmanager() {
    AlertmanagerProcess.program();
    amtool = AlertmanagerProcess.amtool();
  }

  private URI receiverUrl(String path) {
    return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + path);
  }

  private AlertmanagerProcess start(int port) throws Exception {
    Path configuration =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            """
            route:
              receiver: hook
              group_by: [alertname, app, workflow]
              group_wait: 1s
              group_interval: 1s
            receivers:
              - name: hook
                webhook_configs:
                  - url: %s
                    send_resolved: true
            """
                .formatted(receiverUrl("/alertmanager")));
    return AlertmanagerProcess.start(folder, configuration, port);
  }

  private NotificationConfig config(int port) {
    ChannelConfig handOver =
        new ChannelConfig(
            "am",
            true,
            ChannelConfig.Templates.BUILT_IN,
            new ChannelConfig.Alertmanager(
                URI.create("http://127.0.0.1:" + port), null, Duration.ofSeconds(2), null));
    ChannelConfig own =
        new ChannelConfig(
            "own",
            true,
            ChannelConfig.Templates.BUILT_IN,
            new ChannelConfig.Webhook(
                new ChannelConfig.Address.Open(receiverUrl("/own")), null, null, null));
    NotificationConfig.Pace quick =
        new NotificationConfig.Pace(
            NotificationConfig.Pace.USUAL.groupBy(),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofHours(4));
    return new NotificationConfig(
        null, List.of(handOver, own), List.of(), quick, List.of(), List.of());
  }

  @Test
  void takesWhatIsHandedOver_keepsItWhileItFires_andTellsTheSameAsWeDo() throws Exception {
    int port = FreePort.any(); // so that it can be away at first
    URI link = URI.create("http://mozaiks.example");
    try (AlertDatabase database = AlertDatabase.inMemory();
        Notifications notifications =
            new Notifications(
                config(port),
                () -> link,
                database,
                Redactor.standard(),
                InstantSource.system(),
                new SplittableRandom())) {
      notifications.start();
      TestAlerts alerts = new TestAlerts();
      Alert slow =
          alerts.fires(
              "Slow", Severity.CRITICAL, Instant.now(), "app", "shop", "workflow", "a \"b\"");
      alerts.fires("Errors", Severity.WARNING, Instant.now(), "app", "bank");
      handOver(database, notifications, alerts);
      JsonNode own = await(fromUs, each -> name(each).equals("Slow") && isStatus(each, "firing"));

      try (AlertmanagerProcess _ = start(port)) {
        JsonNode theirs =
            await(fromAlertmanager, each -> name(each).equals("Slow") && isStatus(each, "firing"));
        compare(own, theirs);
        await(fromAlertmanager, each -> name(each).equals("Errors"));
        assertThat(query(port)).contains("Slow", "Errors");

        // Longer than what is said to be its end: it lives on because it is sent again.
        Thread.sleep(10_000);
        assertThat(query(port)).contains("Slow", "Errors");

        alerts.ends(slow, Instant.now());
        handOver(database, notifications, alerts);
        JsonNode over =
            await(
                fromAlertmanager, each -> name(each).equals("Slow") && isStatus(each, "resolved"));
        compare(
            await(fromUs, each -> name(each).equals("Slow") && isStatus(each, "resolved")), over);
        assertThat(query(port)).doesNotContain("Slow").contains("Errors");
      }
    }
  }

  private static void handOver(
      AlertDatabase database, Notifications notifications, TestAlerts alerts) {
    database.in(connection -> {
      notifications.changed(connection, alerts.changes(), alerts.current(), Instant.now());
      return true;
    });
  }

  private static String name(JsonNode body) {
    return body.get("groupLabels").path("alertname").asString("");
  }

  private static boolean isStatus(JsonNode body, String status) {
    return body.get("status").asString("").equals(status);
  }

  /// All that receivers go by; the rest is about who sends.
  private static void compare(JsonNode own, JsonNode theirs) {
    assertThat(own.propertyNames()).isEqualTo(theirs.propertyNames());
    for (String field :
        List.of("version", "status", "groupLabels", "commonLabels", "commonAnnotations")) {
      assertThat(own.get(field)).as(field).isEqualTo(theirs.get(field));
    }
    assertThat(own.get("alerts")).hasSameSizeAs(theirs.get("alerts"));
    JsonNode ours = own.get("alerts").get(0);
    JsonNode their = theirs.get("alerts").get(0);
    assertThat(ours.propertyNames()).isEqualTo(their.propertyNames());
    for (String field : List.of("status", "labels", "annotations", "generatorURL")) {
      assertThat(ours.get(field)).as(field).isEqualTo(their.get(field));
    }
    assertThat(Instant.parse(ours.get("startsAt").stringValue()))
        .isEqualTo(Instant.parse(their.get("startsAt").stringValue()));
  }

  private String query(int port) throws Exception {
    Programs.Outcome outcome =
        Programs.run(
            folder, amtool, "--alertmanager.url=http://127.0.0.1:" + port, "alert", "query");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private JsonNode await(List<JsonNode> bodies, Predicate<JsonNode> wanted) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      Optional<JsonNode> found = bodies.stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(50);
    }
    Path log = folder.resolve("alertmanager.log");
    throw new AssertionError(
        "not told in "
            + PATIENCE
            + ": "
            + bodies
            + (Files.exists(log) ? Files.readString(log) : ""));
  }
}
