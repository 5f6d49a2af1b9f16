// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attributes that name the chat because the operator says so: one for all apps, and others for
/// single apps. Immutable.
final class ChatKeyTable {
  private final @Nullable String everywhere;
  private final Map<String, String> byApp;
  private final Set<String> attributes;
  private final ConfiguredIds none = new ConfiguredIds(this, Map.of());

  /// @param everywhere null for none
  /// @param byApp attribute by app; outweighs the one for all
  ChatKeyTable(@Nullable String everywhere, Map<String, String> byApp) {
    this.everywhere = everywhere;
    this.byApp = Map.copyOf(byApp);
    Set<String> all = new HashSet<>(byApp.values());
    if (everywhere != null) {
      all.add(everywhere);
    }
    this.attributes = Set.copyOf(all);
  }

  /// All of them, of all apps.
  Set<String> attributes() {
    return attributes;
  }

  /// Which attribute names the chats of an app; null for none but the usual ones.
  @Nullable String attributeFor(String app) {
    return byApp.getOrDefault(app, everywhere);
  }

  /// What a span has under any of them. Which one counts is known when the app of its trace is,
  /// which another span may tell.
  ConfiguredIds read(List<KeyValue> span) {
    if (attributes.isEmpty()) {
      return none;
    }
    Map<String, String> ids = new HashMap<>();
    for (KeyValue attribute : span) {
      if (attributes.contains(attribute.getKey())) {
        String id = Conversion.id(attribute.getValue());
        if (id != null) {
          ids.putIfAbsent(attribute.getKey(), id);
        }
      }
    }
    return ids.isEmpty() ? none : new ConfiguredIds(this, Map.copyOf(ids));
  }
}
