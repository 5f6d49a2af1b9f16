// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Is told of alerts, after every evaluation, in the alerts' thread.
@FunctionalInterface
public interface AlertListener {

  /// Alerts were evaluated.
  ///
  /// @param connection of the transaction in which the alerts are remembered: what is written here
  ///   is written with them, or not at all
  /// @param changes what came into another state; may be empty
  /// @param alerts all alerts now
  /// @param now the time of the evaluation
  void changed(Connection connection, List<AlertChange> changes, List<Alert> alerts, Instant now)
      throws SQLException;
}
