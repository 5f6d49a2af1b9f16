// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class AgentLoggingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private final LoggerContext context = Lines.context();

  @AfterEach
  void stop() {
    context.stop();
  }

  private Map<String, QueuedAppender> start(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("LOGS_BASE_DIR", folder.toString());
    return AgentLogging.configure(
        context, LogSettings.fromEnvironment(all).console(LogSettings.Console.NONE).build());
  }

  private static void flush(Map<String, QueuedAppender> queues) {
    queues.values().forEach(queue -> assertThat(queue.flush(Duration.ofSeconds(30))).isTrue());
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name));
  }

  private List<String> messages(String name) throws IOException {
    return lines(name).stream().map(line -> JSON.readTree(line).path("msg").asString()).toList();
  }

  @Test
  void putsEachLineIntoTheFileOfItsTopic_andAllIntoTheCombinedOne() throws IOException {
    Map<String, QueuedAppender> queues = start(Map.of("LOGS_AS_JSON", "true"));
    context.getLogger("workflow_execution").info("w1");
    context.getLogger("mozaiks.workflow.Generator").info("w2");
    context.getLogger("performance").info("p1");
    context.getLogger("autogen_file").info("a1");
    context.getLogger("core.observability.ag2.runtime").info("a2");
    context.getLogger("core.tools.search").error("t1");
    context.getLogger("tools").info("t2");
    context.getLogger("toolsmith").info("c1");
    context.getLogger("com.acme.Main").info("c2");
    context.getLogger("com.acme.Main").atInfo().addMarker(LogTopic.PERFORMANCE.marker()).log("p2");
    flush(queues);
    assertThat(messages("workflow_execution.log")).containsExactly("w1", "w2");
    assertThat(messages("performance.log")).containsExactly("p1", "p2");
    assertThat(messages("autogen_file.log")).containsExactly("a1", "a2");
    assertThat(messages("tools.log")).containsExactly("t1", "t2");
    assertThat(messages("core.log")).containsExactly("c1", "c2");
    assertThat(messages("combined/app.log"))
        .containsExactly("w1", "w2", "p1", "a1", "a2", "t1", "t2", "c1", "c2", "p2");
    assertThat(messages("combined/app-error.log")).containsExactly("t1");
  }

  @Test
  void saysWhereInTheCodeALineWasLogged() throws IOException {
    Map<String, QueuedAppender> queues = start(Map.of("LOGS_AS_JSON", "true"));
    context.getLogger("core").info("directly");
    context.getLogger("core").atInfo().log("by the builder");
    Runnable lambda = () -> context.getLogger("core").info("in a lambda");
    lambda.run();
    flush(queues);
    for (String line : lines("core.log")) {
      JsonNode read = JSON.readTree(line);
      assertThat(read.path("file").asString()).isEqualTo("AgentLoggingTest.java");
      assertThat(read.path("fn").asString()).isEqualTo("saysWhereInTheCodeALineWasLogged");
      assertThat(read.path("line").asInt()).isPositive();
    }
  }

  @Test
  void writesWhatObjectsWereWhenTheLineWasLogged() throws IOException {
    Map<String, QueuedAppender> queues = start(Map.of("LOGS_AS_JSON", "true"));
    StringBuilder text = new StringBuilder("before");
    Map<String, Object> map = new HashMap<>(Map.of("state", "before"));
    for (int i = 0; i < 100; i++) {
      context.getLogger("core").atInfo().addKeyValue("map", map).log("text {}", text);
    }
    text.setLength(0);
    map.put("state", "after");
    flush(queues);
    assertThat(lines("core.log")).allMatch(line -> line.contains("text before"));
    assertThat(lines("core.log")).noneMatch(line -> line.contains("after"));
  }

  @Test
  void writesTextWithEmoji_unlessJsonIsAskedFor() throws IOException {
    Map<String, QueuedAppender> queues = start(Map.of());
    context.getLogger("core.startup").info("hello");
    flush(queues);
    assertThat(lines("core.log").get(0))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\[INFO\\] ℹ️ core\\.startup - hello \\(.*\\)");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, false, false",
        "true, -, true, false",
        "yes, development, true, false",
        "-, production, true, true",
        "false, production, false, false",
        "1, production, true, true",
      })
  void isJsonByTheVariable_elseOutsideOfDevelopment(
      String asJson, String name, boolean files, boolean console) {
    Map<String, String> environment = new HashMap<>();
    if (asJson != null) {
      environment.put("LOGS_AS_JSON", asJson);
    }
    if (name != null) {
      environment.put("ENVIRONMENT", name);
    }
    LogSettings settings = LogSettings.fromEnvironment(environment).build();
    assertThat(settings.json()).isEqualTo(files);
    assertThat(settings.jsonConsole()).isEqualTo(console);
  }

  @Test
  void readsTheDocumentedVariables() {
    LogSettings settings =
        LogSettings.fromEnvironment(
                Map.of(
                    "LOG_LEVEL", "warning",
                    "NO_COLOR", "1",
                    "CLEAR_LOGS_ON_START", "on",
                    "LOG_MESSAGE_TRUNCATE_LIMIT", "500",
                    "LOGS_ROTATION", "external",
                    "LOGS_BASE_DIR", ""))
            .build();
    assertThat(settings.level()).isEqualTo(Level.WARN);
    assertThat(settings.colours()).isFalse();
    assertThat(settings.clearOnStart()).isTrue();
    assertThat(settings.truncateLimit()).isEqualTo(500);
    assertThat(settings.rotation()).isEqualTo(LogSettings.Rotation.EXTERNAL);
    assertThat(settings.folder()).isEqualTo(Path.of("logs", "logs"));
    assertThat(LogSettings.fromEnvironment(Map.of("NO_COLOR", "false")).build().colours()).isTrue();
  }

  @Test
  void namesEveryValueThatMeansNothing() {
    assertThatThrownBy(() ->
            LogSettings.fromEnvironment(
                Map.of("LOG_LEVEL", "LOUD", "LOG_MESSAGE_TRUNCATE_LIMIT", "-1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LOG_LEVEL: LOUD (expected: DEBUG, INFO, WARNING, ERROR or CRITICAL)")
        .hasMessageContaining("LOG_MESSAGE_TRUNCATE_LIMIT: -1 (expected: ");
  }

  @Test
  void theServiceUsesDefaultsForWhatMeansNothing_andSaysSo() throws IOException {
    LogSettings.Builder settings =
        LogSettings.builder().folder(folder).json(true).console(LogSettings.Console.NONE);
    List<String> mistakes = settings.read(Map.of("LOG_LEVEL", "LOUD"));
    AgentLogging.configure(context, settings.build(), mistakes);
    context.getLogger("core").info("goes on");
    flush(
        Map.of(
            "files",
            (QueuedAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("files")));
    assertThat(messages("core.log").get(0))
        .contains("LOG_LEVEL: LOUD")
        .endsWith("the default is used");
    assertThat(messages("core.log").get(1)).isEqualTo("goes on");
  }

  @Test
  void stepsBackForAConfigurationOfThePrograms() {
    // this module's tests have a logback-test.xml
    assertThat(new AgentLogConfigurator(Map.of()).configure(context))
        .isEqualTo(ch.qos.logback.classic.spi.Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().hasNext())
        .isFalse();
  }

  @Test
  void isFoundByLogback() {
    assertThat(java.util.ServiceLoader.load(ch.qos.logback.classic.spi.Configurator.class))
        .anyMatch(AgentLogConfigurator.class::isInstance);
  }

  @Test
  void saysWhichFilesItCannotOpen() throws IOException {
    Path noFolder = Files.createFile(folder.resolve("file"));
    ch.qos.logback.core.read.ListAppender<ch.qos.logback.classic.spi.ILoggingEvent> said =
        new ch.qos.logback.core.read.ListAppender<>();
    said.start();
    context.getLogger("core.logging").addAppender(said);
    start(Map.of("LOGS_BASE_DIR", noFolder.toString()));
    assertThat(said.list).hasSize(1);
    assertThat(said.list.get(0).getFormattedMessage())
        .startsWith(
            "log folder " + noFolder + ": cannot open workflow_execution.log, performance.log");
  }

  @Test
  void clearsItsOwnFilesOnly() throws IOException {
    Files.createDirectories(folder.resolve("combined"));
    for (String name :
        List.of(
            "core.log",
            "core.log.1",
            "tools.log.2026-11-26.0.gz",
            "tools.log-20261127",
            "combined/app.log")) {
      Files.writeString(folder.resolve(name), "old\n");
    }
    for (String name : List.of("core.log.bak", "mine.log", "core.logs", "ag2_runtime.log")) {
      Files.writeString(folder.resolve(name), "not ours\n");
    }
    flush(start(Map.of("CLEAR_LOGS_ON_START", "true", "LOGS_AS_JSON", "true")));
    assertThat(lines("core.log")).isEmpty();
    assertThat(lines("combined/app.log")).isEmpty();
    assertThat(folder.resolve("core.log.1")).doesNotExist();
    assertThat(folder.resolve("tools.log.2026-11-26.0.gz")).doesNotExist();
    assertThat(folder.resolve("tools.log-20261127")).doesNotExist();
    for (String name : List.of("core.log.bak", "mine.log", "core.logs", "ag2_runtime.log")) {
      assertThat(lines(name)).containsExactly("not ours");
    }
  }

  @Test
  void keepsWhatIsThere_unlessToldToClear() throws IOException {
    Files.writeString(folder.resolve("core.log"), "old\n");
    Map<String, QueuedAppender> queues = start(Map.of());
    context.getLogger("core").info("new");
    flush(queues);
    assertThat(lines("core.log")).hasSize(2).first().isEqualTo("old");
  }

  @Test
  void masksByAnotherRedactorOnceToldTo() throws IOException {
    Map<String, QueuedAppender> queues = start(Map.of("LOGS_AS_JSON", "true"));
    LineMasking.of(context)
        .use(Redactor.builder().pattern("badge", Pattern.compile("BADGE-\\d{6}")).build());
    context.getLogger("core").info("seen BADGE-123456");
    flush(queues);
    assertThat(messages("core.log")).containsExactly("seen ***REDACTED***");
  }

  @Test
  void tellsInTheLogWhatItDropped() throws Exception {
    java.util.concurrent.CountDownLatch held = new java.util.concurrent.CountDownLatch(1);
    java.util.concurrent.CountDownLatch entered = new java.util.concurrent.CountDownLatch(1);
    ch.qos.logback.core.read.ListAppender<ch.qos.logback.classic.spi.ILoggingEvent> slow =
        new ch.qos.logback.core.read.ListAppender<>() {
          @Override
          protected void append(ch.qos.logback.classic.spi.ILoggingEvent event) {
            entered.countDown();
            try {
              held.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            super.append(event);
          }
        };
    slow.setContext(context);
    slow.start();
    QueuedAppender queue = new QueuedAppender();
    queue.setContext(context);
    queue.setQueueSize(4);
    queue.setMaxWaitMillis(1);
    queue.addAppender(slow);
    queue.start();
    Logger log = context.getLogger("core");
    log.setAdditive(false);
    log.addAppender(queue);
    log.info("first");
    entered.await();
    for (int i = 0; i < 10; i++) {
      log.info("line {}", i);
    }
    held.countDown();
    assertThat(queue.flush(Duration.ofSeconds(30))).isTrue();
    assertThat(queue.dropped()).isEqualTo(6);
    assertThat(slow.list).hasSize(6);
    JsonNode notice = JSON.readTree(Lines.json(slow.list.get(1)));
    assertThat(notice.path("msg").asString()).startsWith("6 log lines were dropped");
    assertThat(notice.path("extra").path("event").asString()).isEqualTo("log_lines_dropped");
    assertThat(notice.path("extra").path("dropped_total").asInt()).isEqualTo(6);
    queue.stop();
  }

  @Test
  void partsAreFitForALogbackXml() throws Exception {
    System.setProperty("LOGS_BASE_DIR", folder.toString());
    try {
      JoranConfigurator joran = new JoranConfigurator();
      joran.setContext(context);
      String xml =
          """
          <configuration>
            <include resource="ai/mozaiks/observability/logging/json-files.xml"/>
            <include resource="ai/mozaiks/observability/logging/emoji-console.xml"/>
            <root level="INFO">
              <appender-ref ref="MOZAIKS_FILES"/>
              <appender-ref ref="MOZAIKS_CONSOLE"/>
            </root>
          </configuration>
          """;
      joran.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
      assertThat(
              context.getStatusManager().getCopyOfStatusList().stream()
                  .filter(status -> status.getLevel() >= Status.WARN))
          .isEmpty();
      context.getLogger("core.tools.search").error("found");
      context.stop(); // writes what is waiting
      assertThat(messages("tools.log")).containsExactly("found");
      assertThat(messages("combined/app.log")).containsExactly("found");
      assertThat(messages("combined/app-error.log")).containsExactly("found");
      assertThat(lines("core.log")).isEmpty();
    } finally {
      System.clearProperty("LOGS_BASE_DIR");
    }
  }
}
