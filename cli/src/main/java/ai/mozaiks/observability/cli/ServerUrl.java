// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the address of a server as given on the command line, without what would get in the way of
/// a path.
final class ServerUrl implements ITypeConverter<URI> {

  @Override
  public URI convert(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null) {
        String path = url.getPath().replaceAll("/+$", "");
        return new URI(url.getScheme(), url.getAuthority(), path, null, null);
      }
    } catch (URISyntaxException e) {
      throw mistake(text);
    }
    throw mistake(text);
  }

  private static TypeConversionException mistake(String text) {
    return new TypeConversionException(text + " (expected: such as http://localhost:8000)");
  }
}
