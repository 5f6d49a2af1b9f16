// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.grpc.GrpcLimits;
import ai.mozaiks.observability.server.grpc.OtlpGrpcServer;
import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.Endpoint;
import ai.mozaiks.observability.server.http.HttpLimits;
import ai.mozaiks.observability.server.http.HttpServer;
import ai.mozaiks.observability.server.http.PortCheck;
import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.otlp.OtlpExport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ports that a configuration asks for: the main one, a second one for OTLP over HTTP, one for
/// gRPC. [#open] and [#close] are called once each, by the owner.
final class Ports implements AutoCloseable {
  private static final int MAIN = 0;
  private static final int OTLP = 1;

  private final boolean otlpOpen;
  private final HttpServer http;
  private final @Nullable OtlpGrpcServer grpc;

  /// Opens nothing yet.
  ///
  /// @param main what the main port serves
  /// @param otlp what the second one serves
  /// @param exports take what comes over gRPC
  /// @param reasons what senders are told when something goes wrong
  Ports(
      ServerConfig config, Router main, Router otlp, List<OtlpExport<?>> exports, Reasons reasons) {
    ByteBudget budget = new ByteBudget(config.limits().inFlightBytes());
    int maxBodyBytes = Math.toIntExact(config.limits().requestBytes());
    otlpOpen = config.otlpPort() != ServerConfig.OFF;
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(new Endpoint("port", config.host(), config.port(), main));
    if (otlpOpen) {
      endpoints.add(new Endpoint("otlp_port", config.host(), config.otlpPort(), otlp));
    }
    HttpLimits httpLimits = HttpLimits.DEFAULT.withMaxBodyBytes(maxBodyBytes);
    http = new HttpServer(endpoints, httpLimits, budget, reasons);
    GrpcLimits grpcLimits = GrpcLimits.DEFAULT.withMaxMessageBytes(maxBodyBytes);
    grpc =
        config.grpcPort() == ServerConfig.OFF
            ? null
            : new OtlpGrpcServer(
                config.host(), config.grpcPort(), exports, grpcLimits, budget, reasons);
  }

  /// Sees whether they can be opened, before anything is written to disk.
  ///
  /// @throws IOException if one cannot be opened; the message names it and what to do
  static void check(ServerConfig config) throws IOException {
    PortCheck.of("port", config.host(), config.port());
    if (config.otlpPort() != ServerConfig.OFF) {
      PortCheck.of("otlp_port", config.host(), config.otlpPort());
    }
    if (config.grpcPort() != ServerConfig.OFF) {
      PortCheck.of("grpc_port", config.host(), config.grpcPort());
    }
  }

  /// Opens them; requests are answered when this returns.
  ///
  /// @throws IOException if one cannot be opened; the message names it and what to do
  void open() throws IOException {
    http.start();
    if (grpc != null) {
      grpc.start();
    }
  }

  int main() {
    return http.port(MAIN);
  }

  /// [ServerConfig#OFF] when not open, as for gRPC.
  int otlp() {
    return otlpOpen ? http.port(OTLP) : ServerConfig.OFF;
  }

  int grpc() {
    return grpc == null ? ServerConfig.OFF : grpc.port();
  }

  @Override
  public void close() {
    try (http) {
      if (grpc != null) {
        grpc.close();
      }
    }
  }
}
