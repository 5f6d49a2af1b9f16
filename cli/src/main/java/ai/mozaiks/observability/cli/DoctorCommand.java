// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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

/// `mozaiks doctor`: the checklist of a running server, from where the command runs.
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
              + " ongoing_maintenance or troubleshooting.")
  private @Nullable String section;

  @Option(names = "--strict", description = "Exit status 1 also for warnings.")
  private boolean strict;

  @Option(names = "--json", description = "The answer as JSON, for programs.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode answer;
    try (ServerClient client = new ServerClient(address.url)) {
      String query =
          section == null ? "" : "?section=" + URLEncoder.encode(section, StandardCharsets.UTF_8);
      answer =
          (ObjectNode)
              client.json(
                  client.text(client.request("/api/checklist" + query).timeout(PATIENCE)),
                  "checks");
    } catch (ServerClient.Refusal e) {
      throw e; // it runs, and does not like the question
    } catch (CommandFailure e) {
      answer = unreachable(e);
    }
    if (json) {
      out.println(answer);
    } else {
      print(out, answer);
    }
    out.flush();
    JsonNode summary = answer.path("summary");
    int bad = summary.path("fail").asInt() + (strict ? summary.path("warn").asInt() : 0);
    return bad == 0 ? 0 : 1;
  }

  /// What can be said when there is nobody to ask.
  private ObjectNode unreachable(CommandFailure failure) {
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.putObject("summary").put("ok", 0).put("warn", 0).put("fail", 1).put("not_configured", 0);
    ArrayNode checks = answer.putArray("checks");
    checks
        .addObject()
        .put("id", "server_reachable")
        .put("title", "The server is reached from here")
        .put("section", "initial_setup")
        .put("state", "fail")
        .put("evidence", String.valueOf(failure.getMessage()))
        .put(
            "next_step",
            "Is it running? systemctl status mozaiks, journalctl -u mozaiks -n 50 say why not; mozaiks"
                + " serve starts one. Elsewhere: --url http://HOST:PORT")
        .put("docs", "docs/operations/doctor.md");
    return answer;
  }

  private void print(PrintWriter out, JsonNode answer) {
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    String last = "";
    for (JsonNode check : answer.get("checks")) {
      String of = check.path("section").asString("");
      if (!of.equals(last)) {
        out.println((last.isEmpty() ? "" : "\n") + heading(of));
        last = of;
      }
      String state = check.path("state").asString("");
      out.println(
          ansi.string(mark(state)) + " " + shown(check, "title") + ": " + shown(check, "evidence"));
      if (check.hasNonNull("next_step")) {
        out.println("           -> " + shown(check, "next_step"));
      }
    }
    JsonNode summary = answer.path("summary");
    List<String> counts = new ArrayList<>();
    for (String state : List.of("ok", "warn", "fail", "not_configured")) {
      counts.add(summary.path(state).asInt() + " " + state.replace('_', ' '));
    }
    out.println("\n" + String.join(", ", counts));
  }

  private static String heading(String section) {
    String words = section.replace('_', ' ');
    return words.substring(0, Math.min(1, words.length())).toUpperCase(Locale.ROOT)
        + words.substring(Math.min(1, words.length()));
  }

  private static String mark(String state) {
    return switch (state) {
      case "ok" -> "  @|green ok|@      ";
      case "warn" -> "  @|yellow WARN|@    ";
      case "fail" -> "  @|red,bold FAIL|@    ";
      default -> "  @|faint not set|@ ";
    };
  }

  /// Names from outside are among it.
  private static String shown(JsonNode check, String field) {
    return check.path(field).asString("").replaceAll("\\p{Cntrl}", "?");
  }
}
