// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;

/// The files with gaps beside this package. Their gaps are written `<%section.name%>`, since `{{
/// }}` has a meaning in files of Prometheus, Grafana and Helm. A gap that no value is for is a
/// mistake of ours, and thrown. `<%>shared/login.sh%>` puts in another file of `parts/`.
final class Templates {
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .withDelims("<% %>")
          .escapeHTML(false)
          .emptyStringIsFalse(true)
          .withLoader(part -> new StringReader(text("parts/" + part)));

  private Templates() {}

  /// The text of a file beside this package, as it is.
  static String text(String resource) {
    try (InputStream in = Templates.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file with its gaps filled.
  static String filled(String resource, Map<String, ?> values) {
    return COMPILER.compile(text(resource)).execute(values);
  }
}
