// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// However a log is cut into readings, rotated between them, and read again by another process: the
/// same events.
class FeedPropertiesTest {
  private static final Path RECORDING =
      Path.of("src/test/resources/recordings/ag2-classic-file-log-0.14.0/runtime-log.txt");

  private static RuntimeLog runtimeLog() {
    return new RuntimeLog(
        new LogNames(LogNames.Name.NONE, "x"),
        ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]));
  }

  private static Map<String, ChatEvent> expected() throws IOException {
    RuntimeLog log = runtimeLog();
    Map<String, ChatEvent> events = new HashMap<>();
    for (String line : Files.readAllLines(RECORDING)) {
      LogLine.events(log, line).forEach(event -> events.put(event.id(), event));
    }
    return events;
  }

  @Property(tries = 60)
  void givesTheSameEvents_however(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 20_000) Integer> cuts,
      @ForAll @Size(min = 12, max = 12) List<@IntRange(max = 4) Integer> deeds)
      throws IOException {
    Path folder = Files.createTempDirectory("feed");
    try {
      assertThat(readInPieces(folder, cuts, deeds)).isEqualTo(expected());
    } finally {
      delete(folder);
    }
  }

  private static Map<String, ChatEvent> readInPieces(
      Path folder, List<Integer> cuts, List<Integer> deeds) throws IOException {
    byte[] content = Files.readAllBytes(RECORDING);
    Path log = folder.resolve("runtime.log");
    Map<String, ChatEvent> events = new HashMap<>();
    FileFeed feed = feed(log);
    int rotations = 0;
    int from = 0;
    for (int i = 0; from < content.length; i++) {
      int to = Math.min(content.length, from + cuts.get(i % cuts.size()));
      Files.write(
          log,
          Arrays.copyOfRange(content, from, to),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      from = to;
      boolean lineEnd = content[to - 1] == '\n';
      switch (deeds.get(i % deeds.size())) {
        case 0 -> poll(feed, events);
        case 1 -> { // the process dies before it wrote a checkpoint
          poll(feed, events);
          feed.close();
          feed = feed(log);
        }
        case 2 -> { // the process goes on from its checkpoint
          poll(feed, events);
          String checkpoint = feed.checkpoint();
          feed.close();
          feed = feed(log);
          feed.restore(checkpoint);
        }
        case 3 -> {
          if (lineEnd) { // a log is rotated between two lines
            Files.move(log, folder.resolve("runtime.log." + (100 - rotations++)));
          }
        }
        default -> {} // nobody looks
      }
      if (i > 200) { // enough pieces: the rest at once
        Files.write(
            log,
            Arrays.copyOfRange(content, from, content.length),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        from = content.length;
      }
    }
    poll(feed, events);
    feed.close();
    return events;
  }

  private static FileFeed feed(Path log) {
    return new FileFeed(log, runtimeLog(), InstantSource.system());
  }

  private static void poll(FileFeed feed, Map<String, ChatEvent> events) throws IOException {
    LogFeed.Portion portion;
    do {
      portion = feed.next();
      assertThat(portion.rejections()).isEmpty();
      portion.events().forEach(event -> events.putIfAbsent(event.id(), event));
    } while (portion.more());
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
