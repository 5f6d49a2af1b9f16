// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.PartId;
import java.util.HashSet;
import java.util.Set;

/// Of which parts something was said already, so that the log says it once for each; beyond some
/// thousand parts it says no more. For the fold's thread.
final class SaidOfParts {
  private static final int AT_MOST = 10_000;

  private final Set<PartId> said = new HashSet<>();

  /// Whether it is to be said of a part now, which it is then.
  boolean isNew(PartId part) {
    return said.size() < AT_MOST && said.add(part);
  }
}
