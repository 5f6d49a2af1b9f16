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
  private long dropped;
  private long rejected;
  private long unlisted;

  Tally(String file) {
    this.file = file;
  }

  /// Adds what became of a batch: accepted are the fresh ones, the duplicates and the dropped ones.
  void add(
      long acceptedItems,
      long freshItems,
      long duplicateItems,
      long droppedItems,
      long rejectedItems) {
    accepted += acceptedItems;
    fresh += freshItems;
    duplicates += duplicateItems;
    dropped += droppedItems;
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
    sum.add(accepted, fresh, duplicates, dropped, rejected);
  }

  /// The counts in one line; dropped ones are named when there are any.
  String line() {
    String beyond =
        dropped == 0 ? "" : String.format(Locale.ROOT, ", %,d dropped beyond a limit", dropped);
    return String.format(
        Locale.ROOT,
        "%s: %,d accepted (%,d new, %,d duplicates%s), %,d rejected",
        file,
        accepted,
        fresh,
        duplicates,
        beyond,
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
