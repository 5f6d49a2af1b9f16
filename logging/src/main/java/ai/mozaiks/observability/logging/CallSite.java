// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Where in the agent's code a line was logged.
///
/// Immutable; made once for each place.
final class CallSite {
  private static final StackTraceElement[] NOWHERE = new StackTraceElement[0];

  /// Eight frames of loggers and appenders stand before the agent's.
  private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), 12);

  private static final String HERE = CallSite.class.getPackageName() + '.';

  private static final Set<String> OURS =
      Set.of(
          "CallSite",
          "QueuedAppender",
          "HandOff",
          "LogFileAppender",
          "JsonLinesEncoder",
          "EmojiTextEncoder",
          "AgentLog",
          "Timed",
          "AgentLogging",
          "AG2RuntimeLogger",
          "RuntimeSession");

  private static final int MOST_SITES = 10_000;
  private static final Map<StackTraceElement, CallSite> KNOWN = new ConcurrentHashMap<>();

  private final String source;
  private final byte[] json;

  private CallSite(String source, byte[] json) {
    this.source = source;
    this.json = json;
  }

  /// `file:line function`.
  String source() {
    return source;
  }

  /// The keys `mod`, `fn`, `line` (0 if the class does not tell), `file`, `path` (below the folder
  /// of sources) and `source` with their values, without brackets around them. Not to be changed.
  byte[] json() {
    return json;
  }

  /// The frame that logged, found from within an appender on the thread that logged.
  ///
  /// @return one frame; empty if there is none, on an appender's own thread for instance
  static StackTraceElement[] walk() {
    Optional<StackWalker.StackFrame> frame =
        WALKER.walk(frames -> frames.filter(each -> !isLogging(each.getClassName())).findFirst());
    return frame.isEmpty() ? NOWHERE : new StackTraceElement[] {frame.get().toStackTraceElement()};
  }

  private static boolean isLogging(String name) {
    return switch (name.charAt(0)) {
      case 'c' -> name.startsWith("ch.qos.logback.");
      case 'o' ->
          name.startsWith("org.slf4j.")
              || name.startsWith("org.apache.logging.")
              || name.startsWith("org.apache.commons.logging.");
      case 'j' ->
          name.startsWith("java.util.logging.")
              || name.startsWith("jdk.internal.logger.")
              || name.startsWith("java.lang.Thread")
              || name.startsWith("java.lang.VirtualThread");
      case 's' -> name.startsWith("sun.util.logging.");
      case 'a' -> name.startsWith(HERE) && OURS.contains(outermost(name));
      default -> false;
    };
  }

  private static String outermost(String name) {
    int nested = name.indexOf('$', HERE.length());
    return name.substring(HERE.length(), nested < 0 ? name.length() : nested);
  }

  /// Where an event was logged; null if it is not known.
  static @Nullable CallSite of(ILoggingEvent event) {
    StackTraceElement[] frames = event.hasCallerData() ? event.getCallerData() : walk();
    return frames == null || frames.length == 0 ? null : of(frames[0]);
  }

  static CallSite of(StackTraceElement frame) {
    CallSite known = KNOWN.get(frame);
    if (known != null) {
      return known;
    }
    CallSite site = read(frame);
    if (KNOWN.size() < MOST_SITES) {
      KNOWN.put(frame, site);
    }
    return site;
  }

  private static CallSite read(StackTraceElement frame) {
    String className = frame.getClassName();
    int simple = className.lastIndexOf('.') + 1;
    String folder = className.substring(0, simple).replace('.', '/');
    String name = className.substring(simple);
    int nested = name.indexOf('$');
    String module = nested > 0 ? name.substring(0, nested) : name;
    String known = frame.getFileName();
    String file = known == null ? module + ".java" : known;
    int ending = file.lastIndexOf('.');
    if (ending > 0) {
      module = file.substring(0, ending);
    }
    String function = function(frame.getMethodName());
    int line = Math.max(0, frame.getLineNumber());
    String source = file + ':' + line + ' ' + function;
    byte[] json =
        new JsonBuffer(256)
            .raw("\"mod\":")
            .string(module)
            .raw(",\"fn\":")
            .string(function)
            .raw(",\"line\":")
            .raw(Integer.toString(line))
            .raw(",\"file\":")
            .string(file)
            .raw(",\"path\":")
            .string(folder + file)
            .raw(",\"source\":")
            .string(source)
            .toBytes();
    return new CallSite(source, json);
  }

  /// `lambda$run$0` stands in `run`.
  private static String function(String method) {
    if (!method.startsWith("lambda$")) {
      return method;
    }
    int end = method.lastIndexOf('$');
    return end > 7 ? method.substring(7, end) : method;
  }
}
