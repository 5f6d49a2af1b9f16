// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.classic.Level;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a program logs. [#fromEnvironment] reads what the reference runtime reads; a [Builder]
/// changes it. Immutable.
public final class LogSettings {

  /// Where the console's lines go.
  public enum Console {
    STDOUT,
    STDERR,
    NONE
  }

  /// Who rotates the files.
  public enum Rotation {
    /// This library: by day and size, compressed, with an end to their age and to what they take.
    INTERNAL,
    /// A program outside, logrotate for instance.
    EXTERNAL
  }

  private final @Nullable Path folder;
  private final boolean json;
  private final boolean development;
  private final boolean colours;
  private final boolean clearOnStart;
  private final int truncateLimit;
  private final Level level;
  private final Map<String, Level> levels;
  private final Console console;
  private final Rotation rotation;
  private final FileSize maxFileSize;
  private final int maxDays;
  private final FileSize totalSizeCap;
  private final boolean callSite;
  private final boolean dates;
  private final Redactor redactor;

  private LogSettings(Builder from) {
    folder = from.folder;
    development = from.development;
    json = from.json == null ? !from.development : from.json;
    colours = from.colours;
    clearOnStart = from.clearOnStart;
    truncateLimit = from.truncateLimit;
    level = from.level;
    levels = Map.copyOf(from.levels);
    console = from.console;
    rotation = from.rotation;
    maxFileSize = from.maxFileSize;
    maxDays = from.maxDays;
    totalSizeCap = from.totalSizeCap;
    callSite = from.callSite;
    dates = from.dates;
    redactor = from.redactor;
  }

  /// Starts from the defaults.
  public static Builder builder() {
    return new Builder();
  }

