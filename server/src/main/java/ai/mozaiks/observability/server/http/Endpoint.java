// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

/// Where to listen, and what is served there.
///
/// @param name for messages, for example `port` or `otlp-port`
/// @param host the address to bind to, for example `127.0.0.1`
/// @param port 0 to 65535; 0 takes any free one
/// @param router what is served
public record Endpoint(String name, String host, int port, Router router) {
  public Endpoint {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
    }
  }
}
