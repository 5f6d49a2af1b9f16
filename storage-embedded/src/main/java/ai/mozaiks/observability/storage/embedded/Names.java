// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Of texts that many rows repeat, one object each. For one thread.
final class Names {
  private static final int MOST = 10_000;

  private final Map<String, String> known = new HashMap<>();

  String shared(String name) {
    String same = known.get(name);
    if (same != null) {
      return same;
    }
    if (known.size() < MOST) {
      known.put(name, name);
    }
    return name;
  }

  @Nullable String sharedOrNull(@Nullable String name) {
    return name == null ? null : shared(name);
  }
}
