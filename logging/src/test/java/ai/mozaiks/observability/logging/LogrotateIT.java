// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The real logrotate at work on files that are being written.
@Timeout(120)
class LogrotateIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;
  private String logrotate = "";
  private final LoggerContext context = Lines.context();
  private Map<String, QueuedAppender> queues = Map.of();

  @BeforeEach
  void start() throws IOException {
    logrotate =
        Stream.of("/usr/sbin/logrotate", "/usr/bin/logrotate", "/sbin/logrotate")
            .filter(each -> Files.isExecutable(Path.of(each)))
            .findFirst()
            .orElse("");
    assumeTrue(
        !logrotate.isEmpty(), "needs logrotate (Debian package logrotate; .ci/run installs it)");
    // logrotate refuses folders that others may write
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    LogSettings settings =
        LogSettings.builder()
            .folder(folder.resolve("logs"))
            .console(LogSettings.Console.NONE)
            .json(true)
            .rotation(LogSettings.Rotation.EXTERNAL)
            .build();
    queues = AgentLogging.configure(context, settings);
    Files.setPosixFilePermissions(
        folder.resolve("logs"), PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private QueuedAppender files() {
    return Objects.requireNonNull(queues.get("files"));
  }

  private Path core() {
    return folder.resolve("logs").resolve("core.log");
  }

  private Path configuration(String... options) throws IOException {
    Path file = folder.resolve("logrotate.conf");
    Files.writeString(
        file,
        core() + " {\n  rotate 100\n  missingok\n  " + String.join("\n  ", options) + "\n}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private void rotate(Path configuration) throws Exception {
    Process process =
        new ProcessBuilder(
                logrotate,
                "--force",
                "--state",
                folder.resolve("state").toString(),
                configuration.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /// The numbers in all files that the log became, in any order; fails on a torn line.
  private List<Integer> numbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("core.log")).toList()) {
        try (InputStream in = Files.newInputStream(file);
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
          String text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
          text.lines()
              .forEach(
                  line -> numbers.add(JSON.readTree(line).path("extra").path("number").asInt()));
        }
      }
    }
    return numbers;
  }

  private int filesOfTheLog() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
      return (int)
          files.filter(each -> each.getFileName().toString().startsWith("core.log")).count();
    }
  }

  private static void say(ch.qos.logback.classic.Logger log, int number) {
    log.atInfo().addKeyValue("number", number).log("a line that is about as long as lines are");
  }

  @Test
  void losesAndDoublesNothing_whileFilesAreRenamedAndMadeAnew() throws Exception {
    ch.qos.logback.classic.Logger log = context.getLogger("com.acme.Main");
    log.setLevel(Level.INFO);
    Path configuration = configuration("create", "compress", "delaycompress");
    AtomicInteger said = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    Thread writer =
        Thread.startVirtualThread(() -> {
          while (!enough.get()) {
            for (int i = 0; i < 100; i++) {
              say(log, said.getAndIncrement());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
          }
        });
    for (int i = 0; i < 12; i++) {
      int before = said.get();
      while (said.get() < before + 500) {
        Thread.onSpinWait();
      }
      rotate(configuration);
    }
    enough.set(true);
    writer.join();
    assertThat(files().flush(LONG)).isTrue();
    assertThat(files().dropped()).isZero();
    assertThat(filesOfTheLog()).isEqualTo(13);
    assertThat(numbers())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, said.get()).boxed().toList());
  }

  @Test
  void writesOnInTheSameFile_whenItIsCopiedAndCut() throws Exception {
    ch.qos.logback.classic.Logger log = context.getLogger("com.acme.Main");
    Path configuration = configuration("copytruncate");
    int said = 0;
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 200; j++) {
        say(log, said++);
      }
      // What is written between the copy and the cut is lost, as logrotate's manual says; so
      // nothing
      // is being written meanwhile.
      assertThat(files().flush(LONG)).isTrue();
      rotate(configuration);
    }
    say(log, said++);
    files().flush(LONG);
    assertThat(filesOfTheLog()).isEqualTo(6);
    assertThat(Files.readAllLines(core())).hasSize(1);
    assertThat(numbers())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, said).boxed().toList());
  }

  @Test
  void tearsNoLine_whenItIsCopiedAndCutWhileLinesAreWritten() throws Exception {
    ch.qos.logback.classic.Logger log = context.getLogger("com.acme.Main");
    Path configuration = configuration("copytruncate");
    AtomicInteger said = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    Thread writer =
        Thread.startVirtualThread(() -> {
          while (!enough.get()) {
            say(log, said.getAndIncrement());
            java.util.concurrent.locks.LockSupport.parkNanos(100_000);
          }
        });
    for (int i = 0; i < 10; i++) {
      rotate(configuration);
    }
    enough.set(true);
    writer.join();
    files().flush(LONG);
    List<Integer> numbers = numbers(); // parses every line
    assertThat(numbers).doesNotHaveDuplicates().isNotEmpty();
    assertThat(numbers).allMatch(number -> number >= 0 && number < said.get());
  }
}
