// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.balance.Balance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whether the numbers can be trusted.
final class DataItems {
  private static final int MOST_NAMES = 5;

  /// Flags of spans that tell the same thing in two ways.
  private static final List<String> CONFLICTS =
      List.of("aliases_disagree", "figure_refused", "total_unexplained");

  private DataItems() {}

  static List<Item> all() {
    GuideSection section = GuideSection.TROUBLESHOOTING;
    return List.of(
        new Item(
            "data_balance",
            section,
            "Every accepted item is accounted for, and none was dropped",
            "docs/http-api.md#get-apibalance",
            DataItems::balance),
        new Item(
            "unpriced_models",
            section,
            "Every model has a price",
            "docs/configuration.md",
            DataItems::unpriced),
        new Item(
            "chat_identity",
            section,
            "Chats name their app and carry an id",
            "docs/counting.md",
            DataItems::identity),
        new Item(
            "dialect_conflicts",
            section,
            "Spans do not contradict themselves",
            "docs/counting.md#flags",
            DataItems::conflicts));
  }

  private static Finding balance(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    facts.balance().forEach((signal, reading) -> findings.add(balance(signal.items(), reading)));
    return Finding.worst(findings);
  }

  private static Finding balance(String items, Balance.Reading reading) {
    if (reading.unaccounted() != 0) {
      return new Finding.Fail(
          reading.unaccounted() + " " + items + " are unaccounted for",
          "This is a mistake in the server: report it with GET /api/balance and the server's log");
    }
    if (reading.dropped() > 0) {
      return new Finding.Warn(
          reading.dropped() + " of " + reading.accepted() + " " + items + " were dropped",
          "The server's log says why; limits.spans_per_trace and limits.events_per_chat are the"
              + " usual bounds");
    }
    return new Finding.Ok(reading.accepted() + " " + items + " since the start");
  }

  private static Finding unpriced(Facts facts) {
    Map<String, Long> unpriced = facts.unpriced();
    return unpriced.isEmpty()
        ? new Finding.Ok("no call of the last 24 hours is without a price")
        : new Finding.Warn(
            "in the last 24 hours: " + largest(unpriced, " calls", "(no name)"),
            "Add them to prices in the configuration; it counts for calls from then on");
  }

  private static String largest(Map<String, Long> counts, String unit, String nameless) {
    List<String> names =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_NAMES)
            .map(each ->
                (each.getKey().isEmpty() ? nameless : each.getKey()) + " " + each.getValue() + unit)
            .toList();
    int more = counts.size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  private static Finding identity(Facts facts) {
    Facts.Telemetry told = facts.telemetry();
    if (told.chats() == 0) {
      return new Finding.NotConfigured(
          "no chat in the last 24 hours", "Ask again when agents have worked");
    }
    String evidence =
        "of "
            + told.chats()
            + " chats of the last 24 hours "
            + told.withoutApp()
            + " name no app, "
            + told.withoutId()
            + " have no id but their trace's";
    if (told.withoutApp() + told.withoutId() == 0) {
      return new Finding.Ok(evidence);
    }
    return new Finding.Warn(
        evidence,
        told.withoutId() > 0
            ? "Set mozaiks.chat_id (or gen_ai.conversation.id) on spans, or chat_key.default to the"
                + " attribute that has it; mozaiks explain FILE shows what was read"
            : "Set OTEL_RESOURCE_ATTRIBUTES=app.id=NAME where the agents run");
  }

  private static Finding conflicts(Facts facts) {
    Map<String, Long> conflicts = new LinkedHashMap<>();
    for (String flag : CONFLICTS) {
      long count = facts.flags().getOrDefault(flag, 0L);
      if (count > 0) {
        conflicts.put(flag, count);
      }
    }
    return conflicts.isEmpty()
        ? new Finding.Ok("none since the start")
        : new Finding.Warn(
            "since the start: " + largest(conflicts, " spans", ""),
            "See which spans and why: mozaiks explain FILE, with what the exporter sends");
  }
}
