// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// For which apps content is kept. Immutable.
///
/// Only what single spans tell can be asked, since it must be decided before anything of a span is
/// written. Where apps differ and a span names none, its content is not kept: it might belong to
/// one that must not have any.
///
/// @param keep for apps that are not named
/// @param apps for single apps
public record ContentPolicy(boolean keep, Map<String, Boolean> apps) {

  /// Keeps nothing.
  public static final ContentPolicy NOTHING = new ContentPolicy(false, Map.of());

  /// What is to be done with content.
  public enum Decision {
    KEEP,
    /// It is off for the app.
    OFF,
    /// The span names no app, and it is not the same for all.
    UNKNOWN_APP
  }

  public ContentPolicy {
    apps = Map.copyOf(apps);
  }

  /// Whether there is no app at all whose content is kept.
  public boolean keepsNothing() {
    return !keep && !apps.containsValue(true);
  }

  /// Whether the answer depends on the app.
  public boolean dependsOnApp() {
    return apps.containsValue(!keep);
  }

  /// What is to be done with the content of an app's spans.
  ///
  /// @param app null if the span names none
  public Decision of(@Nullable String app) {
    if (!dependsOnApp()) {
      return keep ? Decision.KEEP : Decision.OFF;
    }
    if (app == null) {
      return Decision.UNKNOWN_APP;
    }
    return apps.getOrDefault(app, keep) ? Decision.KEEP : Decision.OFF;
  }

  /// Why, in a few words.
  ///
  /// @param app null if the span names none
  public String reason(@Nullable String app) {
    if (!dependsOnApp()) {
      return keep ? "kept for all apps (content.keep)" : "kept for no app (content.keep)";
    }
    return switch (of(app)) {
      case KEEP -> "kept for app " + app + " (content.keep, content.apps)";
      case OFF -> "not kept for app " + app + " (content.keep, content.apps)";
      case UNKNOWN_APP ->
          "neither the span nor its resource names an app, and content is not kept for all"
              + " (content.apps)";
    };
  }
}
