// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.server.normalise.dialect.SpanFlag;

/// What a flag means to whoever asks about a span: what was doubtful, and what was made of it.
final class FlagReason {
  private FlagReason() {}

  static String of(SpanFlag flag) {
    return switch (flag) {
      case TIME_MISSING -> "no start or no end: how long it lasted is unknown";
      case ENDS_BEFORE_START -> "it ends before it starts: it lasted nothing";
      case TOO_LONG -> "longer than 30 days: how long it lasted is unknown";
      case TIME_AHEAD ->
          "more than an hour ahead of this server's clock: the time of receipt stands for it";
      case OWN_PARENT -> "it names itself as its parent: it is a root";
      case PARENT_RING -> "it is its own ancestor: the earliest span of the ring is a root";
      case PARENT_LOST ->
          "its parent never came: a span around it is the same call, and it counts as within that";
      case ALIASES_DISAGREE ->
          "names of one figure have different values: the first by precedence counts (rule 2)";
      case FIGURE_REFUSED ->
          "tokens that are negative, no number or above 10^12, or a cost that is negative, no number"
              + " or above 9.2 million US dollars: unknown";
      case INPUT_EXCLUSIVE -> "the input left out its cached tokens: they were added";
      case REASONING_EXCLUSIVE -> "the output left out its reasoning: it was added";
      case THINKING_ADDED -> "the total holds output that the output left out: added as reasoning";
      case EVENTS_DISAGREE ->
          "log events of the call, or the call and an event, differ: the call's own word counts,"
              + " then that of the latest event (rule 7)";
      case TOTAL_UNEXPLAINED -> "the total is above input and output: the rest is not counted";
    };
  }
}
