// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// The table `counter_shifts`: the sum of
/// [ai.mozaiks.observability.storage.StorageBatch#counterShifts] by series.
///
/// The writing side is of the writer thread.
final class CounterShifts {
  private static final String TABLE = "counter_shifts";

  private final SeriesSums sums;

  CounterShifts(Connection connection) throws SQLException {
    sums = new SeriesSums(TABLE, connection);
  }

  void append(Rows into, Map<TotalsKey, Totals> shifts) throws SQLException {
    for (Map.Entry<TotalsKey, Totals> shift : shifts.entrySet()) {
      sums.append(into, shift.getKey(), shift.getValue());
    }
  }

  /// Sums up, if it is time.
  void compact(Statement statement) throws SQLException {
    sums.compact(statement);
  }

  static Map<TotalsKey, Totals> read(Connection connection) throws SQLException {
    Map<TotalsKey, Totals> shifts = new HashMap<>();
    for (Map.Entry<TotalsKey, Map<String, BigInteger>> entry :
        SeriesSums.read(TABLE, connection).entrySet()) {
      Totals shift = SeriesSums.totals(entry.getValue());
      if (!shift.isEmpty()) {
        shifts.put(entry.getKey(), shift);
      }
    }
    return Map.copyOf(shifts);
  }
}
