// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.TmuxTerminal;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The distribution's `mozaiks top` in a real terminal, beside a real server.
@Timeout(300)
class TopIT {
  private static final Path LAUNCHER = Path.of("target", "mozaiks", "mozaiks").toAbsolutePath();
  private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d:\\d\\dZ");

  @TempDir Path folder;
  private int port;
  private Server server;
  private TmuxTerminal terminal;

  @BeforeEach
  void start() throws Exception {
    terminal = TmuxTerminal.start(folder);
    port = FreePort.any();
    server = serve();
    send(
        """
        {"event_id":"1","type":"workflow_start","event_ts":"%1$s","chat_id":"chat-one","app_id":"acme"}
        {"event_id":"2","type":"workflow_start","event_ts":"%2$s","chat_id":"chat-stuck","app_id":"acme"}
        """
            .formatted(Instant.now(), Instant.now().minusSeconds(600)));
  }

  @AfterEach
  void stop() throws Exception {
    terminal.close();
    server.close();
  }

  private Server serve() throws Exception {
    return Server.start(
        new ConfigSources(
                Map.of("port", Integer.toString(port), "otlp_port", "off", "grpc_port", "off"),
                Map.of("MOZAIKS_STORAGE_KIND", "memory"),
                null)
            .read());
  }

  private void send(String events) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/events?wait=folded"))
              .header("Content-Type", "application/x-ndjson")
              .POST(HttpRequest.BodyPublishers.ofString(events))
              .build();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }
  }

  private void top(String before, String after) throws Exception {
    terminal.enter(
        "%s'%s' top --url http://127.0.0.1:%d %s".formatted(before, LAUNCHER, port, after));
  }

  /// The modes of the terminal, told by the shell in it.
  private String modes(String name) throws Exception {
    Path file = folder.resolve(name);
    terminal.enter("stty -a > " + name + ".new && mv " + name + ".new " + name);
    terminal.awaits(_ -> Files.exists(file));
    return Files.readString(file);
  }

  private static String time(String screen) {
    Matcher time = TIME.matcher(screen);
    assertThat(time.find()).as(screen).isTrue();
    return time.group();
  }

  private static boolean isTop(String screen) {
    return screen.startsWith("mozaiks top") && screen.contains("chat-one");
  }

  @Test
  void obeysKeys_andGivesTheTerminalBack() throws Exception {
    terminal.enter("echo before");
    String modes = modes("before");
    top("", "--interval 1");

    String screen = terminal.awaits(TopIT::isTop);
    assertThat(screen.lines().toList())
        .hasSizeLessThanOrEqualTo(24)
        .anyMatch(line -> line.startsWith("CHATS  2 running"))
        .anyMatch(line -> line.matches("STALLED +chat-stuck +acme .*"))
        .anyMatch(line -> line.startsWith("q quit  s sort: cost  p pause  r now  +- every 1s"));
    assertThat(screen).doesNotContain("before");
    assertThat(terminal.colours()).contains("\u001B[33mSTALLED").contains("\u001B[1mmozaiks top");
    assertThat(terminal.isAlternate()).isTrue();

    terminal.press("s");
    terminal.awaits(now -> now.contains("sort: errors"));
    terminal.press("Up"); // comes as several characters, which are none of the keys
    terminal.press("+");
    terminal.awaits(now -> now.contains("every 2s") && now.contains("sort: errors"));
    terminal.press("-");
    terminal.press("?");
    terminal.awaits(now -> now.contains("any key leaves this page"));
    terminal.press("q"); // leaves the help
    String drawn = terminal.awaits(now -> isTop(now) && now.contains("every 1s"));
    terminal.awaits(now -> isTop(now) && !time(now).equals(time(drawn)));

    terminal.press("p");
    String paused = terminal.awaits(now -> now.startsWith("PAUSED  mozaiks top"));
    send(
        """
        {"event_id":"3","type":"workflow_start","event_ts":"%s","chat_id":"chat-three","app_id":"acme"}
        """
            .formatted(Instant.now()));
    terminal.press("s");
    String still = terminal.awaits(now -> now.contains("sort: time"));
    assertThat(time(still)).isEqualTo(time(paused));
    assertThat(still).doesNotContain("chat-three");
    terminal.press("r");
    assertThat(terminal.awaits(now -> now.contains("chat-three"))).startsWith("PAUSED");
    terminal.press("p");
    terminal.awaits(now -> now.startsWith("mozaiks top"));

    terminal.press("q");
    assertThat(terminal.awaitsPrompt()).contains("before").doesNotContain("CHATS");
    assertThat(terminal.isAlternate()).isFalse();
    terminal.enter("echo status $?");
    terminal.awaits(now -> now.contains("status 0"));
    assertThat(modes("after")).isEqualTo(modes);
  }

  @Test
  void fitsAWindowThatChanges_howeverSmall() throws Exception {
    top("", "--interval 3600"); // only the change itself has it drawn again
    terminal.awaits(TopIT::isTop);

    terminal.resize(120, 30);
    assertThat(terminal.awaits(now -> now.lines().anyMatch(line -> line.length() == 120)))
        .startsWith("mozaiks top");
    terminal.resize(40, 6);
    assertThat(terminal.awaits(now -> now.contains("ALERTS") && !now.contains("AGENTS")).lines())
        .hasSizeLessThanOrEqualTo(6)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40))
        .first()
        .asString()
        .startsWith("mozaiks top");
    terminal.resize(8, 2);
    terminal.awaits(now -> now.lines().findFirst().orElse("").equals("mozaiks"));
    terminal.resize(80, 24);
    terminal.awaits(TopIT::isTop);
    terminal.press("q");
    terminal.awaitsPrompt();
  }

  @Test
  void saysThatTheServerIsGone_andWhenItIsBack() throws Exception {
    top("NO_COLOR=1 ", "--interval 1");
    terminal.awaits(TopIT::isTop);
    assertThat(terminal.colours()).doesNotContain("\u001B[3", "\u001B[1");

    server.close();
    String gone = terminal.awaits(now -> now.contains("NOT OF NOW"));
    assertThat(gone).contains("no server answers at", "chat-one");
    server = serve();
    terminal.awaits(now -> now.contains("CHATS  0 running") && !now.contains("NOT OF NOW"));

    terminal.press("C-c");
    assertThat(terminal.awaitsPrompt()).doesNotContain("CHATS");
    terminal.enter("echo status $?");
    terminal.awaits(now -> now.contains("status 0"));
    assertThat(modes("after")).contains(" icanon ", " echo ");
  }

  @Test
  void stepsAsideForTheShell_andComesBack() throws Exception {
    terminal.enter("set -m");
    top("", "--interval 1");
    terminal.awaits(TopIT::isTop);

    terminal.press("C-z");
    assertThat(terminal.awaitsPrompt()).doesNotContain("CHATS").contains("Stopped");
    assertThat(terminal.isAlternate()).isFalse();
    assertThat(modes("aside")).contains(" icanon ", " echo ");
    terminal.enter("fg");
    terminal.awaits(TopIT::isTop);
    assertThat(terminal.isAlternate()).isTrue();
    terminal.press("s");
    terminal.awaits(now -> now.contains("sort: errors"));
    terminal.press("q");
    terminal.awaitsPrompt();
  }

  @Test
  void goesOnWithoutAKeyboard_andWhereTheTerminalObeysNothing() throws Exception {
    top("", "--interval 1 < /dev/null > plain &");
    Path plain = folder.resolve("plain");
    terminal.awaits(_ -> Files.exists(plain) && titles(plain) > 1);
    assertThat(Files.readString(plain)).contains("chat-one").doesNotContain("\u001B", "q quit");
    terminal.enter("kill %1");

    top("TERM=dumb ", "--interval 3600");
    String screen = terminal.awaits(now -> now.contains("chat-one"));
    assertThat(screen).contains("CHATS  2 running").doesNotContain("q quit");
    assertThat(terminal.isAlternate()).isFalse();
    terminal.press("C-c");
  }

  private static long titles(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream().filter(line -> line.startsWith("mozaiks top")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
