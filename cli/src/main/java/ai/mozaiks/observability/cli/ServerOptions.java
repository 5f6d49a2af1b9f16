// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.config.ConfigSources;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of every command that starts a server. Their values stay text, so that the
/// configuration checks them together with everything else and lists all mistakes at once.
final class ServerOptions {

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on; 0.0.0.0 for all (127.0.0.1).")
  @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port for queries, Prometheus and OTLP over HTTP; 0 for any free one (8000).")
  @Nullable String port;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      description = "Port for OTLP over gRPC; 'off' for none (4317).")
  @Nullable String grpcPort;

  @Option(
      names = "--otlp-port",
      paramLabel = "PORT",
      description = "Second port for OTLP over HTTP; 'off' for none (4318).")
  @Nullable String otlpPort;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Folder for the data; made if it is not there.")
  @Nullable String data;

  @Option(
      names = "--alerts-webhook",
      paramLabel = "URL",
      description = "Address that is told of alerts, in the form of Alertmanager's webhooks.")
  @Nullable String alertsWebhook;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration in YAML; flags and MOZAIKS_… variables go before it.")
  @Nullable Path config;

  /// Reads the configuration from these flags, the environment and the file.
  ///
  /// @param overrides further values by key that go before all others
  ServerConfig read(Map<String, String> environment, Map<String, String> overrides)
      throws ConfigurationException {
    Map<String, String> flags = new HashMap<>();
    put(flags, "host", host);
    put(flags, "port", port);
    put(flags, "grpc_port", grpcPort);
    put(flags, "otlp_port", otlpPort);
    put(flags, "data", data);
    put(flags, "alerts.webhook", alertsWebhook);
    flags.putAll(overrides);
    Path file = config;
    String named = environment.get("MOZAIKS_CONFIG");
    if (file == null && named != null && !named.isBlank()) {
      file = Path.of(named);
    }
    return new ConfigSources(flags, environment, file).read();
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }
}
