// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The chat ids that a span has under attributes that the operator configured.
///
/// @param keys which attribute counts for which app
/// @param byAttribute id by attribute; usually empty
record ConfiguredIds(ChatKeyTable keys, Map<String, String> byAttribute) {

  /// The id for an app; null when the span has none for it.
  @Nullable String idFor(String app) {
    String attribute = attributeFor(app);
    return attribute == null ? null : byAttribute.get(attribute);
  }

  /// Which attribute tells [#idFor]; null when none does.
  @Nullable String attributeFor(String app) {
    String attribute = byAttribute.isEmpty() ? null : keys.attributeFor(app);
    return attribute != null && byAttribute.containsKey(attribute) ? attribute : null;
  }
}
