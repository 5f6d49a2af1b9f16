// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

/// A file of a bundle.
///
/// @param path within the bundle's folder, with `/`
/// @param text what is in it
/// @param executable whether it is a program
public record BundleFile(String path, String text, boolean executable) {
  public BundleFile {
    if (path.startsWith("/") || path.contains("..")) {
      throw new IllegalArgumentException(path + " is outside the bundle");
    }
  }

  /// A file that is not a program.
  BundleFile(String path, String text) {
    this(path, text, false);
  }
}
