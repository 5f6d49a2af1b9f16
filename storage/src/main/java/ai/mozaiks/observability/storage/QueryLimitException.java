// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.util.Objects;

/// A question was not answered, since answering it would take more than one question may. The store
/// itself is well.
public final class QueryLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What there would have been too much of.
  public enum Limit {
    /// It took too long and was stopped; the same question will take as long again.
    TIME,
    /// Too many questions wait already; the same question may be answered later.
    WAITING,
    /// The answer would be too large; a narrower question may be answered.
    SIZE
  }

  private final Limit limit;

  private QueryLimitException(Limit limit, String message) {
    super(message);
    this.limit = Objects.requireNonNull(limit, "limit");
  }

  /// The question was stopped after this time.
  public static QueryLimitException time(Duration limit) {
    return new QueryLimitException(
        Limit.TIME,
        "query: stopped after "
            + limit.toMillis()
            + " ms (expected: an answer within that time). Ask for less: a shorter range, fewer"
            + " group_by dimensions, a filter");
  }

  /// So many questions wait already.
  public static QueryLimitException waiting(int waiting) {
    return new QueryLimitException(
        Limit.WAITING, "query: " + waiting + " others wait already (expected: fewer). Ask later");
  }

  /// The answer would have more than so many items.
  ///
  /// @param items what they are called, for example `points`
  /// @param advice how to ask for fewer
  public static QueryLimitException size(String items, int max, String advice) {
    return new QueryLimitException(
        Limit.SIZE,
        items + ": more than " + max + " (expected: at most " + max + "). Ask for " + advice);
  }

  public Limit limit() {
    return limit;
  }
}
