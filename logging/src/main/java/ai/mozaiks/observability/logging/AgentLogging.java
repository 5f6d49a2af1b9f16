// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Sets up a program's log: console and files.
///
/// | File in the log folder | Lines |
/// |---|---|
/// | `workflow_execution.log`, `performance.log`, `autogen_file.log`, `tools.log`, `core.log` | each line in one of them, by its [LogTopic] |
/// | `combined/app.log` | all lines |
/// | `combined/app-error.log` | all lines of level ERROR and above |
///
/// The combined ones stand in a folder of their own, so that what ships `*.log` of the log folder
/// takes each line once.
///
/// A program needs no call at all: with this library on its class path and no configuration of
/// Logback of its own, [AgentLogConfigurator] does it from the environment with the first line.
public final class AgentLogging {
  static final String COMBINED = "combined";
  static final String ALL = "app.log";
  static final String ERRORS = "app-error.log";

  private static final String ENDING = "[.-][0-9][0-9T:_.-]{0,30}(\\.gz|\\.tmp)*";

  private AgentLogging() {}

  /// Sets up by the environment.
  ///
  /// @throws IllegalArgumentException if it holds values that mean nothing
  public static void start() {
    start(LogSettings.fromEnvironment().build());
  }

  /// Sets up in place of whatever Logback was told before.
  ///
  /// @throws IllegalStateException if another library than Logback does the logging
  public static void start(LogSettings settings) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      throw new IllegalStateException(
          "SLF4J logs with "
              + factory.getClass().getName()
              + " (expected: Logback; take the other library off the class path)");
    }
    context.reset();
    configure(context, settings, List.of());
  }

  /// Masks by another redactor from now on, for one whose rules become known later.
  public static void redactWith(Redactor redactor) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      LineMasking.of(context).use(redactor);
    }
  }

  /// How many lines were dropped or lost since the start, by appenders of this library.
  public static long dropped() {
    long dropped = 0;
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      for (ch.qos.logback.classic.Logger logger : context.getLoggerList()) {
        dropped += dropped(logger.iteratorForAppenders());
      }
    }
    return dropped;
  }

  private static long dropped(Iterator<Appender<ILoggingEvent>> appenders) {
    long dropped = 0;
    while (appenders.hasNext()) {
      Appender<ILoggingEvent> each = appenders.next();
      if (each instanceof QueuedAppender queued) {
        dropped += queued.dropped() + dropped(queued.iteratorForAppenders());
      } else if (each instanceof LogFileAppender file) {
        dropped += file.lost();
      }
    }
    return dropped;
  }

  /// Sets up a context that has no appenders yet, for a `Configurator` of one's own: sees to the
  /// end of the process too, and says in the log what was not understood.
  ///
  /// @param mistakes of [LogSettings.Builder#read]
  public static void configure(LoggerContext context, LogSettings settings, List<String> mistakes) {
    configure(context, settings);
    AtTheEnd.of(context);
    for (String mistake : mistakes) {
      context.getLogger("core.logging").warn("{}; the default is used", mistake);
    }
  }

  /// Sets up a context, which has no appenders yet.
  ///
  /// @return the appenders of its root, started
  static Map<String, QueuedAppender> configure(LoggerContext context, LogSettings settings) {
    LineMasking.of(context).use(settings.redactor());
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(settings.level());
    settings.levels().forEach((logger, level) -> context.getLogger(logger).setLevel(level));
    Map<String, QueuedAppender> queues = new LinkedHashMap<>();
    if (settings.console() != LogSettings.Console.NONE) {
      queues.put("console", console(context, settings));
    }
    Path folder = settings.folder();
    if (folder != null) {
      if (settings.clearOnStart()) {
        clear(context, folder);
      }
      queues.put("files", files(context, settings, folder));
    }
    queues.forEach((name, queue) -> {
      queue.setContext(context);
      queue.setName(name);
      queue.setCallSite(settings.callSite());
      queue.start();
      root.addAppender(queue);
    });
    if (folder != null) {
      sayWhatIsClosed(context, folder, queues);
    }
    return queues;
  }

  /// Logback keeps to itself that a file cannot be opened.
  private static void sayWhatIsClosed(
      LoggerContext context, Path folder, Map<String, QueuedAppender> queues) {
    List<String> closed = new ArrayList<>();
    for (QueuedAppender queue : queues.values()) {
      for (Iterator<Appender<ILoggingEvent>> each = queue.iteratorForAppenders();
          each.hasNext(); ) {
        Appender<ILoggingEvent> appender = each.next();
        if (!appender.isStarted()) {
          closed.add(appender.getName());
        }
      }
    }
    if (!closed.isEmpty()) {
      context
          .getLogger("core.logging")
          .error(
              "log folder {}: cannot open {} (expected: a folder that this process may write);"
                  + " nothing is written there",
              folder,
              String.join(", ", closed));
    }
  }

  private static QueuedAppender console(LoggerContext context, LogSettings settings) {
    boolean stdout = settings.console() == LogSettings.Console.STDOUT;
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName(stdout ? "stdout" : "stderr");
    console.setTarget(stdout ? "System.out" : "System.err");
    console.setEncoder(
        encoder(context, settings, settings.jsonConsole(), settings.colours() && isTerminal()));
    console.start();
    QueuedAppender queue = new QueuedAppender();
    queue.addAppender(console);
    return queue;
  }

  private static QueuedAppender files(LoggerContext context, LogSettings settings, Path folder) {
    Encoder<ILoggingEvent> encoder = encoder(context, settings, settings.json(), false);
    QueuedAppender queue = new QueuedAppender();
    for (LogTopic topic : LogTopic.values()) {
      TopicFilter filter = new TopicFilter();
      filter.setTopic(topic.logger());
      queue.addAppender(file(context, settings, folder.resolve(topic.file()), encoder, filter));
    }
    Path combined = folder.resolve(COMBINED);
    queue.addAppender(file(context, settings, combined.resolve(ALL), encoder, null));
    ThresholdFilter errors = new ThresholdFilter();
    errors.setLevel(Level.ERROR.levelStr);
    queue.addAppender(file(context, settings, combined.resolve(ERRORS), encoder, errors));
    return queue;
  }

  private static Encoder<ILoggingEvent> encoder(
      LoggerContext context, LogSettings settings, boolean json, boolean colours) {
    EncoderBase<ILoggingEvent> encoder;
    if (json) {
      JsonLinesEncoder lines = new JsonLinesEncoder();
      lines.setTruncateLimit(settings.truncateLimit());
      lines.setCallSite(settings.callSite());
      encoder = lines;
    } else {
      EmojiTextEncoder text = new EmojiTextEncoder();
      text.setTruncateLimit(settings.truncateLimit());
      text.setCallSite(settings.callSite());
      text.setColours(colours);
      text.setDate(settings.dates());
      encoder = text;
    }
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static LogFileAppender file(
      LoggerContext context,
      LogSettings settings,
      Path path,
      Encoder<ILoggingEvent> encoder,
      @Nullable Filter<ILoggingEvent> filter) {
    LogFileAppender file = new LogFileAppender();
    file.setContext(context);
    file.setName(String.valueOf(path.getFileName()));
    file.setFile(path.toString());
    file.setEncoder(encoder);
    if (filter != null) {
      filter.setContext(context);
      filter.start();
      file.addFilter(filter);
    }
    if (settings.rotation() == LogSettings.Rotation.INTERNAL) {
      rotate(context, settings, file, path);
    }
    file.start();
    return file;
  }

  private static void rotate(
      LoggerContext context, LogSettings settings, LogFileAppender file, Path path) {
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(file);
    // Names that no `*.log` fits, and that followers of logs know as rotated ones.
    policy.setFileNamePattern(path + ".%d{yyyy-MM-dd}.%i.gz");
    policy.setMaxFileSize(settings.maxFileSize());
    policy.setMaxHistory(settings.maxDays());
    int files = LogTopic.values().length + 2;
    policy.setTotalSizeCap(new FileSize(Math.max(1, settings.totalSizeCap().getSize() / files)));
    policy.setCleanHistoryOnStart(true);
    policy.start();
    file.setRollingPolicy(policy);
  }

  /// Deletes the files that [#files] makes, and what they were rotated into; nothing else.
  private static void clear(LoggerContext context, Path folder) {
    for (LogTopic topic : LogTopic.values()) {
      clear(context, folder, topic.file());
    }
    clear(context, folder.resolve(COMBINED), ALL);
    clear(context, folder.resolve(COMBINED), ERRORS);
  }

  private static void clear(LoggerContext context, Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Pattern own = Pattern.compile(Pattern.quote(name) + "(" + ENDING + ")?");
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, each -> own.matcher(String.valueOf(each.getFileName())).matches())) {
      for (Path entry : entries) {
        if (Files.isRegularFile(entry)) {
          Files.delete(entry);
        }
      }
    } catch (IOException e) {
      context
          .getStatusManager()
          .add(new ch.qos.logback.core.status.WarnStatus("logs are not cleared", folder, e));
    }
  }

  /// From Java 22 on there may be a console that is no terminal; before, there was none then.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
