// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import java.util.SortedMap;
import java.util.TreeMap;

/// Keys that are too long for those who take them.
final class Keys {
  private Keys() {}

  /// A short text that is the same for the same key.
  static String shortOf(String key) {
    SortedMap<String, String> whole = new TreeMap<>();
    whole.put("key", key);
    return "mozaiks-" + NoticedAlert.fingerprint(whole);
  }
}
