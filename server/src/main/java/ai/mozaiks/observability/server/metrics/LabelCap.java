// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.fold.LastingSeries;
import ai.mozaiks.observability.storage.TotalsKey;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Bounds the values of each label: the first ones keep their name, the rest share [#OTHER].
///
/// First is what comes first in the order in which the lasting series were admitted. The store
/// keeps that order, so a value has the same name before and after a restart. Thread-safe.
public final class LabelCap {

  /// The value that stands for all that came too late.
  static final String OTHER = "_other";

  /// The labels that have many values.
  enum Label {
    APP,
    WORKFLOW,
    AGENT,
    MODEL;

    /// The word in the scrape.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LastingSeries series;
  private final int maxValues;
  private final Map<Label, Set<String>> valuesByLabel = new EnumMap<>(Label.class);
  private int learnt;

  /// @param series whose names count, in their order
  /// @param maxValues per label, `> 0`
  public LabelCap(LastingSeries series, int maxValues) {
    this.series = series;
    this.maxValues = maxValues;
    for (Label label : Label.values()) {
      valuesByLabel.put(label, new HashSet<>());
    }
  }

  /// The name of a value of a lasting series.
  synchronized String name(Label label, String value) {
    return isKnown(label, value) ? value : OTHER;
  }

  private boolean isKnown(Label label, String value) {
    Set<String> values = values(label);
    if (!values.contains(value)) {
      for (TotalsKey key : series.from(learnt)) {
        learn(Label.APP, key.app());
        learn(Label.WORKFLOW, key.workflow());
        learn(Label.AGENT, key.agent());
        learn(Label.MODEL, key.model());
        learnt++;
      }
    }
    return values.contains(value);
  }

  private void learn(Label label, String value) {
    Set<String> values = values(label);
    if (values.size() < maxValues) {
      values.add(value);
    }
  }

  private Set<String> values(Label label) {
    return valuesByLabel.computeIfAbsent(label, _ -> new HashSet<>());
  }

  /// Names for one look at something that may be ahead of the lasting series, and must not decide
  /// what they are called.
  Glance glance() {
    return new Glance();
  }

  /// Names that hold once: values that are in no lasting series yet keep theirs while there is
  /// room. For one thread.
  final class Glance {
    private final Map<Label, Set<String>> unknown = new EnumMap<>(Label.class);

    /// The name of a value.
    String name(Label label, String value) {
      synchronized (LabelCap.this) {
        if (isKnown(label, value)) {
          return value;
        }
        Set<String> ofLabel = unknown.computeIfAbsent(label, _ -> new HashSet<>());
        boolean fits =
            ofLabel.contains(value)
                || (values(label).size() + ofLabel.size() < maxValues && ofLabel.add(value));
        return fits ? value : OTHER;
      }
    }
  }
}
