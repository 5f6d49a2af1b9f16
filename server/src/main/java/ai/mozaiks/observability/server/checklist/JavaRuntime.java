// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The Java that a process runs on, as it began and as it lies on disk now: an update of the system
/// may have replaced it meanwhile, and then classes not loaded yet come from another version.
///
/// @param version as the process began
/// @param vendor who made it
/// @param home its folder
/// @param remedy how this process gets to the new one
public record JavaRuntime(Runtime.Version version, String vendor, Path home, String remedy) {
  static final int LEAST = 25;

  /// That of this process.
  public static JavaRuntime ofThisProcess(String remedy) {
    return new JavaRuntime(
        Runtime.version(),
        System.getProperty("java.vendor", "unknown"),
        Path.of(System.getProperty("java.home", "")),
        remedy);
  }

  /// Whether it is one to work with.
  Finding look() {
    String evidence = "Java " + version + " of " + vendor + " in " + home;
    String next = "Install a JDK " + LEAST + " (a release, no preview of one), and " + remedy;
    if (version.feature() < LEAST) {
      return new Finding.Fail(evidence + " (expected: " + LEAST + " or later)", next);
    }
    if (!Files.isRegularFile(home.resolve("lib").resolve("modules"))) {
      return new Finding.Fail(
          evidence + " is not there any more: classes that are not loaded yet will be missing",
          "Install it again if need be, and " + remedy);
    }
    Runtime.Version onDisk = onDisk();
    if (onDisk != null && !isSame(onDisk)) {
      return new Finding.Warn(
          evidence + ", where " + onDisk + " lies by now",
          "Let this process have the new one: " + remedy);
    }
    return version.pre().isPresent()
        ? new Finding.Warn(evidence + " is a preview", next)
        : new Finding.Ok(evidence);
  }

  /// The version that lies there; null where that is not told, as by some distributions.
  private Runtime.@Nullable Version onDisk() {
    try {
      Properties told = new Properties();
      told.load(new StringReader(Files.readString(home.resolve("release"))));
      return Runtime.Version.parse(told.getProperty("JAVA_VERSION", "").replace("\"", "").strip());
    } catch (IOException | IllegalArgumentException _) {
      return null;
    }
  }

  /// What stands behind these numbers is not written alike everywhere.
  private boolean isSame(Runtime.Version other) {
    return other.feature() == version.feature()
        && other.interim() == version.interim()
        && other.update() == version.update();
  }
}
