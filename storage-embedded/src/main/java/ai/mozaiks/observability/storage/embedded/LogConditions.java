// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.LogColumn;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// What follows a WHERE over the table of logs: exactly what [LogFilter#matches] says, in SQL.
/// Texts are parameters, in their order.
final class LogConditions {
  /// Where a word begins and ends, see [LogText]. Of two texts joined by OR, so that what both have
  /// in common is computed once.
  private static final String BEFORE_WORD = "(\\A|[^\\pL\\p{Nd}_]|\\\\[nrtbf])";

  private static final String AFTER_WORD = "([^\\pL\\p{Nd}_]|\\z)";

  private final StringBuilder sql = new StringBuilder("true");
  private final List<String> texts = new ArrayList<>();

  LogConditions between(Instant from, Instant to) {
    if (from.isAfter(Nanos.MIN_INSTANT)) {
      sql.append(" AND time_nanos >= ").append(Nanos.saturated(from));
    }
    if (!to.isAfter(Nanos.MAX_INSTANT)) {
      sql.append(" AND time_nanos < ").append(Nanos.saturated(to));
    }
    return this;
  }

  /// Only what comes after a record in a list of the newest first.
  LogConditions olderThan(RecordKey record) {
    return beyond(record, "<");
  }

  /// Only what comes before a record in a list of the newest first.
  LogConditions newerThan(RecordKey record) {
    return beyond(record, ">");
  }

  private LogConditions beyond(RecordKey record, String side) {
    sql.append(
        " AND time_nanos %1$s= %2$d AND (time_nanos %1$s %2$d OR id_high %1$s %3$d OR (id_high = %3$d AND id_low %1$s %4$d))"
            .formatted(side, record.timeNanos(), record.id().high(), record.id().low()));
    return this;
  }

  /// @param tracesOfChat the traces of the filter's chat; of no meaning without one
  LogConditions like(LogFilter filter, Set<PartId> tracesOfChat) {
    if (filter.minSeverity() > 0) {
      sql.append(" AND severity >= ").append(filter.minSeverity());
    }
    if (filter.trace() != null) {
      sql.append(" AND ").append(isOf(Set.of(filter.trace())));
    }
    if (filter.chat() != null) {
      sql.append(" AND (chat_id = ?");
      texts.add(filter.chat().chatId());
      if (filter.app() != null) {
        sql.append(" AND app = ?");
        texts.add(filter.app());
      }
      sql.append(" OR ").append(isOf(tracesOfChat)).append(')');
    } else if (filter.app() != null) {
      sql.append(" AND app = ?");
      texts.add(filter.app());
    }
    filter.columns().forEach(this::column);
    filter.fields().forEach(this::field);
    filter.text().words().forEach(word -> text(word, true));
    filter.text().parts().forEach(part -> text(part, false));
    return this;
  }

  private void column(LogColumn column, String value) {
    String name =
        switch (column) {
          case LOGGER -> "logger";
          case EVENT -> "event";
          case WORKFLOW -> "workflow";
          case AGENT -> "agent";
          case USER -> "user_id";
        };
    if (column == LogColumn.LOGGER) {
      sql.append(" AND (logger = ? OR starts_with(logger, ?))");
      texts.add(value);
      texts.add(value + ".");
    } else {
      sql.append(" AND ").append(name).append(" = ?");
      texts.add(value);
    }
  }

  /// Most records do not even name the attribute, which is found faster than JSON is read.
  private void field(String name, String value) {
    String pointer = "/" + name.replace("~", "~0").replace("/", "~1");
    Double number = LogFilter.numberOf(value);
    sql.append(" AND CASE WHEN contains(attributes, ?) THEN ");
    texts.add('"' + LogText.inJson(name) + "\":");
    sql.append("coalesce((json_type(attributes, ?) NOT IN ('OBJECT', 'ARRAY')");
    texts.add(pointer);
    sql.append(" AND json_extract_string(attributes, ?) = ?)");
    texts.add(pointer);
    texts.add(value);
    if (number != null) {
      sql.append(
          " OR (json_type(attributes, ?) IN ('BIGINT', 'UBIGINT', 'DOUBLE')"
              + " AND TRY_CAST(json_extract_string(attributes, ?) AS DOUBLE) = CAST(? AS DOUBLE))");
      texts.add(pointer);
      texts.add(pointer);
      texts.add(number.toString());
    }
    sql.append(", false) ELSE false END");
  }

  private void text(String text, boolean word) {
    String inJson = LogText.inJson(text);
    sql.append(" AND (");
    if (inJson.equals(text)) {
      stands("body", text, word);
    } else {
      sql.append("CASE WHEN structured THEN ");
      stands("body", inJson, word);
      sql.append(" ELSE ");
      stands("body", text, word);
      sql.append(" END");
    }
    sql.append(" OR ");
    stands("attributes", inJson, word);
    sql.append(')');
  }

  /// The expression for words is dear, so it is asked only of what has the text at all.
  private void stands(String column, String text, boolean word) {
    String contains = "contains(lower(" + column + "), ?)";
    texts.add(text);
    sql.append(
        word
            ? "CASE WHEN %s THEN regexp_matches(lower(%s), '%s') ELSE false END"
                .formatted(contains, column, expression(text))
            : contains);
  }

  /// Of what RE2 reads as something else, only the number of the character is written, so that the
  /// expression can stand in SQL.
  private static String expression(String word) {
    StringBuilder expression = new StringBuilder();
    if (LogText.isOfWord(word.codePointAt(0))) {
      expression.append(BEFORE_WORD);
    }
    word.codePoints()
        .forEach(c -> {
          if (LogText.isOfWord(c)) {
            expression.appendCodePoint(c);
          } else {
            expression.append("\\x{").append(Integer.toHexString(c)).append('}');
          }
        });
    if (LogText.isOfWord(word.codePointBefore(word.length()))) {
      expression.append(AFTER_WORD);
    }
    return expression.toString();
  }

  /// By both halves on their own: a list of numbers is the fastest filter, and the halves of two
  /// random ids do not mix.
  static String isOf(Set<PartId> traces) {
    return traces.isEmpty()
        ? "false"
        : "(trace_high IN %s AND trace_low IN %s)"
            .formatted(numbers(traces, PartId::high), numbers(traces, PartId::low));
  }

  private static String numbers(Set<PartId> traces, ToLongFunction<PartId> half) {
    return traces.stream()
        .map(trace -> Long.toString(half.applyAsLong(trace)))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// A statement with these conditions in it.
  ///
  /// @param before the statement to where the conditions stand
  /// @param after what comes after the conditions
  PreparedStatement prepare(Connection connection, String before, String after)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(before + " " + sql + " " + after);
    for (int i = 0; i < texts.size(); i++) {
      statement.setString(i + 1, texts.get(i));
    }
    return statement;
  }
}
