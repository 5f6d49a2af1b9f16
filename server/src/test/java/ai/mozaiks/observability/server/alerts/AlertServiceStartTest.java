// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.notify.TestAlerts;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Which rules are evaluated while a server starts, and while the past cannot be read.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class AlertServiceStartTest {
  private static final Instant START = Instant.parse("2026-03-20T12:00:00Z");
  private static final String RULES =
      """
      rules:
        - {name: NotReady, kind: server, figure: ready, below: 1, for: 1m, severity: critical}
        - {name: Errors, kind: threshold, of: errors, window: 5m, above: 0}
        - {name: Silent, kind: absence, of: turns, window: 5m, lookback: 1h}
        - {name: Idle, kind: level, figure: active_chats, below: 1}
      """;

  @TempDir Path folder;
  private final AtomicReference<Instant> time = new AtomicReference<>(START);
  private final AtomicReference<@Nullable String> stage = new AtomicReference<>();
  private final AlertDatabase database = AlertDatabase.inMemory();
  private final AlertBook book = new AlertBook(database);
  private final InMemoryStorage store = new InMemoryStorage();
  private final FoldThread fold =
      new FoldThread(
          store,
          new InMemoryJournal(),
          Dialects.standard(),
          (_, _, _, _) -> Cost.UNPRICED,
          new Balance(),
          time::get,
          FoldSettings.DEFAULT);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile boolean ready;
  private volatile boolean unreadable;
  private AlertService service;

  @BeforeEach
  void restart() throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
    Alert left =
        TestAlerts.alert("Errors", Severity.WARNING, START.minusSeconds(60), null, Map.of());
    database.in(connection -> {
      book.record(connection, List.of(new AlertChange(START.minusSeconds(60), null, left)));
      return true;
    });
    service =
        new AlertService(
            new AlertsConfig(true, false, List.of(rules), List.of(), Duration.ofSeconds(15), 1_000),
            fold,
            reader(),
            stage::get,
            database,
            surroundings(),
            time::get);
    service.tell((_, changes, _, _) ->
        changes.forEach(change -> {
          Alert after = change.after();
          told.add(change.alert().rule() + " " + (after == null ? "none" : after.state().word()));
        }));
  }

  /// The store's reader, which cannot be asked for the events of the past at times.
  private StorageReader reader() {
    return (StorageReader)
        Proxy.newProxyInstance(
            StorageReader.class.getClassLoader(),
            new Class<?>[] {StorageReader.class},
            (_, method, arguments) -> {
              if (unreadable && method.getName().equals("forEachEventNewestFirst")) {
                throw new StorageException("store: reading events failed: away", true, null);
              }
              try {
                return method.invoke(store.reader(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Surroundings surroundings() {
    return new Surroundings() {
      @Override
      public List<FlaggedChat> chats() {
        assertThat(stage.get()).as("the start, when chats were asked for").isNull();
        return List.of();
      }

      @Override
      public double read(Figure figure) {
        return ready ? 1 : 0;
      }
    };
  }

  @AfterEach
  void close() {
    service.close();
    fold.close();
    store.close();
    database.close();
  }

  private void pass(Duration duration) {
    time.updateAndGet(now -> now.plus(duration));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(40);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("deadline").isBefore(end);
      Thread.sleep(5);
    }
  }

  private Map<String, AlertState> alerts() {
    return service.alerts().stream().collect(Collectors.toMap(Alert::rule, Alert::state));
  }

  @Test
  void whileTheServerStarts_onlyRulesAboutItAreEvaluated_andTheOthersKeepTheirAlerts()
      throws Exception {
    stage.set("reading what is stored");
    service.start();
    pass(Duration.ofSeconds(15));
    await(() -> told.contains("NotReady pending"));
    pass(Duration.ofSeconds(61));
    await(() -> told.contains("NotReady firing"));

    assertThat(alerts())
        .isEqualTo(Map.of("NotReady", AlertState.FIRING, "Errors", AlertState.FIRING));
    assertThat(service.status().ready()).isFalse();
    String reason = "the start of the server: reading what is stored";
    assertThat(service.status().waiting())
        .isEqualTo(Map.of("Errors", reason, "Silent", reason, "Idle", reason));
    assertThat(service.health()).containsOnlyKeys("NotReady");

    fold.start();
    ready = true;
    stage.set(null);
    await(() -> {
      pass(Duration.ofSeconds(1));
      return service.status().ready();
    });
    await(() -> told.contains("NotReady resolved"));
    assertThat(told)
        .containsSubsequence("NotReady firing", "Errors resolved")
        .contains("Silent firing", "Idle firing");
    assertThat(service.health()).hasSize(4);
  }

  @Test
  void aStartThatTakesLessThanAnInterval_isNotJudged() throws Exception {
    stage.set("reading what is stored");
    service.start();
    pass(Duration.ofSeconds(14));
    fold.start();
    ready = true;
    stage.set(null);
    await(() -> service.status().evaluatedAt() != null);
    assertThat(told).noneMatch(each -> each.startsWith("NotReady"));
  }

  @Test
  void whileThePastCannotBeRead_theRuleAboutThisServerFires_andNothingIsResolved()
      throws Exception {
    unreadable = true;
    fold.start();
    service.start();
    await(() -> told.contains("NotReady pending"));
    await(() -> told.contains("Idle firing")); // the chats in memory are known
    pass(Duration.ofSeconds(61));
    await(() -> told.contains("NotReady firing"));
    await(() -> {
      pass(Duration.ofSeconds(15));
      return service.status().waiting().getOrDefault("Errors", "").contains("could not be read");
    });
    assertThat(service.status().waiting().keySet()).containsExactlyInAnyOrder("Errors", "Silent");
    assertThat(service.status().waiting().get("Errors"))
        .endsWith(
            "; none is known yet; they could not be read: store: reading events failed: away");
    assertThat(alerts()).containsEntry("Errors", AlertState.FIRING).doesNotContainKey("Silent");

    ready = true;
    unreadable = false;
    await(() -> {
      pass(Duration.ofSeconds(15));
      return service.status().ready();
    });
    await(() -> told.containsAll(List.of("Errors resolved", "Silent firing", "NotReady resolved")));
  }
}
