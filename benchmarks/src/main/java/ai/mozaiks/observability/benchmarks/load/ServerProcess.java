// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What the server's process used so far, as Linux tells it.
///
/// @param cpuSeconds user and system time
/// @param residentMegabytes memory in use; 1e6 bytes
/// @param peakMegabytes the most it ever had; 1e6 bytes
record ServerProcess(double cpuSeconds, long residentMegabytes, long peakMegabytes) {

  /// Clock ticks in a second; fixed at 100 in Linux's interface to user space.
  private static final double TICKS = 100;

  static ServerProcess read(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    long user = Long.parseLong(fields.get(11));
    long system = Long.parseLong(fields.get(12));
    List<String> status = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
    return new ServerProcess(
        (user + system) / TICKS, megabytes(status, "VmRSS:"), megabytes(status, "VmHWM:"));
  }

  private static long megabytes(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.toLowerCase(Locale.ROOT).replaceAll("\\D", ""))
        .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1_024 / 1_000_000)
        .findFirst()
        .orElse(0);
  }
}
