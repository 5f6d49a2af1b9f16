// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.muting;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Says whether notifications of an alert are held back.
@FunctionalInterface
public interface Muting {

  /// Why nobody is to be told of an alert that fires.
  ///
  /// @param labels all labels of the alert
  /// @return in words for people; empty if somebody is to be told
  Optional<String> reason(Map<String, String> labels, Instant now);
}
