// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.alerts.engine.Fingerprint;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keys that are too long for those who take them.
final class Keys {
  private Keys() {}

  /// The key itself if it is not too long, else a short text that is the same for the same key.
  ///
  /// @param longest in characters, at least 40
  static String fitting(String key, int longest) {
    return key.length() <= longest ? key : shortOf(key);
  }

  /// A short text that is the same for the same key.
  static String shortOf(String key) {
    SortedMap<String, String> whole = new TreeMap<>();
    whole.put("key", key);
    return "mozaiks-" + Fingerprint.of(whole);
  }
}
