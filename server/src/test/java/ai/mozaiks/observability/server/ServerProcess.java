// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.server.config.ConfigSources;
import ai.mozaiks.observability.server.config.ContentConfig;
import ai.mozaiks.observability.server.config.RedactionConfig;
import ai.mozaiks.observability.server.config.RetentionConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.config.SourceConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A server in a process of its own, so that a test can kill it.
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// A search engine as destination, with its defaults.
  static ShippingConfig shippingTo(String url) {
    return new ShippingConfig(
        "search",
        ShippingConfig.Start.BEGINNING,
        new ShippingConfig.Elasticsearch(
            URI.create(url), "mozaiksai", false, true, new ShippingConfig.NoLogin(), null));
  }

  /// Starts a server and waits until it answers.
  static ServerProcess start(Path data) throws IOException {
    return start(data, false);
  }

  /// Starts a server that keeps content or does not, and waits until it answers.
  static ServerProcess start(Path data, boolean keepsContent) throws IOException {
    return start(data, keepsContent, "", "");
  }

  /// Starts a server that follows a log in JSON lines, and waits until it answers.
  static ServerProcess startFollowing(Path data, Path log) throws IOException {
    return start(data, false, "", log.toString());
  }

  /// Starts a server that ships its log records to a search engine, and waits until it answers.
  static ServerProcess startShipping(Path data, String searchUrl) throws IOException {
    return start(data, false, searchUrl, "");
  }

  /// Starts a server that keeps content and masks what is like a pattern, and waits until it
  /// answers.
  ///
  /// @param pattern empty for none
  static ServerProcess startMasking(Path data, String pattern) throws IOException {
    return start(data, true, "", "", pattern);
  }

  /// Starts a server with a configuration file, and waits until it answers.
  static ServerProcess startConfigured(Path file) throws IOException {
    return run(file.toString());
  }

  private static ServerProcess start(Path data, boolean keepsContent, String searchUrl, String log)
      throws IOException {
    return start(data, keepsContent, searchUrl, log, "");
  }

  private static ServerProcess start(
      Path data, boolean keepsContent, String searchUrl, String log, String pattern)
      throws IOException {
    return run(data.toString(), Boolean.toString(keepsContent), searchUrl, log, pattern);
  }

  private static ServerProcess run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(Main.LISTENING)) {
        drain(out);
        return new ServerProcess(
            process, Integer.parseInt(line.substring(Main.LISTENING.length())));
      }
    }
    process.destroyForcibly();
    throw new IOException("the server process ended before it listened");
  }

  // Or the process stops when the pipe is full.
  private static void drain(BufferedReader out) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (out.readLine() != null) {}
          } catch (IOException e) {
            // the process was killed, as planned
          }
        });
  }

  int port() {
    return port;
  }

  /// As `kill -9` does.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// As `kill` does; waits for the end.
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  /// What runs in the process.
  static final class Main {
    static final String LISTENING = "listening on ";

    private Main() {}

    public static void main(String[] arguments) throws Exception {
      if (arguments.length == 1) {
        serve(new ConfigSources(Map.of(), Map.of(), Path.of(arguments[0])).read());
        return;
      }
      ServerConfig config =
          ServerConfig.defaults(Path.of(arguments[0])).toBuilder()
              .port(0)
              .grpcPort(ServerConfig.OFF)
              .otlpPort(ServerConfig.OFF)
              .retention(RetentionConfig.DEFAULT.withDeleteOnRequest(true))
              .content(ContentConfig.DEFAULT.withKeep(Boolean.parseBoolean(arguments[1])))
              .redaction(
                  new RedactionConfig(
                      List.of(),
                      arguments[4].isEmpty() ? List.of() : List.of(Pattern.compile(arguments[4])),
                      Set.of()))
              .shipping(arguments[2].isEmpty() ? List.of() : List.of(shippingTo(arguments[2])))
              .sources(arguments[3].isEmpty() ? List.of() : List.of(jsonLog(arguments[3])))
              .build();
      serve(config);
    }

    private static void serve(ServerConfig config) throws Exception {
      Server server = Server.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      System.out.println(LISTENING + server.port());
      Thread.currentThread().join();
    }

    private static SourceConfig jsonLog(String path) {
      return new SourceConfig(SourceConfig.Kind.JSON_LOG, Path.of(path), "acme", null, null, true);
    }
  }
}
