// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A bundle in a folder, for the tools that check it.
final class WrittenBundle {
  private WrittenBundle() {}

  /// Writes all parts.
  ///
  /// @param assignments of settings, `section.name=value`
  static void into(Path folder, String... assignments) throws Exception {
    BundleSpec spec =
        new BundleSpec(
            Settings.usual().with(List.of(assignments)), RuleFiles.read(List.of(), List.of()));
    new BundleFolder(folder)
        .write(Bundle.files(spec, new ArrayList<>(Bundle.parts().keySet())), true);
  }
}
