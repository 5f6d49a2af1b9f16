// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.about;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The libraries that the process runs with, as their jars tell.
final class Libraries {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  /// The name of a jar, in the address of what is in it.
  private static final Pattern JAR =
      Pattern.compile(".*/(?<name>[^/]+?)(?:-(?<version>\\d[^/]*))?\\.jar!/" + MANIFEST);

  private static final Pattern OWN = Pattern.compile("mozaiks|observability-.*");

  private Libraries() {}

  /// A library.
  ///
  /// @param version null when its jar's name has none
  /// @param licence as its manifest says it: a name, an SPDX expression or an address; null when it
  ///   does not say
  record Library(String name, @Nullable String version, @Nullable String licence) {}

  /// All of them by name, but for the parts of this program.
  static List<Library> all() {
    List<Library> found = new ArrayList<>();
    try {
      ClassLoader loader = Libraries.class.getClassLoader();
      for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
        Matcher jar = JAR.matcher(manifest.toString());
        if (jar.matches() && !OWN.matcher(jar.group("name")).matches()) {
          found.add(new Library(jar.group("name"), jar.group("version"), licence(manifest)));
        }
      }
    } catch (IOException unreadable) {
      return List.of(); // jars that can no longer be read are a matter of the health, not of this
    }
    found.sort(Comparator.comparing(Library::name));
    return List.copyOf(found);
  }

  private static @Nullable String licence(URL manifest) throws IOException {
    try (InputStream in = manifest.openStream()) {
      Attributes attributes = new Manifest(in).getMainAttributes();
      return attributes.getValue("Bundle-License");
    }
  }
}
