// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes AG2's runtime log for agents in Java: what AG2 writes, so that programs made for its log
/// read this one, `mozaiks import` among them. Secrets are masked.
///
/// ```java
/// var runtimeLog = AG2RuntimeLogger.start();
/// try (var session = runtimeLog.startSession("chat_abc123", "Generator", "acme_corp")) {
///   var wrapper = session.newWrapper(Map.of());
///   var client = session.newClient(wrapper, "OpenAI", Map.of("api_key", key));
///   var planner = session.newAgent("planner", Planner.class, wrapper, Map.of());
///   session.chatCompletion(client, planner, request, answer, false, start);
/// }
/// ```
///
/// | Variable | Default | Meaning |
/// |---|---|---|
/// | `AG2_RUNTIME_LOGGING` | `file` | `file`, `sqlite`, or `off`, `false`, `0`, `disabled`, `none` |
/// | `AG2_RUNTIME_LOGGER_TYPE` | | the kind, before the other |
/// | `AG2_RUNTIME_LOG_FILE` | `ag2_runtime.log` in the log folder | the file |
/// | `AG2_RUNTIME_SQLITE_PATH` | `ag2_runtime.db` in the log folder | the database |
///
/// The database needs `org.xerial:sqlite-jdbc`, which this library does not bring. Thread-safe.
public final class AG2RuntimeLogger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("core.observability.ag2.runtime");
  private static final Duration AT_THE_END = Duration.ofSeconds(5);

  /// The form of the log.
  public enum Kind {
    FILE,
    SQLITE,
    /// Nothing is written.
    OFF;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final InstantSource clock;
  private final AtomicLong ids;
  private final @Nullable RuntimeLogForm form;
  private final @Nullable HandOff<RuntimeRecord> queue;

  private AG2RuntimeLogger(Builder from) {
    kind = from.kind;
    clock = from.clock;
    ids = new AtomicLong(from.firstId);
    try {
      Masking masking = new Masking(from.redactor);
      form =
          switch (kind) {
            case FILE -> new RuntimeLogLines(from.file, masking);
            case SQLITE -> new RuntimeLogTables(from.database, masking);
            case OFF -> null;
          };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    queue =
        form == null
            ? null
            : new HandOff<>("ag2-runtime-log", 8_192, 64L << 20, Duration.ofMillis(50), form);
    if (queue != null) {
      queue.start();
    }
  }

  /// Starts by the environment.
  ///
  /// @throws IllegalArgumentException if it holds values that mean nothing
  /// @throws UncheckedIOException if the file or database cannot be opened
  public static AG2RuntimeLogger start() {
    return fromEnvironment(System.getenv()).start();
  }

  /// Reads an environment; a variable that is absent or empty leaves the default.
  ///
  /// @throws IllegalArgumentException if it holds values that mean nothing
  public static Builder fromEnvironment(Map<String, String> environment) {
    Builder builder = new Builder();
    String base = text(environment, "LOGS_BASE_DIR");
    Path folder = base == null ? Path.of("logs", "logs") : Path.of(base);
    String file = text(environment, "AG2_RUNTIME_LOG_FILE");
    String database = text(environment, "AG2_RUNTIME_SQLITE_PATH");
    builder.file(file == null ? folder.resolve("ag2_runtime.log") : Path.of(file));
    builder.database(database == null ? folder.resolve("ag2_runtime.db") : Path.of(database));
    String logging = text(environment, "AG2_RUNTIME_LOGGING");
    builder.kind(logging == null ? Kind.FILE : kind("AG2_RUNTIME_LOGGING", logging));
    String type = text(environment, "AG2_RUNTIME_LOGGER_TYPE");
    if (type != null && builder.kind != Kind.OFF) {
      builder.kind(kind("AG2_RUNTIME_LOGGER_TYPE", type));
    }
    return builder;
  }

  private static @Nullable String text(Map<String, String> environment, String name) {
    String text = environment.get(name);
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static Kind kind(String variable, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "file", "true", "1", "on", "yes" -> Kind.FILE;
      case "sqlite" -> Kind.SQLITE;
      case "off", "false", "0", "disabled", "none", "no" -> Kind.OFF;
      default ->
          throw new IllegalArgumentException(
              "environment variable "
                  + variable
                  + ": "
                  + text
                  + " (expected: file, sqlite or off)");
    };
  }

  /// Starts from the defaults.
  public static Builder builder() {
    return fromEnvironment(Map.of());
  }

  /// Collects settings. Not thread-safe.
  public static final class Builder {
    private Kind kind = Kind.FILE;
    private Path file = Path.of("ag2_runtime.log");
    private Path database = Path.of("ag2_runtime.db");
    private Redactor redactor = Redactor.standard();
    private InstantSource clock = InstantSource.system();

    // As Python's ids look. Random, so that two processes that write one file hardly share one.
    private long firstId = (1L << 46) + ((new SecureRandom().nextLong() >>> 18) & ~0xfL);

    private Builder() {}

    /// The form.
    public Builder kind(Kind form) {
      kind = form;
      return this;
    }

    /// The file, for [Kind#FILE].
    public Builder file(Path path) {
      file = path;
      return this;
    }

    /// The database, for [Kind#SQLITE].
    public Builder database(Path path) {
      database = path;
      return this;
    }

    /// What masks secrets; the built-in rules by default.
    public Builder redactor(Redactor masking) {
      redactor = masking;
      return this;
    }

    /// Where the time comes from.
    Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /// The first id of an object.
    Builder firstId(long id) {
      firstId = id;
      return this;
    }

    /// Opens the log.
    ///
    /// @throws UncheckedIOException if the file or database cannot be opened
    public AG2RuntimeLogger start() {
      return new AG2RuntimeLogger(this);
    }
  }

  /// The form that is written.
  public Kind kind() {
    return kind;
  }

  /// Begins a session, and says in the application's log which chat it is.
  public RuntimeSession startSession(
      String chatId, @Nullable String workflow, @Nullable String appId) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("chat_id", chatId);
    put(about, "workflow_name", workflow);
    put(about, "app_id", appId);
    RuntimeSession session = new RuntimeSession(this, UUID.randomUUID().toString(), about);
    if (kind != Kind.OFF) {
      say(session, "ag2_runtime_logging_started");
    }
    give(new RuntimeRecord.SessionStarted(session.id()));
    return session;
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  void stopped(RuntimeSession session) {
    if (kind != Kind.OFF) {
      say(session, "ag2_runtime_logging_stopped");
    }
  }

  private void say(RuntimeSession session, String message) {
    LoggingEventBuilder line = LOG.atInfo();
    for (Map.Entry<String, String> entry : session.about().entrySet()) {
      line = line.addKeyValue(entry.getKey(), entry.getValue());
    }
    line.addKeyValue("logger_type", kind.word())
        .addKeyValue("session_id", session.id())
        .log(message);
  }

  void give(RuntimeRecord record) {
    HandOff<RuntimeRecord> to = queue;
    if (to != null) {
      to.offer(record, weight(record));
    }
  }

  private static long weight(RuntimeRecord record) {
    if (record instanceof RuntimeRecord.Completion call) {
      return 1_024 + FrozenValues.weight(call.request()) + call.response().weight();
    }
    if (record instanceof RuntimeRecord.Event event) {
      return 512 + FrozenValues.weight(event.state());
    }
    if (record instanceof RuntimeRecord.FunctionUse use) {
      return 512 + FrozenValues.weight(use.arguments()) + FrozenValues.weight(use.returned());
    }
    return 1_024;
  }

  long nextId() {
    return ids.getAndAdd(16);
  }

  Instant now() {
    return clock.instant();
  }

  /// How many records were dropped so far.
  public long dropped() {
    return queue == null ? 0 : queue.dropped();
  }

  /// Waits until everything so far is written.
  ///
  /// @return whether it is
  public boolean flush(Duration most) {
    return queue == null || queue.flush(most);
  }

  /// Writes what is waiting and closes the log. What is given later is dropped.
  @Override
  public void close() {
    if (queue != null) {
      queue.close(AT_THE_END);
    }
    if (form != null) {
      form.close();
    }
  }
}
