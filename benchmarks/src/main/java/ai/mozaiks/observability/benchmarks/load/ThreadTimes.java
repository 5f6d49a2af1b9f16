// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which threads of a process used how much processor time so far, as Linux tells it. Unlike a
/// rate, the time per span hardly depends on what else the machine does.
///
/// @param nanos by thread id
record ThreadTimes(Map<Long, Used> nanos) {
  ThreadTimes {
    nanos = Map.copyOf(nanos);
  }

  /// One thread.
  ///
  /// @param name what it is for
  /// @param nanos of processor time
  record Used(String name, long nanos) {}

  /// The threads of a server whose time is worth a line of its own; the system cuts names after 15
  /// characters.
  private static final Map<String, String> PURPOSES =
      Map.ofEntries(
          Map.entry("ForkJoinPool-", "requests"), // what runs virtual threads
          Map.entry("GC Thread", "garbage collector"),
          Map.entry("G1 ", "garbage collector"),
          Map.entry("C1 Compiler", "compilers"),
          Map.entry("C2 Compiler", "compilers"),
          Map.entry("java", "DuckDB's own"), // threads of native code are called after the process
          Map.entry("fold", "fold"),
          Map.entry("store-writer", "store-writer"),
          Map.entry("journal-writer", "journal-writer"));

  static ThreadTimes read(long pid) throws IOException {
    Map<Long, Used> used = new HashMap<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        try {
          String name = Files.readString(thread.resolve("comm")).strip();
          String times = Files.readString(thread.resolve("schedstat"));
          long nanos = Long.parseLong(times.substring(0, times.indexOf(' ')));
          used.put(Long.valueOf(thread.getFileName().toString()), new Used(purpose(name), nanos));
        } catch (NoSuchFileException _) {
          // it ended meanwhile
        }
      }
    }
    return new ThreadTimes(used);
  }

  private static String purpose(String name) {
    return PURPOSES.entrySet().stream()
        .filter(entry -> name.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("others");
  }

  /// How much more than before, for each of some spans: `28.4 us: store-writer 10.3, fold 3.6, …`,
  /// the most first. Threads that ended are left out.
  String perSpanSince(ThreadTimes before, long spans) {
    Map<String, Long> byName = new TreeMap<>();
    nanos.forEach((thread, used) -> {
      Used then = before.nanos.get(thread);
      byName.merge(used.name(), used.nanos() - (then == null ? 0 : then.nanos()), Long::sum);
    });
    List<Map.Entry<String, Long>> most =
        byName.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .toList();
    long sum = most.stream().mapToLong(Map.Entry::getValue).sum();
    return micros(sum, spans)
        + " us: "
        + most.stream()
            .map(entry -> entry.getKey() + " " + micros(entry.getValue(), spans))
            .collect(Collectors.joining(", "));
  }

  private static String micros(long nanos, long spans) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e3 / Math.max(1, spans));
  }
}
