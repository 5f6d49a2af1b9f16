// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.config.ServerConfig;

/// A server that was started in this process.
interface RunningServer extends AutoCloseable {

  /// The main port.
  int port();

  /// The gRPC port; [ServerConfig#OFF] when not open.
  int grpcPort();

  /// The second OTLP/HTTP port; [ServerConfig#OFF] when not open.
  int otlpPort();

  /// Stops taking data, finishes what was accepted, and closes the store.
  @Override
  void close();

  /// Starts a server.
  ///
  /// @throws CommandFailure if it cannot start, with the sentence to show
  @SuppressWarnings("DoNotCallSuggester")
  static RunningServer start(ServerConfig config) throws CommandFailure {
    throw new CommandFailure("the server is not part of this build: " + config.port());
  }
}
