// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LogFileAppenderTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private final LoggerContext context = Lines.context();

  @AfterEach
  void stop() {
    context.stop();
  }

  private LogFileAppender open(Path path) {
    LogFileAppender file = new LogFileAppender();
    file.setContext(context);
    file.setName("test");
    file.setFile(path.toString());
    JsonLinesEncoder encoder = new JsonLinesEncoder();
    encoder.setContext(context);
    encoder.start();
    file.setEncoder(encoder);
    file.start();
    return file;
  }

  private static void write(LogFileAppender file, int from, int to) {
    file.beginPortion();
    for (int i = from; i < to; i++) {
      file.doAppend(Lines.event("core", Level.INFO, "line " + i));
    }
    file.endPortion();
  }

  private static List<String> messages(Path file) throws IOException {
    List<String> messages = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      messages.add(JSON.readTree(line).path("msg").asString());
    }
    return messages;
  }

  private static List<String> lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  @Test
  void writesToTheNewFile_onceTheOldOneWasRenamed() throws IOException {
    Path path = folder.resolve("a.log");
    LogFileAppender file = open(path);
    write(file, 0, 3);
    Files.move(path, folder.resolve("a.log.1"));
    Files.createFile(path);
    write(file, 3, 5);
    assertThat(messages(folder.resolve("a.log.1"))).isEqualTo(lines(0, 3));
    assertThat(messages(path)).isEqualTo(lines(3, 5));
  }

  @Test
  void makesTheFileAnew_onceItWasRemoved() throws IOException {
    Path path = folder.resolve("a.log");
    LogFileAppender file = open(path);
    write(file, 0, 3);
    Files.delete(path);
    write(file, 3, 5);
    assertThat(messages(path)).isEqualTo(lines(3, 5));
  }

  @Test
  void writesToTheNewEnd_onceItWasCut() throws IOException {
    Path path = folder.resolve("a.log");
    LogFileAppender file = open(path);
    write(file, 0, 3);
    try (FileChannel cut = FileChannel.open(path, StandardOpenOption.WRITE)) {
      cut.truncate(0);
    }
    write(file, 3, 5);
    assertThat(messages(path)).isEqualTo(lines(3, 5));
  }

  @Test
  void beginsANewLine_whereACrashLeftHalfOfOne() throws IOException {
    Path path = folder.resolve("a.log");
    Files.writeString(path, "{\"ts\":\"half");
    write(open(path), 0, 1);
    List<String> lines = Files.readAllLines(path);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("{\"ts\":\"half");
    assertThat(JSON.readTree(lines.get(1)).path("msg").asString()).isEqualTo("line 0");
  }

  @Test
  void countsWhatTheDiskDoesNotTake_andTellsItWhenItDoes() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs /dev/full, a disk that is always full");
    Path path = folder.resolve("a.log");
    Files.createSymbolicLink(path, full);
    LogFileAppender file = open(path);
    write(file, 0, 3);
    assertThat(file.lost()).isEqualTo(3);
    assertThat(file.isStarted()).isTrue();
    Files.delete(path);
    Files.createFile(path);
    write(file, 3, 4);
    assertThat(messages(path).get(0)).isEqualTo("line 3");
    assertThat(messages(path).get(1)).startsWith("3 log lines were lost").contains("No space left");
    assertThat(file.lost()).isEqualTo(3);
  }

  @Test
  void rotatesBySize_compresses_andKeepsWithinTheCap() throws Exception {
    Path path = folder.resolve("a.log");
    LogFileAppender file = new LogFileAppender();
    file.setContext(context);
    file.setName("test");
    file.setFile(path.toString());
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(file);
    policy.setFileNamePattern(path + ".%d{yyyy-MM-dd}.%i.gz");
    policy.setMaxFileSize(FileSize.valueOf("20KB"));
    policy.setMaxHistory(3);
    policy.setTotalSizeCap(FileSize.valueOf("4KB"));
    policy.start();
    file.setRollingPolicy(policy);
    JsonLinesEncoder encoder = new JsonLinesEncoder();
    encoder.setContext(context);
    encoder.start();
    file.setEncoder(encoder);
    file.start();
    for (int i = 0; i < 3_000; i += 50) {
      write(file, i, i + 50);
    }
    file.stop(); // waits for the compression
    policy.stop();
    assertThat(Files.size(path)).isLessThan(40_000);
    long rotated = 0;
    List<Path> archives = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(each -> !each.equals(path)).toList()) {
        assertThat(each.getFileName().toString())
            .matches("a\\.log\\.\\d{4}-\\d\\d-\\d\\d\\.\\d+\\.gz");
        rotated += Files.size(each);
        archives.add(each);
      }
    }
    assertThat(archives).isNotEmpty();
    assertThat(rotated).isLessThan(12_000); // of a good 60,000 in all
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archives.get(0)))) {
      String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      text.lines().forEach(line -> JSON.readTree(line));
      assertThat(text).endsWith("\n");
    }
  }
}
