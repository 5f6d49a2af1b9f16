// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.LoggerContext;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Sees that no line is lost when the process ends in order: what is waiting is written, and what
/// other shutdown hooks say meanwhile is written at once.
final class AtTheEnd {
  /// Contexts that are seen to; a context forgets its own objects when it is reset.
  private static final Set<LoggerContext> KNOWN =
      Collections.newSetFromMap(new IdentityHashMap<>()); // by itself

  private AtTheEnd() {}

  static void of(LoggerContext context) {
    synchronized (KNOWN) {
      if (!KNOWN.add(context)) {
        return;
      }
    }
    Thread hook = new Thread(() -> QueuedAppender.writeThrough(context), "log-end");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      QueuedAppender.writeThrough(context); // it ends already: write at once from here on
    }
  }
}
