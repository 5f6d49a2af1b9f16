// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What became of one file. For one thread.
final class Tally {
  private static final int MOST_REASONS = 20;

  private final String file;
  private final List<String> reasons = new ArrayList<>();
  private long accepted;
  private long fresh;
  private long duplicates;
  private long rejected;
  private long unlisted;

  Tally(String file) {
    this.file = file;
  }

  void add(long acceptedItems, long freshItems, long duplicateItems, long rejectedItems) {
    accepted += acceptedItems;
    fresh += freshItems;
    duplicates += duplicateItems;
    rejected += rejectedItems;
  }

  /// Takes a reason why something was rejected; the first twenty are listed.
  void reason(String place, String text) {
    if (reasons.size() < MOST_REASONS) {
      reasons.add(file + place + ": " + text);
    } else {
      unlisted++;
    }
  }

  long rejected() {
    return rejected;
  }

  void addTo(Tally sum) {
    sum.add(accepted, fresh, duplicates, rejected);
  }

  /// The counts in one line.
  String line() {
    return String.format(
        Locale.ROOT,
        "%s: %,d accepted (%,d new, %,d duplicates), %,d rejected",
        file,
        accepted,
        fresh,
        duplicates,
        rejected);
  }

  /// Why things were rejected, a line each.
  List<String> reasons() {
    List<String> all = new ArrayList<>(reasons);
    if (unlisted > 0) {
      all.add(file + ": and " + unlisted + " more");
    }
    return all;
  }
}
