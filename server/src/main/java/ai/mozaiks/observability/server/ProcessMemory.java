// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.checklist.Facts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory of this process.
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CONTAINER_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d{1,15}) kB$");

  private ProcessMemory() {}

  static Facts.Memory read() {
    Runtime runtime = Runtime.getRuntime();
    return new Facts.Memory(heapUsed(runtime), runtime.maxMemory(), resident(), limit());
  }

  /// What a collection left: what is used between two of them says nothing. Before the first one,
  /// what is used.
  private static long heapUsed(Runtime runtime) {
    long left = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && usage != null) {
        left += usage.getUsed();
      }
    }
    return left > 0 ? left : runtime.totalMemory() - runtime.freeMemory();
  }

  private static OptionalLong resident() {
    try {
      Matcher found = RESIDENT.matcher(Files.readString(STATUS));
      return found.find()
          ? OptionalLong.of(Long.parseLong(found.group(1)) * 1024)
          : OptionalLong.empty();
    } catch (IOException _) {
      return OptionalLong.empty(); // no Linux
    }
  }

  private static OptionalLong limit() {
    try {
      String text = Files.readString(CONTAINER_LIMIT).strip();
      return text.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException _) {
      return OptionalLong.empty(); // no container, or an older kind
    }
  }
}
