// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/// Which running server a command is about.
final class ServerAddress {
  @Option(
      names = "--url",
      converter = ServerUrl.class,
      defaultValue = "http://localhost:8000",
      description = "The server (${DEFAULT-VALUE}).")
  URI url = URI.create("http://localhost:8000");
}
