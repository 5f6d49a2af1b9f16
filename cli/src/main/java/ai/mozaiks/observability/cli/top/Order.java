// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;
import static java.util.Comparator.reverseOrder;

import ai.mozaiks.observability.cli.top.Screen.Agent;
import ai.mozaiks.observability.cli.top.Screen.RunningChat;
import java.util.Comparator;

/// By what chats and agents are sorted: the most first, the unknown last. Conspicuous chats stand
/// above all others in every order.
enum Order {
  COST("cost"),
  ERRORS("errors"),
  /// Chats by how long they have run, agents by the 95th percentile of their turns.
  TIME("time"),
  TOKENS("tokens");

  private final String word;

  Order(String word) {
    this.word = word;
  }

  /// As it is called on the screen.
  String word() {
    return word;
  }

  Comparator<RunningChat> chats() {
    Comparator<RunningChat> leastFirst =
        switch (this) {
          case COST -> comparing(RunningChat::cost, nullsFirst(naturalOrder()));
          case ERRORS -> comparing(RunningChat::errors, nullsFirst(naturalOrder()));
          case TIME -> comparing(RunningChat::startedAt, reverseOrder());
          case TOKENS -> comparing(RunningChat::tokens, nullsFirst(naturalOrder()));
        };
    return comparing((RunningChat chat) -> chat.flags().isEmpty())
        .thenComparing(leastFirst.reversed())
        .thenComparing(RunningChat::startedAt, reverseOrder())
        .thenComparing(RunningChat::app)
        .thenComparing(RunningChat::id);
  }

  Comparator<Agent> agents() {
    Comparator<Agent> leastFirst =
        switch (this) {
          case COST -> comparing(Agent::cost, nullsFirst(naturalOrder()));
          case ERRORS -> comparingLong(Agent::errors);
          case TIME -> comparing(Agent::slow, nullsFirst(naturalOrder()));
          case TOKENS -> comparing(Agent::tokens, nullsFirst(naturalOrder()));
        };
    return leastFirst
        .reversed()
        .thenComparing(comparingLong(Agent::turns).reversed())
        .thenComparing(Agent::name);
  }

  /// The one after it, round and round.
  Order next() {
    return switch (this) {
      case COST -> ERRORS;
      case ERRORS -> TIME;
      case TIME -> TOKENS;
      case TOKENS -> COST;
    };
  }
}
