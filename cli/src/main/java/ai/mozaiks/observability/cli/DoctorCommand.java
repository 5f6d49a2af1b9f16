// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.checklist.Check;
import ai.mozaiks.observability.server.checklist.ChecklistApi;
import ai.mozaiks.observability.server.checklist.GuideSection;
import ai.mozaiks.observability.server.checklist.MachineChecklist;
import ai.mozaiks.observability.server.checklist.MachineChecklist.ServerTime;
import ai.mozaiks.observability.server.config.ChecklistConfig.Logs;
import ai.mozaiks.observability.server.config.ChecklistConfig.Rotation;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `mozaiks doctor`: the checklist of a running server, and what is seen from where the command
/// runs.
@Command(
    name = "doctor",
    description =
        "Looks whether monitoring works: the server, what it is told, its peers (Prometheus,"
            + " Alertmanager, Grafana, Elasticsearch) as far as the configuration names them, alerts,"
            + " logs, disk. Each line says what was seen, and what to do.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:nothing fails",
      "1:something fails, or (--strict) is a warning",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks doctor",
      "  mozaiks doctor --only log_aggregation --url http://mon1:8000",
      "  mozaiks doctor --strict --json > checklist.json"
    })
final class DoctorCommand implements Callable<Integer> {
  /// The server asks its peers for two seconds each, side by side.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin private ServerAddress address = new ServerAddress();

  @Option(
      names = "--only",
      paramLabel = "SECTION",
      description =
          "Only a section: initial_setup, prometheus_grafana, log_aggregation, external_monitoring,"
              + " ongoing_maintenance, troubleshooting or this_machine.")
  private @Nullable String section;

  @Option(
      names = "--logs",
      paramLabel = "FOLDER",
      description =
          "Where agents write log files on this machine, which is looked at too (default:"
              + " LOGS_BASE_DIR).")
  private @Nullable Path logs;

  @Option(names = "--strict", description = "Exit status 1 also for warnings.")
  private boolean strict;

  @Option(names = "--json", description = "The answer as JSON, for programs.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    boolean isLocal = GuideSection.THIS_MACHINE.word().equals(section);
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.put("at", Instant.now().toString());
    ArrayNode checks = answer.putArray("checks");
    ServerTime time = null;
    try (ServerClient client = new ServerClient(address.url)) {
      Instant asked = Instant.now();
      JsonNode told = ask(client, isLocal ? GuideSection.INITIAL_SETUP.word() : section);
      time = serverTime(asked, told);
      if (!isLocal) {
        answer = (ObjectNode) told;
        checks = (ArrayNode) told.path("checks");
      }
    } catch (ServerClient.Refusal e) {
      throw e; // it runs, and does not like the question
    } catch (CommandFailure e) {
      if (!isLocal) {
        checks.add(unreachable(e));
      }
    }
    if (section == null || isLocal) {
      for (Check each : MachineChecklist.read(logFiles(), time, Instant.now())) {
        ChecklistApi.put(checks.addObject(), each);
      }
    }
    ObjectNode summary = summary(checks);
    answer.set("summary", summary);
    show(answer);
    // What is none of these, a state of a later server for example, is nothing good.
    int good = summary.path("ok").asInt() + summary.path("not_configured").asInt();
    return good + (strict ? 0 : summary.path("warn").asInt()) == checks.size() ? 0 : 1;
  }

  private static JsonNode ask(ServerClient client, @Nullable String of)
      throws CommandFailure, InterruptedException {
    String query = of == null ? "" : "?section=" + URLEncoder.encode(of, StandardCharsets.UTF_8);
    JsonNode told =
        client.json(
            client.text(client.request("/api/checklist" + query).timeout(PATIENCE)), "checks");
    if (!told.path("checks").isArray() || told.path("checks").isEmpty()) {
      throw new CommandFailure(
          "what answers has no checklist, so it is not a Mozaiks server; give the address of one with"
              + " --url");
    }
    return told;
  }

  private static @Nullable ServerTime serverTime(Instant asked, JsonNode told) {
    Instant answered = Instant.now();
    try {
      return answered.isBefore(asked)
          ? null // the clock was set meanwhile
          : ServerTime.ofChecklist(asked, answered, Instant.parse(told.path("at").asString("")));
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  /// As the environment tells the logging library.
  private Logs logFiles() {
    Map<String, String> environment = System.getenv();
    String told = environment.getOrDefault("LOGS_BASE_DIR", "").strip();
    Path folder = logs == null && !told.isEmpty() ? Path.of(told) : logs;
    return new Logs(
        folder == null ? null : folder.toAbsolutePath().normalize(),
        environment.getOrDefault("LOGS_ROTATION", "").strip().equals("external")
            ? Rotation.EXTERNAL
            : Rotation.INTERNAL);
  }

  private static ObjectNode summary(ArrayNode checks) {
    ObjectNode summary = JsonMapper.shared().createObjectNode();
    for (Check.State state : Check.State.values()) {
      int count = 0;
      for (JsonNode each : checks) {
        count += each.path("state").asString("").equals(state.word()) ? 1 : 0;
      }
      summary.put(state.word(), count);
    }
    return summary;
  }

  private void show(ObjectNode answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer);
    } else {
      Ansi ansi = spec.commandLine().getColorScheme().ansi();
      new DoctorReport(out, ansi, columns()).print(answer);
    }
    out.flush();
  }

  private static int columns() {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
      return DoctorReport.USUAL_COLUMNS;
    }
    try (Terminal terminal = TerminalBuilder.builder().dumb(true).nativeSignals(false).build()) {
      return terminal.getWidth() > 0 ? terminal.getWidth() : DoctorReport.USUAL_COLUMNS;
    } catch (IOException _) {
      return DoctorReport.USUAL_COLUMNS;
    }
  }

  /// What can be said when there is nobody to ask.
  private static ObjectNode unreachable(CommandFailure failure) {
    ObjectNode check = JsonMapper.shared().createObjectNode();
    ChecklistApi.put(
        check,
        new Check(
            "server_reachable",
            "The server is reached from here",
            GuideSection.INITIAL_SETUP,
            Check.State.FAIL,
            String.valueOf(failure.getMessage()),
            "Is it running? systemctl status mozaiks, journalctl -u mozaiks -n 50 say why not; mozaiks"
                + " serve starts one. Elsewhere: --url http://HOST:PORT",
            "docs/operations/doctor.md"));
    return check;
  }
}
