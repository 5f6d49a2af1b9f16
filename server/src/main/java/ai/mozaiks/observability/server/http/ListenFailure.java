// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Why a port could not be opened, in words for whoever starts the server: the system tells the
/// same error, and libraries their own, for several reasons.
public final class ListenFailure {
  private ListenFailure() {}

  /// The exception to throw; its message names the setting, its value and what to do.
  ///
  /// @param name of the port's setting, for example `grpc_port`
  public static IOException of(String name, String host, int port, Exception cause) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      return new IOException(
          "host: "
              + host
              + " is not known (expected: an address or a name of this machine, such as 127.0.0.1,"
              + " or 0.0.0.0 for all)",
          cause);
    }
    if (!isOfThisMachine(address.getAddress())) {
      return new IOException(
          "host: "
              + host
              + " is no address of this machine (expected: one that it has, such as 127.0.0.1, or"
              + " 0.0.0.0 for all)",
          cause);
    }
    String reason = port > 0 && port < 1_024 ? "not allowed to this user, or taken" : "taken";
    return new IOException(
        "%s: %d cannot be opened on %s: %s (expected: a free port; choose another one or stop who listens there)"
            .formatted(name, port, host, reason),
        cause);
  }

  /// Any port tells: 0 is never taken.
  private static boolean isOfThisMachine(InetAddress address) {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
