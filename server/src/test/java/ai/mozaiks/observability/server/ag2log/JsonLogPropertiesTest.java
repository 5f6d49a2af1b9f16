// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.jsonlog.LineRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// However a log is cut into readings, rotated by whichever means between them, and read again by
/// another process: the same set of records.
class JsonLogPropertiesTest {
  private static final int LINES = 120;

  /// Many lines say the same as others do, some are no JSON, some tell no time.
  private static List<byte[]> lines() {
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      // The first line of each generation must be one that no other begins with, as in life.
      String line =
          switch (i % 6) {
            case 3 -> "\tat com.acme.Shop.buy(Shop.java:17)\n";
            case 4 -> "{\"level\":\"info\",\"msg\":\"no time\"}\n";
            case 5 -> "{\"ts\":\"2026-01-01T00:00:00Z\",\"msg\":\"the same\"}\n";
            default ->
                "{\"ts\":\"2026-01-01T00:00:00.%03dZ\",\"level\":\"info\",\"msg\":\"no %d\"}\n"
                    .formatted(i, i);
          };
      lines.add(line.getBytes(StandardCharsets.UTF_8));
    }
    return lines;
  }

  @Property(tries = 80)
  void givesTheSameRecords_however(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 900) Integer> cuts,
      @ForAll @Size(min = 10, max = 10) List<@IntRange(max = 6) Integer> deeds)
      throws IOException {
    Path folder = Files.createTempDirectory("feed");
    try {
      new Run(folder).read(cuts, deeds);
    } finally {
      delete(folder);
    }
  }

  /// One log on its way, beside what each generation of it held.
  private static final class Run {
    private final Path folder;
    private final Path log;
    private final Set<LineRecord> read = new HashSet<>();
    private final List<byte[]> generations = new ArrayList<>();
    private byte[] generation = new byte[0];
    private FileFeed feed;
    private int rotations;

    Run(Path folder) {
      this.folder = folder;
      this.log = folder.resolve("app.log");
      feed = feed(log);
    }

    void read(List<Integer> cuts, List<Integer> deeds) throws IOException {
      byte[] content = joined(lines());
      int from = 0;
      for (int i = 0; from < content.length; i++) {
        int to = Math.min(content.length, from + cuts.get(i % cuts.size()));
        write(Arrays.copyOfRange(content, from, to));
        from = to;
        boolean next = from < content.length && startsUniquely(content, from);
        switch (deeds.get(i % deeds.size())) {
          case 0 -> poll();
          case 1 -> { // dies before it wrote a checkpoint
            poll();
            feed.close();
            feed = feed(log);
          }
          case 2 -> { // goes on from its checkpoint
            poll();
            String checkpoint = feed.checkpoint();
            feed.close();
            feed = feed(log);
            feed.restore(checkpoint);
          }
          case 3 -> {
            if (next) {
              Files.move(log, folder.resolve("app.log." + (200 - rotations++)));
              ended();
            }
          }
          case 4 -> {
            if (next) { // compressed while it is renamed
              gzip(
                  Files.readAllBytes(log),
                  folder.resolve("app.log." + (200 - rotations++) + ".gz"));
              Files.delete(log);
              ended();
            }
          }
          case 5 -> {
            if (next) { // copied, then cut, with a look between the two
              Files.copy(log, folder.resolve("app.log." + (200 - rotations++)));
              poll();
              Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
              ended();
            }
          }
          default -> {} // nobody looks
        }
      }
      poll();
      feed.close();
      generations.add(generation);
      assertThat(read).isEqualTo(expected());
    }

    private void write(byte[] bytes) throws IOException {
      Files.write(log, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      generation = joined(List.of(generation, bytes));
    }

    private void ended() {
      generations.add(generation);
      generation = new byte[0];
    }

    private void poll() throws IOException {
      LogFeed.Portion portion;
      do {
        portion = feed.next();
        assertThat(portion.rejections()).isEmpty();
        read.addAll(portion.records());
      } while (portion.more());
    }

    /// What each generation holds, read at once as an import does.
    private Set<LineRecord> expected() {
      Set<LineRecord> expected = new HashSet<>();
      int lines = 0;
      for (byte[] each : generations) {
        JsonLog reader = new JsonLog(LogNames.Name.NONE);
        LogContent named = LogContent.ofWhole(each);
        int start = 0;
        for (int i = 0; i < each.length; i++) {
          if (each[i] == '\n') {
            byte[] line = Arrays.copyOfRange(each, start, i);
            LineRecord record = reader.read(line, new LogReader.Place(named, start)).record();
            assertThat(record).isNotNull();
            expected.add(record);
            lines++;
            start = i + 1;
          }
        }
      }
      assertThat(expected).hasSize(lines).hasSize(LINES);
      return expected;
    }
  }

  private static boolean startsUniquely(byte[] content, int at) {
    String rest = new String(content, at, content.length - at, StandardCharsets.UTF_8);
    String line = rest.substring(0, rest.indexOf('\n') + 1);
    return content[at - 1] == '\n' && line.startsWith("{\"ts\"") && line.contains("\"no ");
  }

  private static byte[] joined(List<byte[]> parts) {
    int length = parts.stream().mapToInt(each -> each.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] each : parts) {
      System.arraycopy(each, 0, joined, at, each.length);
      at += each.length;
    }
    return joined;
  }

  private static void gzip(byte[] content, Path file) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }

  private static FileFeed feed(Path log) {
    return new FileFeed(log, new JsonLog(LogNames.Name.NONE), InstantSource.system());
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
