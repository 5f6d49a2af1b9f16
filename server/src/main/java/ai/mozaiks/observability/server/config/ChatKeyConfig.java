// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which attribute carries the chat id, where the usual ones mean something else: the same
/// attribute is a run for one framework and a user's thread of months for another.
///
/// @param everywhere the attribute for apps without one of their own; null leaves it to the usual
///   order
/// @param apps attribute by app
public record ChatKeyConfig(@Nullable String everywhere, Map<String, String> apps) {

  /// The usual order for every app.
  public static final ChatKeyConfig NONE = new ChatKeyConfig(null, Map.of());

  public ChatKeyConfig {
    apps = Map.copyOf(apps);
  }

  /// The attribute that is looked at first for an app; empty leaves it to the usual order.
  public Optional<String> of(String app) {
    return Optional.ofNullable(apps.getOrDefault(app, everywhere));
  }
}
