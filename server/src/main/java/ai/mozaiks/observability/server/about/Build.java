// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.about;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// What the build wrote into `build.properties`.
final class Build {
  private static final String FILE = "build.properties";
  private static final Properties PROPERTIES = read();

  private Build() {}

  /// The version of this program, for example `1.2.0`.
  static String version() {
    return Objects.requireNonNull(PROPERTIES.getProperty("version"), "version in " + FILE);
  }

  private static Properties read() {
    try (InputStream in = Build.class.getResourceAsStream(FILE)) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(in, FILE));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }
}
