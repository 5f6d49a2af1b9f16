// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static ai.mozaiks.observability.storage.contract.Samples.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStorageOpeningTest {
  @TempDir Path folder;

  private EmbeddedStorage open() {
    return EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
  }

  @Test
  void secondOpen_isRefusedAndNamesTheFolder() {
    try (EmbeddedStorage first = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use");
      first.check();
    }
  }

  @Test
  void corruptFile_isNamedWithWhatToDo() throws Exception {
    Files.writeString(folder.resolve(Database.FILE_NAME), "this is no database\n".repeat(1000));
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(Database.FILE_NAME)
        .hasMessageContaining(" from a copy, or move it away");
    Files.delete(folder.resolve(Database.FILE_NAME));
    open().close(); // the failed attempt left no lock behind
  }

  @Test
  void newerSchema_isRefused() throws SQLException {
    open().close();
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(Database.FILE_NAME));
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO schema_version VALUES (99)");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("schema version 99")
        .hasMessageContaining("newer version");
  }

  @Test
  void storeOfAnOlderVersion_isBroughtUpToDate() throws Exception {
    ChatKey chat = new ChatKey("shop", "chat-1");
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(Database.FILE_NAME));
        var statement = connection.createStatement()) {
      try (InputStream schema = Schema.class.getResourceAsStream("schema/001-initial.sql")) {
        statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
      }
      statement.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)");
      statement.execute("INSERT INTO schema_version VALUES (1)");
      statement.execute("INSERT INTO parts VALUES (TRUE, 1, 2, TRUE, 1, 0, 0, 0, 0, 0)");
      statement.execute(
          """
          INSERT INTO events (direct, part_high, part_low, kind, id, app, chat_id, workflow, at_nanos)
          VALUES (TRUE, 1, 2, 'workflow_started', 'a', 'shop', 'chat-1', 'order', 0)
          """);
    }

    try (EmbeddedStorage storage = open()) {
      PartId part = new PartId(true, 1, 2);
      ChatEvent event =
          new ChatEvent.WorkflowStarted(
              new ChatEvent.Context("a", chat, "order", null, Instant.EPOCH, null));
      assertThat(storage.reader().eventsOfParts(List.of(part)))
          .isEqualTo(Map.of(part, List.of(event)));
      storage.check();
    }
    open().close();
  }

  @Test
  void failedCallsOfAnOlderVersion_learnWhetherTheyWereTriedAgain() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(Database.FILE_NAME));
        var statement = connection.createStatement()) {
      for (String file : List.of("001-initial", "002-hour-sums")) {
        try (InputStream schema = Schema.class.getResourceAsStream("schema/" + file + ".sql")) {
          statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      statement.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)");
      statement.execute("INSERT INTO schema_version VALUES (2)");
      statement.execute(
          """
          INSERT INTO parts VALUES (FALSE, 1, 1, TRUE, 9, 1, 8, 1, 8, 0), (FALSE, 1, 2, TRUE, 1, 9, 9, 9, 9, 0)
          """);
      statement.execute(
          """
          INSERT INTO events (direct, part_high, part_low, kind, id, app, chat_id, agent,
            request_model, response_model, at_nanos, failure_type, failure_echoed, cost_state,
            streaming, locally_cached, aggregate)
          SELECT FALSE, 1, part, kind, id, 'shop', chat, agent, asked, answered, nanos, failure,
            CASE WHEN failure IS NULL THEN NULL ELSE FALSE END, 'unpriced', FALSE, FALSE, FALSE
          FROM (VALUES
            (1, 'llm_call', 'again', 'c', 'a', 'm', NULL, 1, 'Timeout'),
            (1, 'llm_call', 'other agent', 'c', 'b', 'm', NULL, 2, 'Timeout'),
            (1, 'llm_call', 'other chat', 'd', 'a', 'm', NULL, 3, 'Timeout'),
            (1, 'llm_call', 'no agent', 'c', NULL, 'm', NULL, 4, 'Timeout'),
            (1, 'llm_call', 'no model', 'c', 'a', NULL, NULL, 4, 'Timeout'),
            (1, 'llm_call', 'and no model', 'c', 'a', NULL, NULL, 5, NULL),
            (1, 'llm_call', 'no agent either', 'c', NULL, 'm', NULL, 6, NULL),
            (1, 'llm_call', 'succeeds', 'c', 'a', 'm', 'm-2025', 7, NULL),
            (1, 'superseded llm_call', 'yields', 'c', 'b', 'm', NULL, 8, NULL),
            (2, 'llm_call', 'other part', 'd', 'a', 'm', NULL, 9, NULL))
          calls(part, kind, id, chat, agent, asked, answered, nanos, failure)
          """);
    }
    List<String> retried = new ArrayList<>();
    try (EmbeddedStorage storage = open()) {
      storage
          .reader()
          .eventsOfParts(List.of(new PartId(false, 1, 1), new PartId(false, 1, 2)))
          .values()
          .forEach(events -> {
            for (ChatEvent event : events) {
              if (event instanceof ChatEvent.LlmCall call
                  && call.failure() != null
                  && call.failure().retried()) {
                retried.add(call.id());
              }
            }
          });
      assertThat(storage.unsummedHours()).isEqualTo(1);
    }
    assertThat(retried).containsExactly("again", "no agent");
  }

  @Test
  void logsOfAVersionWithoutPositions_getThemInTheOrderTheyAreIn() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(Database.FILE_NAME));
        var statement = connection.createStatement()) {
      for (String file :
          List.of("001-initial", "002-hour-sums", "005-content", "007-logs", "008-metrics")) {
        try (InputStream schema = Schema.class.getResourceAsStream("schema/" + file + ".sql")) {
          statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      statement.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)");
      statement.execute("INSERT INTO schema_version VALUES (8)");
      statement.execute(
          """
          INSERT INTO logs SELECT n, 0, 10 - n, 0, 9, NULL, NULL, NULL, 'text', FALSE, NULL, NULL, 0,
            'shop', NULL, NULL, NULL, NULL, '{}', FALSE, 7, 0 FROM range(1, 3) numbers(n)
          """);
    }
    try (EmbeddedStorage storage = open()) {
      storage.write(new Scenario().logs(log(3, Instant.EPOCH, null)).batch(1));
      assertThat(storage.reader().logsAfter(0, 10, 1_000))
          .extracting(each -> each.log().id().high())
          .containsExactly(1L, 2L, 3L);
      assertThat(storage.logPositions().last()).isEqualTo(3);
      LogFilter text = LogFilter.builder().text(LogText.parse("text", List.of())).build();
      assertThat(storage.reader().logs(LogQuery.newest(text, 10)))
          .as("found without blocks")
          .hasSize(2);
    }
  }

  @Test
  void folderThatIsAFile_isNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> EmbeddedStorage.open(EmbeddedStorageConfig.of(file)))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "%1$s: cannot be written (%1$s: it is a file, no folder). Check that it is a folder with write access.",
            file);
  }

  @Test
  void fileOnTheWayToTheFolder_isNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> EmbeddedStorage.open(EmbeddedStorageConfig.of(file.resolve("store"))))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith(
            file + "/store: cannot be written (" + file + ": it is a file, no folder)");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void unpackedLibrary_isGoneOnceItIsLoaded() throws Exception {
    open().close();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      assertThat(maps.filter(line -> line.contains("libduckdb_java")))
          .isNotEmpty()
          .allMatch(line -> line.endsWith("(deleted)"));
    }
  }

  @Test
  void impossibleSettings_areRefused() {
    assertThatThrownBy(() -> new EmbeddedStorageConfig(folder, 1, 2, 4, 4, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memoryBytes: 1");
    assertThat(EmbeddedStorageConfig.of(folder).memoryBytes()).isEqualTo(1L << 30);
  }
}
