// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What became of one file. For one thread.
final class FileOutcome {
  private static final int MOST_REASONS = 20;

  private final String file;
  private final List<String> reasons = new ArrayList<>();
  private long accepted;
  private long fresh;
  private long duplicates;
  private long dropped;
  private long rejected;
  private long unlisted;
  private long withoutSession;
  private boolean empty;

  FileOutcome(String file) {
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

  /// Adds what a server said about a batch.
  void add(Batch batch, IngestAnswer answer) {
    long taken = batch.items() - answer.rejected();
    long known = Math.max(0, answer.duplicates());
    long news = answer.fresh() < 0 ? taken - known - answer.dropped() : answer.fresh();
    add(taken, news, known, answer.dropped(), answer.rejected());
    for (IngestAnswer.Reason reason : answer.reasons()) {
      boolean item = reason.item() > 0 && reason.item() <= batch.items();
      long line = item ? batch.lines().get(reason.item() - 1) : 0;
      reason(line > 0 ? ":" + line : batch.place(), reason.text());
    }
  }

  /// Takes a reason why something was rejected; the first twenty are listed.
  void reason(String place, String text) {
    if (reasons.size() < MOST_REASONS) {
      reasons.add(file + place + ": " + text);
    } else {
      unlisted++;
    }
  }

  /// Takes note of records of a log that no session was known for.
  void withoutSession(long records) {
    withoutSession += records;
  }

  /// Takes note that there was nothing in the file, which is no mistake: a log that was rotated a
  /// moment ago.
  void empty() {
    empty = true;
  }

  long rejected() {
    return rejected;
  }

  void addTo(FileOutcome sum) {
    sum.add(accepted, fresh, duplicates, dropped, rejected);
  }

  /// The counts in one line; dropped ones are named when there are any.
  String line() {
    String beyond =
        dropped == 0 ? "" : String.format(Locale.ROOT, ", %,d dropped beyond a limit", dropped);
    return String.format(
        Locale.ROOT,
        "%s: %,d accepted (%,d new, %,d %s%s), %,d rejected%s",
        file,
        accepted,
        fresh,
        duplicates,
        duplicates == 1 ? "duplicate" : "duplicates",
        beyond,
        rejected,
        empty ? ": the file is empty" : "");
  }

  /// Why things were rejected, and what is to be known of the rest; a line each.
  List<String> reasons() {
    List<String> all = new ArrayList<>(reasons);
    if (unlisted > 0) {
      all.add(file + ": and " + unlisted + " more");
    }
    if (withoutSession > 0) {
      all.add(
          file
              + ": "
              + withoutSession
              + (withoutSession == 1 ? " record belongs" : " records belong")
              + " to no session that is known, and "
              + (withoutSession == 1 ? "is" : "are")
              + " a chat under the file's name"
              + " (give the older files of the log too, or --chat)");
    }
    return all;
  }
}
