// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server whose store cannot be read when it starts tells somebody, before it has started.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StartAlertTest {
  @TempDir Path folder;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final InMemoryStorage store = new InMemoryStorage();
  private volatile boolean readable;
  private HttpServer receiver;

  @BeforeEach
  void receive() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private StorageException away() {
    return new StorageException("store: listing chats failed: the disk is away", true, null);
  }

  private Object readerCall(Method method, Object[] arguments) throws Throwable {
    if (!readable) {
      throw away();
    }
    try {
      return method.invoke(store.reader(), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /// The store, of which nothing can be read at first.
  private Storage storage() {
    StorageReader reader =
        (StorageReader)
            Proxy.newProxyInstance(
                StorageReader.class.getClassLoader(),
                new Class<?>[] {StorageReader.class},
                (_, method, arguments) -> readerCall(method, arguments));
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (_, method, arguments) -> {
              switch (method.getName()) {
                case "reader", "queries" -> {
                  return reader;
                }
                case "check" -> {
                  if (!readable) {
                    throw away();
                  }
                }
                default -> {}
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private ServerConfig config() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yml"),
            """
            rules:
              - {name: NotReady, kind: server, figure: ready, below: 1, severity: critical}
              - {name: Silent, kind: absence, of: turns, window: 5m, lookback: 1h}
            """);
    URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
    ChannelConfig channel =
        new ChannelConfig(
            "own",
            true,
            ChannelConfig.Templates.BUILT_IN,
            new ChannelConfig.Webhook(new ChannelConfig.Address.Open(url), null, null, null));
    NotificationConfig.Pace quick =
        new NotificationConfig.Pace(
            NotificationConfig.Pace.USUAL.groupBy(),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofHours(4));
    return ServerConfig.defaults(folder).toBuilder()
        .port(0)
        .grpcPort(ServerConfig.OFF)
        .otlpPort(ServerConfig.OFF)
        .alerts(
            new AlertsConfig(true, false, List.of(rules), List.of(), Duration.ofSeconds(1), 1_000))
        .notifications(
            new NotificationConfig(null, List.of(channel), List.of(), quick, List.of(), List.of()))
        .build();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("deadline").isBefore(end);
      Thread.sleep(20);
    }
  }

  private boolean received(String rule, String status) {
    Pattern told = Pattern.compile("\"status\"\\s*:\\s*\"" + status);
    return received.stream().anyMatch(body -> body.contains(rule) && told.matcher(body).find());
  }

  @Test
  void aStoreThatCannotBeReadAtTheStart_isTold_andItsEndToo() throws Exception {
    ServerConfig config = config();
    OpenStore open =
        new OpenStore(storage(), new InMemoryJournal(), JournalGaps.unremembered(), null);
    CompletableFuture<Server> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Server.start(config, InstantSource.system(), open);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            task -> Thread.ofPlatform().start(task));

    await(() -> received("NotReady", "firing") || starting.isDone());
    assertThat(starting).as("the start").isNotDone();
    assertThat(received).noneMatch(body -> body.contains("Silent"));

    readable = true;
    try (Server server = starting.get(60, TimeUnit.SECONDS);
        HttpPeer peer = new HttpPeer(server.port())) {
      await(() -> received("NotReady", "resolved") && received("Silent", "firing"));
      assertThat(peer.json("/api/rules").get("ready").asBoolean()).isTrue();
      assertThat(peer.get("/metrics/prometheus").body())
          .contains("mozaiks_alerts_waiting_rules 0", "mozaiks_alerts_ready 1");
    }
  }
}
