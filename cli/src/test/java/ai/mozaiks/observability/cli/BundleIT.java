// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.AlertmanagerProcess;
import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.LocalHttp;
import ai.mozaiks.observability.peers.PrometheusProcess;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a new user does: the README's commands in an empty folder, with the real Prometheus and
/// Alertmanager and the demo's traffic. Only ports, and how often Prometheus scrapes, are other.
@Tag("slow")
class BundleIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path LAUNCHER = Path.of("target", "mozaiks", "mozaiks").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /// The README's block of commands that begins with this one.
  private static final String FIRST_COMMAND = "./mozaiks bundle deploy";

  private static final Pattern METRIC = Pattern.compile("\\bmozaiks\\w*(:\\w+)*|\\bup\\b");

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final List<String> slack = new CopyOnWriteArrayList<>();
  private final HttpServer slackServer;
  private final int serverPort = FreePort.any();
  private final int prometheusPort = FreePort.any();
  private final int alertmanagerPort = FreePort.any();
  private final LocalHttp prometheus = new LocalHttp(prometheusPort);

  BundleIT() throws IOException {
    slackServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slackServer.createContext(
        "/",
        exchange -> {
          slack.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(UTF_8));
          exchange.close();
        });
    slackServer.start();
  }

  @BeforeAll
  static void needsTheTools() {
    PrometheusProcess.program();
    AlertmanagerProcess.program();
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroy);
    processes.forEach(process -> process.onExit().join());
    slackServer.stop(0);
    prometheus.close();
  }

  @Test
  void fromAnEmptyFolderToAnAlertInSlack() throws Exception {
    Process server =
        start(
            "demo",
            "exec %s demo --port %d --grpc-port off --otlp-port off --speed 3"
                .formatted(LAUNCHER, serverPort));
    List<String> commands = readmeCommands();
    assertThat(commands).hasSize(4);
    for (String command : commands) {
      if (command.endsWith("&")) {
        start(command.substring(0, command.indexOf(' ')), "exec " + own(command));
      } else {
        assertThat(start("command", own(command)).waitFor()).as(command).isZero();
      }
    }
    eventually("a scrape", () -> hasData("up == 1") ? List.of() : List.of("up"));
    eventually("data in every panel", this::panelsWithoutData);
    eventually("data for every rule", this::metricsOfRulesWithoutData);
    assertThat(rulesInTrouble()).isEmpty();
    eventually("an alert in Slack", () -> slack.isEmpty() ? List.of("none yet") : List.of());

    server.destroyForcibly().onExit().join();
    eventually(
        "the alert that the server is down",
        () -> slack.stream().anyMatch(body -> body.contains("ServiceDown")) ? List.of() : slack);
    assertThat(slack)
        .filteredOn(body -> body.contains("ServiceDown"))
        .first()
        .satisfies(body -> {
          JsonNode message = JSON.readTree(body);
          assertThat(message.get("channel").stringValue()).isEqualTo("#ops-alerts");
          assertThat(message.get("attachments").get(0).get("text").stringValue())
              .contains("Mozaiks Observability is not ready");
        });
  }

  private static List<String> readmeCommands() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int start = readme.indexOf("\n" + FIRST_COMMAND) + 1;
    assertThat(start).as(FIRST_COMMAND + " in the README").isPositive();
    return readme
        .substring(readme.lastIndexOf("```\n", start) + 4, readme.indexOf("\n```", start))
        .lines()
        .map(line -> line.replaceAll(" +# .*", ""))
        .toList();
  }

  /// The command with the ports of this test, and a faster Prometheus.
  private String own(String command) {
    return command
        .replace(
            FIRST_COMMAND,
            "%s bundle deploy --set mozaiks.address=127.0.0.1:%d --set alertmanager.address=127.0.0.1:%d"
                    .formatted(LAUNCHER, serverPort, alertmanagerPort)
                + " --set prometheus.scrape_interval=1s")
        .replace(
            "https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK",
            "http://127.0.0.1:" + slackServer.getAddress().getPort() + "/")
        .replaceFirst(
            "^prometheus ",
            PrometheusProcess.program() + " --web.listen-address=127.0.0.1:" + prometheusPort + " ")
        .replaceFirst(
            "^prometheus-alertmanager ",
            AlertmanagerProcess.program()
                + " --web.listen-address=127.0.0.1:"
                + alertmanagerPort
                + " ")
        .replaceFirst(" *&$", "");
  }

  private Process start(String name, String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("MOZAIKS_"));
    builder.environment().remove("JAVA_OPTS");
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name.replaceAll("\\W", "") + ".out").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private boolean hasData(String expression) throws Exception {
    JsonNode answer =
        prometheus.json("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
    assertThat(answer.path("status").asString(""))
        .as(expression + " " + answer)
        .isEqualTo("success");
    for (JsonNode series : answer.get("data").get("result")) {
      if (!series.get("value").get(1).asString("").equals("NaN")) {
        return true;
      }
    }
    return false;
  }

  private List<String> panelsWithoutData() throws Exception {
    List<String> empty = new ArrayList<>();
    int expressions = 0;
    try (Stream<Path> files = Files.list(folder.resolve("deploy/grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        for (JsonNode panel : JSON.readTree(Files.readString(file)).get("panels")) {
          boolean mayBeEmpty =
              panel.path("fieldConfig").path("defaults").has("noValue")
                  || panel.path("description").asString("").contains("Needs ");
          for (JsonNode target : panel.path("targets")) {
            expressions++;
            String expression = filled(target.get("expr").stringValue());
            if (!hasData(expression) && !mayBeEmpty) {
              empty.add(file.getFileName() + ", " + panel.get("title") + ": " + expression);
            }
          }
        }
      }
    }
    assertThat(expressions).isGreaterThan(90);
    return empty;
  }

  /// As Grafana fills it for all apps and workflows.
  private static String filled(String expression) {
    return expression
        .replace("$__rate_interval", "1m")
        .replace("$__range", "30m")
        .replace("$app", ".*")
        .replace("$workflow", ".*");
  }

  /// An alert's expression is empty while all is well, so this asks for what it is made of.
  private List<String> metricsOfRulesWithoutData() throws Exception {
    Set<String> metrics = new TreeSet<>();
    Pattern expression = Pattern.compile("expr: \\|-\n((?: {10}.*\n)+)");
    String rules = Files.readString(folder.resolve("deploy/prometheus/mozaiks-rules.yml"));
    expression
        .matcher(rules)
        .results()
        .flatMap(found -> METRIC.matcher(found.group(1).replaceAll("\"[^\"]*\"", "")).results())
        .map(MatchResult::group)
        .forEach(metrics::add);
    assertThat(metrics).hasSizeGreaterThan(15);
    List<String> missing = new ArrayList<>();
    for (String metric : metrics) {
      if (!needsConfiguration(metric) && !hasData("count(" + metric + ")")) {
        missing.add(metric);
      }
    }
    return missing;
  }

  /// No series without destinations for logs, and without uptime checks, which this user has not.
  private static boolean needsConfiguration(String metric) {
    return metric.equals("mozaiks_shipping_lag_seconds") || metric.startsWith("mozaiks_uptime_");
  }

  private List<String> rulesInTrouble() throws Exception {
    List<String> troubled = new ArrayList<>();
    for (JsonNode group : prometheus.json("/api/v1/rules").get("data").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        if (rule.path("health").asString("").equals("err")) {
          troubled.add(rule.toString());
        }
      }
    }
    return troubled;
  }

  /// Waits until nothing is missing any more.
  private void eventually(String what, Callable<List<String>> missing) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    List<String> last = List.of("not asked yet");
    while (!last.isEmpty() && Instant.now().isBefore(deadline)) {
      Thread.sleep(500);
      try {
        last = missing.call();
      } catch (IOException e) {
        last = List.of(e.toString()); // not listening yet
      }
    }
    assertThat(last).as(what + "; " + logs()).isEmpty();
  }

  private String logs() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".out")).toList()) {
        String log = Files.readString(file);
        text.append(file.getFileName())
            .append(": ")
            .append(log.substring(Math.max(0, log.length() - 2_000)))
            .append('\n');
      }
    }
    return text.toString();
  }
}
