// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseFeedTest {
  private static final Path RECORDING =
      Path.of("src/test/resources/recordings/ag2-classic-sqlite-log-0.14.0/runtime.db");

  @TempDir Path folder;
  private Path database;
  private DatabaseFeed feed;

  @BeforeEach
  void open() {
    database = folder.resolve("logs.db");
    feed = newFeed();
  }

  private DatabaseFeed newFeed() {
    return new DatabaseFeed(database, new LogNames(LogNames.Name.NONE, "logs.db"));
  }

  private List<ChatEvent> poll() throws IOException {
    List<ChatEvent> events = new ArrayList<>();
    LogFeed.Portion portion;
    do {
      portion = feed.next();
      assertThat(portion.rejections()).isEmpty();
      events.addAll(portion.events());
    } while (portion.more());
    return events;
  }

  private Connection writer() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database);
  }

  private void create(String columns) throws SQLException {
    try (Connection writer = writer();
        Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE chat_completions (" + columns + ")");
    }
  }

  private void createNew() throws SQLException {
    create(
        "id INTEGER PRIMARY KEY, invocation_id TEXT, client_id INTEGER, wrapper_id INTEGER,"
            + " session_id TEXT, source_name TEXT, request TEXT, response TEXT, is_cached INEGER,"
            + " cost REAL, start_time DATETIME, end_time DATETIME");
  }

  private void insert(int number) throws SQLException {
    try (Connection writer = writer()) {
      insert(writer, number);
    }
  }

  private static void insert(Connection writer, int number) throws SQLException {
    try (PreparedStatement statement =
        writer.prepareStatement(
            "INSERT INTO chat_completions (invocation_id, client_id, wrapper_id, session_id,"
                + " request, response, is_cached, cost, start_time, end_time) VALUES"
                + " (?, 1, 2, 'session-1', ?, ?, 0, 0.0, ?, ?)")) {
      statement.setString(1, "call-" + number);
      statement.setString(
          2, "{\"api_key\": \"sk-proj-4f9K2mQx7LpR8vTz1YwB3nCd\", \"model\": \"m-1\"}");
      statement.setString(
          3, "{\"model\": \"m-2\", \"usage\": {\"prompt_tokens\": 3, \"completion_tokens\": 4}}");
      statement.setString(4, "2026-05-06 15:20:21.%06d".formatted(number));
      statement.setString(5, "2026-05-06 15:20:22.%06d".formatted(number));
      statement.execute();
    }
  }

  @Test
  void givesTheTruthOfTheRecording() throws IOException {
    Files.copy(RECORDING, database);
    List<ChatEvent> events = poll();

    RecordedTruth.of("ag2-classic-sqlite-log-0.14.0").isGivenBy(events);
    assertThat(events).extracting(ChatEvent::id).doesNotHaveDuplicates();
    assertThat(events)
        .extracting(event -> event.chat().chatId())
        .containsOnly("3dbfaac4-4d8f-4c96-b291-7bcd16e53771");
    assertThat(poll()).isEmpty();
    assertThat(feed.progress().lag()).isZero();
  }

  @Test
  void readsARow_andNothingOfTheRequestButTheModel() throws Exception {
    createNew();
    insert(1);
    List<ChatEvent> events = poll();

    ChatEvent.LlmCall call = (ChatEvent.LlmCall) events.getFirst();
    assertThat(call.requestModel()).isEqualTo("m-1");
    assertThat(call.responseModel()).isEqualTo("m-2");
    assertThat(call.usage()).isEqualTo(TokenUsage.of(3, 4));
    assertThat(call.cost()).isEqualTo(Cost.UNPRICED);
    assertThat(EventJson.write(call)).doesNotContain("sk-proj");
  }

  @Test
  void readsADatabaseWithoutTheNewerColumns() throws Exception {
    create(
        "id INTEGER PRIMARY KEY, invocation_id TEXT, client_id INTEGER, wrapper_id INTEGER,"
            + " session_id TEXT, request TEXT, response TEXT, is_cached INEGER, cost REAL,"
            + " start_time DATETIME, end_time DATETIME");
    insert(1);

    assertThat(poll())
        .singleElement()
        .extracting(event -> ((ChatEvent.LlmCall) event).agent())
        .isNull();
  }

  @Test
  void readsOnlyNewRows_alsoAfterARestart() throws Exception {
    createNew();
    insert(1);
    assertThat(poll()).hasSize(1);
    insert(2);
    assertThat(poll()).hasSize(1);
    String checkpoint = feed.checkpoint();
    feed = newFeed();
    feed.restore(checkpoint);
    insert(3);

    assertThat(poll()).hasSize(1);
    assertThat(feed.progress().position()).isEqualTo(3);
  }

  @Test
  void readsManyRowsInPortions() throws Exception {
    createNew();
    try (Connection writer = writer()) {
      writer.setAutoCommit(false);
      for (int i = 0; i < 1_700; i++) {
        insert(writer, i);
      }
      writer.commit();
    }
    LogFeed.Portion first = feed.next();

    assertThat(first.more()).isTrue();
    assertThat(feed.progress().lag()).isEqualTo(1_200);
    assertThat(first.events().size() + poll().size()).isEqualTo(1_700);
  }

  @Test
  void readsAnotherDatabaseInItsPlaceFromTheBeginning() throws Exception {
    createNew();
    insert(1);
    insert(2);
    List<String> before = poll().stream().map(ChatEvent::id).toList();
    Files.delete(database);
    createNew();
    insert(2);
    insert(7);
    insert(8);
    List<String> after = poll().stream().map(ChatEvent::id).toList();

    assertThat(after).hasSize(3).contains(before.get(1)).doesNotContain(before.getFirst());
  }

  @Test
  void readsWhileAnotherProcessWrites_inBothJournalModes() throws Exception {
    for (String mode : List.of("DELETE", "WAL")) {
      database = folder.resolve(mode + ".db");
      feed = newFeed();
      createNew();
      try (Connection writer = writer()) {
        try (Statement statement = writer.createStatement()) {
          statement.execute("PRAGMA journal_mode=" + mode);
        }
        insert(writer, 1);
        writer.setAutoCommit(false);
        insert(writer, 2); // under way: seen when it is committed
        assertThat(poll()).as(mode).hasSize(1);
        writer.commit();
        assertThat(poll()).as(mode).hasSize(1);
        insert(writer, 3);
        writer.commit(); // the reader holds no lock
        assertThat(poll()).as(mode).hasSize(1);
      }
    }
  }

  @Test
  void waitsForADatabase_andForItsTables() throws Exception {
    assertThat(poll()).isEmpty();
    try (Connection writer = writer();
        Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE other (x)");
    }
    assertThat(poll()).isEmpty();
    assertThat(DatabaseFeed.recognises(database)).isFalse();
    createNew();
    insert(1);

    assertThat(poll()).hasSize(1);
    assertThat(DatabaseFeed.recognises(database)).isTrue();
  }

  @Test
  void saysThatAFileIsNoDatabase() throws IOException {
    Files.writeString(database, "no database at all ".repeat(500));

    assertThatThrownBy(() -> feed.next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the database cannot be read");
  }

  @Test
  void rejectsARowThatItCannotRead_andReadsTheOthers() throws Exception {
    createNew();
    insert(1);
    try (Connection writer = writer();
        Statement statement = writer.createStatement()) {
      statement.execute("UPDATE chat_completions SET response = '{half'");
    }
    insert(2);
    LogFeed.Portion portion = feed.next();

    assertThat(portion.events()).hasSize(1);
    assertThat(portion.rejections())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.place()).isEqualTo("chat_completions row 1");
          assertThat(each.reason()).startsWith("response: not valid JSON");
        });
  }

  @Test
  void makesTheSameIds_whenTheDatabaseIsCopied() throws Exception {
    Files.copy(RECORDING, database);
    List<String> first = poll().stream().map(ChatEvent::id).toList();
    feed = newFeed();
    Files.copy(RECORDING, database, StandardCopyOption.REPLACE_EXISTING);

    assertThat(poll().stream().map(ChatEvent::id).toList()).isEqualTo(first);
  }
}
