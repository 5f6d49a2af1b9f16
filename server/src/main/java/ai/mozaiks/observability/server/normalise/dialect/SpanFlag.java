// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.server.normalise.UnixNanos;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is doubtful about a span. It is kept and counted as far as it makes sense; the flag tells
/// the operator what was not believed. Counted by `mozaiks_ingest_flags_total`, shown span by span
/// by explain.
public enum SpanFlag {
  /// Its start or its end is missing: its length is unknown.
  TIME_MISSING,
  /// It ends before it starts: it lasted nothing.
  ENDS_BEFORE_START,
  /// It claims to have lasted longer than [UnixNanos#LONGEST]: its length is unknown.
  TOO_LONG,
  /// Its times lay more than an hour ahead of this server's clock when it came: the time of receipt
  /// stands for them.
  TIME_AHEAD,
  /// It names itself as its parent: it is a root.
  OWN_PARENT,
  /// It is its own ancestor: the earliest span of the ring is taken for a root. Known only when the
  /// whole ring is here, so it is not counted.
  PARENT_RING,
  /// Its parent never came, and a span around it is the same call: it is taken to be within that.
  /// Known only when its trace is here, so it is not counted.
  PARENT_LOST,
  /// Attributes that mean the same figure differ; the first by precedence counts (rule 2).
  ALIASES_DISAGREE,
  /// A count of tokens or a cost that is negative, no number or beyond belief: unknown.
  FIGURE_REFUSED,
  /// The input left out its cached parts, which were added.
  INPUT_EXCLUSIVE,
  /// The output left out its reasoning, which was added.
  REASONING_EXCLUSIVE,
  /// The reported total holds output that the output left out; it was added as reasoning.
  THINKING_ADDED,
  /// What log events tell of the call, or the call and an event, differ in tokens, cost, model or
  /// id of the answer: the call's own word counts, then that of the latest event. Known only when
  /// its trace is here, so it is not counted.
  EVENTS_DISAGREE,
  /// The reported total is larger than input and output, and nothing explains the rest, which does
  /// not count.
  TOTAL_UNEXPLAINED;

  /// What is wrong with a span's times, both as [UnixNanos#of] gives them; null when nothing is.
  static @Nullable SpanFlag ofTimes(long start, long end) {
    if (start == 0 || end == 0) {
      return TIME_MISSING;
    }
    if (end < start) {
      return ENDS_BEFORE_START;
    }
    return end - start > UnixNanos.LONGEST.toNanos() ? TOO_LONG : null;
  }

  /// Whether a span shows it by itself, whatever else is in its trace.
  public boolean isToldBySpanAlone() {
    return this != PARENT_RING && this != PARENT_LOST && this != EVENTS_DISAGREE;
  }

  /// The word in metrics and explanations, for example `aliases_disagree`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
