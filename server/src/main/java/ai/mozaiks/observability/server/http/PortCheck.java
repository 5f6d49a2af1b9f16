// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Whether a port can be opened, before anything else of a start has been done: a start that fails
/// should leave no trace. The port is free again afterwards, so the later opening may still fail.
public final class PortCheck {
  private PortCheck() {}

  /// Opens a port, and closes it again.
  ///
  /// @param name of the port's setting, for example `grpc_port`
  /// @param port 0 for any free one, which is always there
  /// @throws IOException if it cannot be opened; the message names it and what to do
  public static void of(String name, String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the servers do: connections of a stopped one may linger
      socket.bind(new InetSocketAddress(host, port), 1);
    } catch (IOException | IllegalArgumentException e) {
      throw ListenFailure.of(name, host, port, e);
    }
  }
}
