// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.ag2log.LogNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogImportTest {
  private static final Path RECORDINGS =
      Path.of("..", "server", "src", "test", "resources", "recordings");
  private static final Path FILE_LOG =
      RECORDINGS.resolve("ag2-classic-file-log-0.14.0").resolve("runtime-log.txt");
  private static final Path DATABASE =
      RECORDINGS.resolve("ag2-classic-sqlite-log-0.14.0").resolve("runtime.db");

  @TempDir Path folder;
  private FakeServer server;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean importFiles(LogNames.Name names, Path... files) throws Exception {
    List<String> paths = List.of(files).stream().map(Path::toString).toList();
    InputStream nothing = new ByteArrayInputStream(new byte[0]);
    return new FilesImport(
            paths, server.uri(), null, names, nothing, new PrintWriter(output, true), null)
        .run();
  }

  @Test
  void recognisesTheForms() throws IOException {
    assertThat(FileImport.formOf(FILE_LOG)).isEqualTo(FileForm.AG2_FILE);
    assertThat(FileImport.formOf(DATABASE)).isEqualTo(FileForm.AG2_SQLITE);
    assertThat(recognised("{\"ts\":\"2026-05-06T15:20:20Z\",\"level\":\"INFO\",\"msg\":\"x\"}\n"))
        .isEqualTo(FileForm.APPLICATION_LOG);
    assertThat(
            recognised(
                "[file_logger] Failed to log event X\n{\"event_name\":\"other\","
                    + "\"timestamp\":\"2026-05-06 15:20:20.1\"}\n"))
        .isEqualTo(FileForm.AG2_FILE);
    // usage events have some of the same keys
    assertThat(
            recognised(
                "{\"type\":\"chat.usage_delta\",\"event_id\":\"1\",\"chat_id\":\"c\","
                    + "\"agent_name\":\"a\",\"invocation_id\":\"i\"}\n"))
        .isEqualTo(FileForm.EVENTS);
    assertThat(recognised("{\"resourceSpans\":[]}\n")).isEqualTo(FileForm.OTLP_JSON);
  }

  private static FileForm recognised(String text) {
    return FileForm.recognise(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @Test
  void importsTheRecordedLogs_andChangesNothingTheSecondTime() throws Exception {
    LogNames.Name acme = new LogNames.Name("acme", "Generator", null);

    assertThat(importFiles(acme, FILE_LOG, DATABASE)).isTrue();
    assertThat(importFiles(acme, FILE_LOG, DATABASE)).isTrue();

    assertThat(output.toString())
        .contains("runtime-log.txt: 16 accepted (16 new, 0 duplicates), 0 rejected")
        .contains("runtime.db: 15 accepted (15 new, 0 duplicates), 0 rejected")
        .contains("runtime-log.txt: 16 accepted (0 new, 16 duplicates), 0 rejected");
    assertThat(server.bodies.getFirst())
        .contains("\"app_id\":\"acme\"", "\"workflow_name\":\"Generator\"", "\"prompt_tokens\":120")
        .doesNotContain("Weather in Bonn");
  }

  @Test
  void takesTheChatFromTheApplicationsLog_whateverTheOrderOfTheNames() throws Exception {
    Path application =
        Files.writeString(
            folder.resolve("mozaiks.log"),
            """
            {"ts":"2026-11-24T04:12:24Z","level":"INFO","logger":"core","msg":"ag2_runtime_logging_started",\
            "extra":{"chat_id":"chat_7","app_id":"acme","workflow_name":"Gen",\
            "session_id":"9dbdaa72-0303-4e08-abd0-ce729ab42b57"}}
            """);

    assertThat(importFiles(LogNames.Name.NONE, FILE_LOG, application)).isTrue();

    assertThat(server.bodies.getLast())
        .contains("\"chat_id\":\"chat_7\"", "\"app_id\":\"acme\"", "\"workflow_name\":\"Gen\"")
        .doesNotContain("9dbdaa72");
  }

  @Test
  void sendsTheStartOfAChat_alsoIfItIsTheLastLine() throws Exception {
    Path application =
        Files.writeString(
            folder.resolve("mozaiks.log"),
            """
            {"ts":"2026-11-24T04:12:24Z","level":"INFO","logger":"mozaiks.workflow","msg":"workflow_start",\
            "extra":{"workflow_name":"performance","chat_id":"chat_8","workflow":"Gen"}}
            """);

    assertThat(importFiles(LogNames.Name.NONE, application)).isTrue();

    assertThat(server.bodies)
        .anySatisfy(body ->
            assertThat(body).contains("\"type\":\"workflow_start\"", "\"chat_id\":\"chat_8\""));
  }

  @Test
  void readsGenerationsInTheOrderInWhichTheyWereWritten() throws Exception {
    List<String> lines = Files.readAllLines(FILE_LOG);
    Path newer = folder.resolve("runtime.log");
    Path older = folder.resolve("runtime.log.1");
    Files.write(older, lines.subList(0, 40));
    Files.write(newer, lines.subList(40, lines.size()));

    assertThat(importFiles(LogNames.Name.NONE, newer, older)).isTrue();
    int known = server.known();
    assertThat(importFiles(LogNames.Name.NONE, FILE_LOG)).isTrue();

    assertThat(server.known()).isEqualTo(known);
    assertThat(output.toString()).doesNotContain("no session");
  }

  @Test
  void saysHowManyRecordsHaveNoSession() throws Exception {
    List<String> lines = Files.readAllLines(FILE_LOG);
    Path newer = folder.resolve("runtime.log");
    Files.write(newer, lines.subList(50, lines.size()));

    assertThat(importFiles(LogNames.Name.NONE, newer)).isTrue();

    assertThat(output.toString()).contains("records belong to no session that is known");
    assertThat(server.bodies.getFirst()).contains("\"chat_id\":\"runtime.log\"");
  }

  @Test
  void namesTheLineThatItCannotRead() throws Exception {
    Path log = folder.resolve("runtime.log");
    Files.writeString(log, "Started new session with Session ID: s\n{\"half\": \n");

    assertThat(importFiles(LogNames.Name.NONE, log)).isFalse();

    assertThat(output.toString()).contains(log + ":2: not valid JSON");
  }

  @Test
  void sendsTheLinesOfAnyJsonLog_asLogRecords() throws Exception {
    Path log =
        Files.writeString(
            folder.resolve("pino.log"),
            """
            {"level":30,"time":1767225600000,"hostname":"node-1","msg":"hello"}
            {"level":30,"time":1767225600000,"hostname":"node-1","msg":"hello"}
            Error: boom
            """);

    assertThat(FileImport.formOf(log)).isEqualTo(FileForm.JSON_LOG);
    assertThat(importFiles(new LogNames.Name("acme", null, null), log)).isTrue();
    assertThat(importFiles(new LogNames.Name("acme", null, null), log)).isTrue();

    assertThat(output.toString()).contains("pino.log: 3 accepted");
    assertThat(server.bodies.getFirst())
        .contains("mozaiks.app_id", "acme", "hello", "Error: boom", "log.file.record_offset");
    assertThat(server.bodies).allMatch(body -> body.equals(server.bodies.getFirst()));
  }

  @Test
  void endOfAFileWithinALine_isToldAndNotTaken() throws Exception {
    Path log =
        Files.writeString(
            folder.resolve("app.log"),
            "{\"level\":30,\"time\":1767225600000,\"msg\":\"x\"}\n{\"level\":30,\"ti");

    assertThat(importFiles(LogNames.Name.NONE, log)).isFalse();

    assertThat(output.toString())
        .contains("app.log: 1 accepted", "1 rejected", ":2: not valid JSON")
        .contains("the file ends within this line: import it again later");
  }

  @Test
  void emptyFileIsNoMistake() throws Exception {
    Path log = Files.writeString(folder.resolve("tools.log"), "");

    assertThat(importFiles(LogNames.Name.NONE, log)).isTrue();

    assertThat(output.toString())
        .contains("tools.log: 0 accepted (0 new, 0 duplicates), 0 rejected: the file is empty");
  }
}
