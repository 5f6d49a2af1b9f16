// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.logs.LogFollowing;
import ai.mozaiks.observability.cli.logs.LogPrinter;
import ai.mozaiks.observability.cli.logs.LogSearch;
import ai.mozaiks.observability.cli.logs.LogsClient;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.normalise.Severity;
import ai.mozaiks.observability.storage.StoredLog;
import java.io.Console;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/// `mozaiks logs`: searches the log records of a running server, or follows them.
@Command(
    name = "logs",
    description =
        "Shows log records of a running server, the newest last. Whatever is asked for must hold: "
            + "each TEXT stands in the message or the attributes, as whole words; case does not "
            + "matter.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:shown, also if there was none",
      "1:the server does not answer, or refuses the question",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks logs --level error --since 1h",
      "  mozaiks logs timeout \"rate limit\" --app acme    both, the second as a phrase",
      "  mozaiks logs --chat order-7 --follow",
      "  mozaiks logs --contains 7f3a --context 5        with 5 lines before and after each",
      "  mozaiks logs --field http.route=/buy --json | jq .body",
      "  mozaiks logs --archived --chat order-7          of a chat that retention has deleted"
    })
final class LogsCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "A word, or a phrase.")
  List<String> texts = List.of();

  @Option(
      names = "--contains",
      paramLabel = "TEXT",
      description = "A text that may stand within words; may be given again.")
  List<String> parts = List.of();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeReader.class,
      description = "Not older: 15m, 24h, 7d, or 2026-01-31T12:00:00Z.")
  @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeReader.class,
      description = "Older than this.")
  @Nullable Instant until;

  @Option(
      names = "--level",
      converter = LevelReader.class,
      description = "At least trace, debug, info, warn, error or fatal.")
  @Nullable String level;

  @Option(names = "--logger", description = "This logger and those beneath it.")
  @Nullable String logger;

  @Option(names = "--event", description = "The name of an event.")
  @Nullable String event;

  @Option(names = "--app", description = "The app.")
  @Nullable String app;

  @Option(names = "--chat", description = "The chat, with its traces.")
  @Nullable String chat;

  @Option(names = "--workflow", description = "The workflow.")
  @Nullable String workflow;

  @Option(names = "--agent", description = "The agent.")
  @Nullable String agent;

  @Option(names = "--user", description = "The user.")
  @Nullable String user;

  @Option(
      names = "--trace",
      converter = TraceReader.class,
      description = "The trace, 32 hex digits.")
  @Nullable String trace;

  @Option(
      names = "--field",
      paramLabel = "NAME=VALUE",
      converter = FieldReader.class,
      description = "An attribute's whole value; may be given again, for another attribute.")
  List<Field> fields = List.of();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many, the newest (${DEFAULT-VALUE}, at most 10000).")
  int limit = 100;

  @Option(
      names = {"-C", "--context"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Also N records before and after each, of its chat, trace or logger.")
  int context;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with what comes, until it is stopped.")
  boolean follow;

  @Option(
      names = "--archived",
      description = "Searches the archive: what retention has deleted from the store.")
  boolean archived;

  @Option(names = "--json", description = "One JSON object a line, with all there is.")
  boolean json;

  @Mixin ServerAddress server = new ServerAddress();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (follow && (until != null || context > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--follow goes neither with --until nor with --context");
    }
    if (archived && (follow || context > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--archived goes neither with --follow nor with --context");
    }
    if (limit < 1 || limit > 10_000) {
      throw new ParameterException(
          spec.commandLine(), "--limit: " + limit + " (expected: 1 to 10000)");
    }
    requireOneValueEach();
    LogPrinter printer =
        new LogPrinter(spec.commandLine().getOut(), json, isColoured(System.getenv()));
    try (LogsClient client = new LogsClient(server.url)) {
      if (follow) {
        follow(new LogFollowing(client, filter(), printer, spec.commandLine().getErr()));
      } else if (context > 0) {
        printWithContext(client, printer);
      } else {
        (archived ? client.archived(limited()) : client.list(limited())).forEach(printer::print);
      }
    }
    return 0;
  }

  private void follow(LogFollowing following) throws CommandFailure, InterruptedException {
    StopSignal signal = StopSignal.onStop(() -> {}); // being stopped is no failure
    try {
      following.run(limited());
    } finally {
      if (!signal.stopping()) {
        signal.failed(); // it ends by itself only when something failed
      }
    }
  }

  /// Only one of them could hold, so none would be found.
  private void requireOneValueEach() {
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new ParameterException(
            spec.commandLine(), "--field: " + field.name() + " given twice (expected: once)");
      }
    }
  }

  /// A word as it stands, a phrase in the quotes that the server wants around it.
  private String quoted(String text) {
    boolean inQuotes = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    String inner = inQuotes ? text.substring(1, text.length() - 1) : text;
    if (inner.contains("\"")) {
      throw new ParameterException(
          spec.commandLine(),
          "TEXT: "
              + text
              + " (expected: quotes around all of it or none; what holds a quote is found with"
              + " --contains)");
    }
    return inQuotes || text.chars().anyMatch(Character::isWhitespace) ? '"' + inner + '"' : text;
  }

  private LogSearch filter() {
    LogSearch search = LogSearch.EVERYTHING;
    for (String text : texts) {
      search = search.with("text", quoted(text));
    }
    for (String part : parts) {
      search = search.with("contains", part);
    }
    for (Field field : fields) {
      search = search.with("field." + field.name(), field.value());
    }
    return search
        .with("min_severity", level)
        .with("logger", logger)
        .with("event", event)
        .with("app", app)
        .with("chat_id", chat)
        .with("workflow", workflow)
        .with("agent", agent)
        .with("user", user)
        .with("trace_id", trace);
  }

  private LogSearch limited() {
    return filter()
        .with("from", since == null ? null : since.toString())
        .with("to", until == null ? null : until.toString())
        .with("limit", Integer.toString(limit));
  }

  /// Each record once, with a gap between what does not overlap.
  private void printWithContext(LogsClient client, LogPrinter printer)
      throws CommandFailure, InterruptedException {
    Set<String> printed = new HashSet<>();
    for (JsonNode found : client.list(limited())) {
      List<JsonNode> around = client.around(found.path("id").asString(), context).records();
      boolean overlaps = around.stream().anyMatch(log -> printed.contains(idOf(log)));
      if (!overlaps && !printed.isEmpty()) {
        printer.printGap();
      }
      around.stream().filter(log -> printed.add(idOf(log))).forEach(printer::print);
    }
  }

  private static String idOf(JsonNode log) {
    return log.path("id").asString();
  }

  /// Only where a person looks, and did not ask for none (no-color.org).
  private boolean isColoured(Map<String, String> environment) {
    return !json
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /// What an attribute must be.
  record Field(String name, String value) {}

  /// Reads `NAME=VALUE`.
  static final class FieldReader implements ITypeConverter<Field> {
    @Override
    public Field convert(String text) {
      int end = text.indexOf('=');
      if (end < 1) {
        throw new TypeConversionException(
            text + " (expected: NAME=VALUE, such as http.route=/buy)");
      }
      return new Field(text.substring(0, end), text.substring(end + 1));
    }
  }

  /// Reads a level, by its name or OTLP's number.
  static final class LevelReader implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      boolean number = text.matches("\\d{1,2}") && Integer.parseInt(text) <= StoredLog.MAX_SEVERITY;
      if (!number && Severity.numberOf(text.toUpperCase(Locale.ROOT)) == null) {
        throw new TypeConversionException(
            text + " (expected: trace, debug, info, warn, error or fatal, or 0 to 24)");
      }
      return text;
    }
  }

  /// Reads a trace's id.
  static final class TraceReader implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.matches("[0-9a-fA-F]{32}")) {
        throw new TypeConversionException(text + " (expected: 32 hex digits)");
      }
      return text;
    }
  }

  /// Reads an instant, or how long ago it was.
  static final class TimeReader implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      Optional<Duration> ago = DurationText.parse(text);
      if (ago.isPresent()) {
        return Instant.now().minus(ago.get());
      }
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            text + " (expected: how long ago, such as 15m or 7d, or 2026-01-31T12:00:00Z)");
      }
    }
  }
}
