// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The address of a server as given on the command line.
final class ServerUrl {
  private ServerUrl() {}

  /// The address without what would get in the way of a path.
  ///
  /// @throws ParameterException if it is none of a server
  static URI of(CommandSpec spec, URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(), "--url: " + url + " (expected: such as http://localhost:8000)");
    }
    try {
      String path = url.getPath().replaceAll("/+$", "");
      return new URI(url.getScheme(), url.getAuthority(), path, null, null);
    } catch (URISyntaxException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + url, e);
    }
  }
}
