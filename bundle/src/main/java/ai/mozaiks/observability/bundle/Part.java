// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import java.util.List;

/// One tool's share of the bundle.
interface Part {
  /// By what `--only` names it; also its folder.
  String name();

  /// What the tool is, and what it is here for: one line.
  String about();

  /// Its files, for one description.
  List<BundleFile> files(BundleSpec spec);
}
