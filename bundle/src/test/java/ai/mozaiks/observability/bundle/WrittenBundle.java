// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Bundles as tests need them, in memory or in a folder for the tools that check it.
final class WrittenBundle {
  private WrittenBundle() {}

  /// A description with the rules that are built in.
  ///
  /// @param assignments of settings, `section.name=value`
  static BundleSpec spec(String... assignments) throws Exception {
    return new BundleSpec(
        Settings.usual().with(List.of(assignments)), RuleFiles.read(List.of(), List.of()));
  }

  /// The files of all parts.
  static List<BundleFile> files(String... assignments) throws Exception {
    return Bundle.files(spec(assignments), new ArrayList<>(Bundle.parts().keySet()));
  }

  /// Writes all parts.
  static void into(Path folder, String... assignments) throws Exception {
    new BundleFolder(folder).write(files(assignments), true);
  }
}
