// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.storage.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is looked at: a quantity, of which events, kept apart by what.
///
/// @param by the dimensions kept apart, in this order; empty for one group of all
/// @param where exact values that events must have; the empty text stands for unknown
public record Selection(Quantity quantity, List<Dimension> by, Map<Dimension, String> where) {
  public Selection {
    Objects.requireNonNull(quantity, "quantity");
    by = List.copyOf(by);
    where = Map.copyOf(where);
    if (by.stream().distinct().count() < by.size()) {
      throw new IllegalArgumentException("by: " + by + " (expected: each once)");
    }
  }

  /// All events as one group.
  public static Selection of(Quantity quantity) {
    return new Selection(quantity, List.of(), Map.of());
  }

  boolean has(ChatEvent event) {
    for (Map.Entry<Dimension, String> condition : where.entrySet()) {
      if (!condition.getKey().of(event).equals(condition.getValue())) {
        return false;
      }
    }
    return true;
  }

  Group groupOf(ChatEvent event) {
    if (by.isEmpty()) {
      return Group.ALL;
    }
    List<String> values = new ArrayList<>(by.size());
    for (Dimension dimension : by) {
      values.add(dimension.of(event));
    }
    return new Group(values);
  }
}