  /// Reads the environment of this process.
  ///
  /// @throws IllegalArgumentException if variables have values that mean nothing; it names all of
  ///   them
  public static Builder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /// Reads an environment; a variable that is absent or empty leaves the default.
  ///
  /// @throws IllegalArgumentException if variables have values that mean nothing; it names all of
  ///   them
  public static Builder fromEnvironment(Map<String, String> environment) {
    Builder builder = new Builder();
    List<String> mistakes = builder.read(environment);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", mistakes));
    }
    return builder;
  }

  /// The folder of the files; null if none are written.
  public @Nullable Path folder() {
    return folder;
  }

  /// Whether files hold JSON lines.
  public boolean json() {
    return json;
  }

  /// Whether the console has JSON lines too: outside of development, or where there are no files.
  public boolean jsonConsole() {
    return json && (!development || folder == null);
  }

  boolean colours() {
    return colours;
  }

  boolean clearOnStart() {
    return clearOnStart;
  }

  int truncateLimit() {
    return truncateLimit;
  }

  /// The least level that is logged.
  public Level level() {
    return level;
  }

  Map<String, Level> levels() {
    return levels;
  }

  Console console() {
    return console;
  }

  Rotation rotation() {
    return rotation;
  }

  FileSize maxFileSize() {
    return maxFileSize;
  }

  int maxDays() {
    return maxDays;
  }

  FileSize totalSizeCap() {
    return totalSizeCap;
  }

  boolean dates() {
    return dates;
  }

  boolean callSite() {
    return callSite;
  }

  Redactor redactor() {
    return redactor;
  }

  /// Collects settings. Not thread-safe.
  public static final class Builder {
    private static final List<String> YES = List.of("1", "true", "yes", "on");
    private static final List<String> NO = List.of("0", "false", "no", "off");

    private @Nullable Path folder = Path.of("logs", "logs");
    private @Nullable Boolean json;
    private boolean development = true;
    private boolean colours = true;
    private boolean clearOnStart;
    private int truncateLimit;
    private Level level = Level.INFO;
    private final Map<String, Level> levels = new LinkedHashMap<>();
    private Console console = Console.STDOUT;
    private Rotation rotation = Rotation.INTERNAL;
    private FileSize maxFileSize = FileSize.valueOf("100MB");
    private int maxDays = 30;
    private FileSize totalSizeCap = FileSize.valueOf("3GB");
    private boolean callSite = true;
    private boolean dates;
    private Redactor redactor = Redactor.standard();

    private Builder() {}

    /// The folder of the files, `logs/logs` by default; null for no files.
    public Builder folder(@Nullable Path path) {
      folder = path;
      return this;
    }

    /// Whether files hold JSON lines; by default outside of development.
    public Builder json(boolean wanted) {
      json = wanted;
      return this;
    }

    /// Whether this is a developer's machine, where the console is for people; the default.
    public Builder development(boolean is) {
      development = is;
      return this;
    }

    /// Whether the console has colours, where it is a terminal; the default.
    public Builder colours(boolean wanted) {
      colours = wanted;
      return this;
    }

    /// Whether older lines are deleted at the start; not by default.
    public Builder clearOnStart(boolean wanted) {
      clearOnStart = wanted;
      return this;
    }

    /// The longest message in characters; 0, the default, for any length.
    public Builder truncateLimit(int characters) {
      if (characters < 0) {
        throw new IllegalArgumentException(
            "truncateLimit: " + characters + " (expected: 0 or more)");
      }
      truncateLimit = characters;
      return this;
    }

    /// The least level that is logged; INFO by default.
    public Builder level(Level least) {
      level = least;
      return this;
    }

    /// The least level of one logger and those below it.
    public Builder level(String logger, Level least) {
      levels.put(logger, least);
      return this;
    }

    /// Where the console's lines go; to standard output by default.
    public Builder console(Console target) {
      console = target;
      return this;
    }

    /// Who rotates the files; this library by default.
    public Builder rotation(Rotation by) {
      rotation = by;
      return this;
    }

    /// The size at which a file is rotated before its day is over; 100MB by default.
    ///
    /// @param size a number with `KB`, `MB` or `GB`
    public Builder maxFileSize(String size) {
      maxFileSize = FileSize.valueOf(size);
      return this;
    }

    /// How many days rotated files are kept; 30 by default.
    public Builder maxDays(int days) {
      if (days < 1) {
        throw new IllegalArgumentException("maxDays: " + days + " (expected: > 0)");
      }
      maxDays = days;
      return this;
    }

    /// What rotated files may take together; 3GB by default. The oldest are deleted.
    public Builder totalSizeCap(String size) {
      totalSizeCap = FileSize.valueOf(size);
      return this;
    }

    /// Whether lines say where in the code they were logged; the default.
    public Builder callSite(boolean wanted) {
      callSite = wanted;
      return this;
    }

    /// Whether lines of text begin with the date and the zone; not by default.
    public Builder dates(boolean wanted) {
      dates = wanted;
      return this;
    }

    /// What masks secrets; the built-in rules by default.
    public Builder redactor(Redactor masking) {
      redactor = masking;
      return this;
    }

    /// The settings.
    public LogSettings build() {
      return new LogSettings(this);
    }

    /// Takes what an environment says, and leaves the rest as it is.
    ///
    /// @return what could not be understood; empty if all could
    public List<String> read(Map<String, String> environment) {
      List<String> mistakes = new ArrayList<>();
      Reading in = new Reading(environment, mistakes);
      in.take("LOGS_BASE_DIR", "a folder", Builder::path, this::folder);
      in.take("LOGS_AS_JSON", "true or false", Builder::flag, this::json);
      in.take(
          "ENVIRONMENT",
          "development, production or another name",
          Builder::isDevelopment,
          this::development);
      in.take(
          "NO_COLOR",
          "anything",
          text -> !NO.contains(text.toLowerCase(Locale.ROOT)),
          no -> colours(!no));
      in.take("CLEAR_LOGS_ON_START", "true or false", Builder::flag, this::clearOnStart);
      in.take("LOG_LEVEL", "DEBUG, INFO, WARNING, ERROR or CRITICAL", LogLevels::read, this::level);
      in.take(
          "LOG_MESSAGE_TRUNCATE_LIMIT",
          "a number of characters, 0 for any",
          Builder::count,
          this::truncateLimit);
      in.take("LOGS_ROTATION", "internal or external", Builder::rotationOf, this::rotation);
      in.take(
          "LOGS_MAX_FILE_SIZE", "a size such as 100MB", Builder::size, size -> maxFileSize = size);
      in.take(
          "LOGS_MAX_DAYS",
          "a number of days, 1 or more",
          text -> positive(count(text)),
          this::maxDays);
      in.take(
          "LOGS_TOTAL_SIZE_CAP", "a size such as 3GB", Builder::size, size -> totalSizeCap = size);
      return mistakes;
    }

    private static @Nullable Path path(String text) {
      try {
        return Path.of(text);
      } catch (java.nio.file.InvalidPathException e) {
        return null;
      }
    }

    private static @Nullable Boolean flag(String text) {
      String word = text.toLowerCase(Locale.ROOT);
      return YES.contains(word) ? Boolean.TRUE : NO.contains(word) ? Boolean.FALSE : null;
    }

    private static Boolean isDevelopment(String text) {
      String word = text.toLowerCase(Locale.ROOT);
      return word.equals("development")
          || word.equals("dev")
          || word.equals("local")
          || word.equals("test");
    }

    private static @Nullable Integer count(String text) {
      try {
        int count = Integer.parseInt(text);
        return count < 0 ? null : count;
      } catch (NumberFormatException e) {
        return null;
      }
    }

    private static @Nullable Integer positive(@Nullable Integer count) {
      return count == null || count < 1 ? null : count;
    }

    private static @Nullable Rotation rotationOf(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "internal" -> Rotation.INTERNAL;
        case "external" -> Rotation.EXTERNAL;
        default -> null;
      };
    }

    private static @Nullable FileSize size(String text) {
      try {
        FileSize size = FileSize.valueOf(text);
        return size.getSize() > 0 ? size : null;
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  private record Reading(Map<String, String> environment, List<String> mistakes) {
    <T> void take(
        String name,
        String expected,
        Function<String, @Nullable T> read,
        java.util.function.Consumer<T> taker) {
      String text = environment.get(name);
      if (text == null || text.isBlank()) {
        return;
      }
      T value = read.apply(text.strip());
      if (value == null) {
        mistakes.add(
            "environment variable " + name + ": " + text + " (expected: " + expected + ")");
      } else {
        taker.accept(value);
      }
    }
  }
}
