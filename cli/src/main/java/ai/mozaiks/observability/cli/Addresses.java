// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where a running server can be reached, as shown to people.
///
/// @param host the host to put into addresses
/// @param port the main port
/// @param grpcPort the gRPC port; [ServerConfig#OFF] when not open
/// @param otlpPort the second OTLP/HTTP port; [ServerConfig#OFF] when not open
record Addresses(String host, int port, int grpcPort, int otlpPort) {

  static Addresses of(ServerConfig config, Server server) {
    return new Addresses(
        reachable(config.host()), server.port(), server.grpcPort(), server.otlpPort());
  }

  /// The address of a page on the main port.
  URI main(String path) {
    return URI.create("http://" + host + ":" + port + path);
  }

  /// The address of a chat's page of the dashboard.
  URI pageOf(String chatId) {
    return main("/chats/" + URLEncoder.encode(chatId, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /// Prints one block.
  ///
  /// @param headline the first line
  /// @param data the data folder as text; null when nothing is kept
  void print(PrintWriter out, String headline, @Nullable String data) {
    out.println(headline);
    out.println();
    line(out, "Dashboard", main("/").toString());
    line(out, "Performance", main("/metrics/perf/aggregate").toString());
    line(out, "Running chats", main("/health/active-runs").toString());
    line(out, "Prometheus", main("/metrics/prometheus").toString());
    line(out, "Logs", main("/api/logs").toString());
    line(out, "Alerts", main("/api/alerts").toString());
    line(out, "Metrics", main("/api/metrics").toString());
    line(out, "Health", main("/api/health").toString());
    line(out, "Ready", main("/health/ready").toString());
    line(out, "Send OTLP", otlp());
    line(out, "Send events", main("/api/events").toString());
    line(out, "Data", data == null ? "in memory only" : data);
    out.println();
    out.println("Ctrl-C stops it.");
    out.flush();
  }

  private String otlp() {
    int http = otlpPort == ServerConfig.OFF ? port : otlpPort;
    String text = "http://" + host + ":" + http + "  (HTTP)";
    return grpcPort == ServerConfig.OFF
        ? text
        : text + "   http://" + host + ":" + grpcPort + "  (gRPC)";
  }

  private static void line(PrintWriter out, String what, String where) {
    out.println("  " + what + " ".repeat(Math.max(1, 16 - what.length())) + where);
  }

  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0", "::", "[::]" -> "localhost";
      default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    };
  }
}
