// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import java.util.Map;
import java.util.stream.Stream;

/// Worlds in which lines of [DataItems] are not well.
final class DataCases {
  private DataCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when(
            "data_balance",
            FAIL,
            "-2 spans are unaccounted for",
            world ->
                world
                    .facts()
                    .balance
                    .put(Signal.SPANS, new Balance.Reading(8, 8, 0, 10, 0, 0, 0, -2))),
        when(
            "data_balance",
            WARN,
            "5 of 15 log records were dropped",
            world ->
                world
                    .facts()
                    .balance
                    .put(Signal.LOGS, new Balance.Reading(15, 15, 0, 10, 0, 5, 0, 0))),
        when(
            "unpriced_models",
            WARN,
            "house-llm 7 calls, (no name) 2 calls",
            world -> world.facts().unpriced = Map.of("", 2L, "house-llm", 7L)),
        when(
            "chat_identity",
            WARN,
            "3 name no app",
            world -> world.facts().telemetry = new Facts.Telemetry(NOW, 10, 3, 0)),
        when(
            "chat_identity",
            WARN,
            "4 have no id",
            world -> world.facts().telemetry = new Facts.Telemetry(NOW, 10, 0, 4)),
        when(
            "chat_identity",
            NOT_CONFIGURED,
            "no chat",
            world -> world.facts().telemetry = new Facts.Telemetry(null, 0, 0, 0)),
        when(
            "dialect_conflicts",
            WARN,
            "aliases_disagree 9 spans",
            world -> world.facts().flags.put("aliases_disagree", 9L)));
  }
}
