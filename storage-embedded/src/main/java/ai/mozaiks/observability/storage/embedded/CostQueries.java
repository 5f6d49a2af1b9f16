// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.CallOutcome;
import ai.mozaiks.observability.storage.CostQuery;
import ai.mozaiks.observability.storage.CostSum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What calls of models cost, by outcome and price: from the same rows as a series, see
/// [SeriesSource].
final class CostQueries {
  /// Of model calls and usage deltas alone.
  private static final String OF_CALLS = " AND outcome <> ''";

  private CostQueries() {}

  static List<CostSum> costs(Connection connection, CostQuery query) throws SQLException {
    List<SeriesSource> sources =
        SeriesSource.of(
                connection,
                query.from(),
                query.to(),
                query.step(),
                AggregateQueries.dimensions(query.groupBy(), query.filters()))
            .stream()
            .map(source ->
                new SeriesSource(source.table(), source.bucket(), source.condition() + OF_CALLS))
            .toList();
    String groups = AggregateQueries.groups(query.groupBy()) + ", outcome, price";
    String sums =
        sources.stream()
            .map(source -> AggregateQueries.sums(source, groups, query.filters()))
            .collect(Collectors.joining("\nUNION ALL\n"));
    String names = AggregateQueries.names(query.groupBy()) + ", outcome, price";
    String sql =
        """
        SELECT bucket%s, %s FROM (
        %s
        )
        GROUP BY ALL ORDER BY bucket%s LIMIT %d
        """
            .formatted(names, AggregateQueries.SUMS, sums, names, query.maxSums() + 1);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int filters = query.filters().size();
      for (int i = 0; i < sources.size(); i++) {
        AggregateQueries.set(statement, 1 + i * filters, query.filters());
      }
      List<CostSum> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (found.size() == query.maxSums()) {
            throw query.tooManySums();
          }
          found.add(sum(row, query));
        }
      }
      return List.copyOf(found);
    }
  }

  private static CostSum sum(ResultSet row, CostQuery query) throws SQLException {
    Duration step = query.step();
    int outcome = 2 + query.groupBy().size();
    return new CostSum(
        step == null ? null : Instant.ofEpochSecond(row.getLong(1) * step.toSeconds()),
        AggregateQueries.texts(row, 2, query.groupBy().size()),
        CallOutcome.valueOf(row.getString(outcome).toUpperCase(Locale.ROOT)),
        row.getString(outcome + 1),
        AggregateQueries.tally(row, outcome + 2));
  }
}
