// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Lets the counters know what is stored and quiet, and lets parts go: of those the ones of which
/// nothing more is expected, and under pressure the longest quiet ones that still wait for their
/// root. Those are noted as unfinished. For the fold's thread.
final class LeavingParts {
  private final MovingParts parts;
  private final UnfinishedParts unfinished;
  private final Contributions contributions;
  private final FoldSettings settings;
  private long earlyExits;

  LeavingParts(
      MovingParts parts,
      UnfinishedParts unfinished,
      Contributions contributions,
      FoldSettings settings) {
    this.parts = parts;
    this.unfinished = unfinished;
    this.contributions = contributions;
    this.settings = settings;
  }

  /// Publishes and lets go of all that may.
  ///
  /// @param storedBatch the latest batch that is stored
  void release(long storedBatch, long now) {
    List<Part> leaving = new ArrayList<>();
    for (Part part : parts.all()) {
      if (isStored(part, storedBatch) && part.isSettled() && part.isQuiet(now)) {
        leaving.add(part);
      } else if (part.batch <= storedBatch && mayBePublished(part, now)) {
        contributions.publish(part, now);
      }
    }
    leaving.forEach(this::release);
    if (parts.records() > settings.maxMovingRecords()) {
      releaseEarly(storedBatch);
    }
  }

  /// The root of a trace may still change the names of the series that its spans count for: the
  /// agent, the workflow, the app. So the counters wait for it, but no longer than for a root that
  /// never comes.
  private boolean mayBePublished(Part part, long now) {
    return part.unpublished
        && ((part.hasFinalNames() && part.isQuiet(now))
            || now - part.unpublishedSince >= settings.rootGrace().toNanos());
  }

  private static boolean isStored(Part part, long storedBatch) {
    return !part.dirty && !part.unstored && part.batch <= storedBatch;
  }

  private void releaseEarly(long storedBatch) {
    List<Part> candidates = new ArrayList<>(parts.all());
    candidates.removeIf(part -> !isStored(part, storedBatch));
    candidates.sort(Comparator.comparingLong((Part part) -> part.lastArrival));
    for (Part part : candidates) {
      if (parts.records() <= settings.maxMovingRecords()) {
        return;
      }
      if (!part.isSettled()) {
        long due = part.lastArrival + settings.rootGrace().toNanos();
        unfinished.add(part.id, new UnfinishedParts.Turn(part.lastArrival, due));
      }
      release(part);
      earlyExits++;
    }
  }

  /// Lets a part go that is derived and stored.
  void release(Part part) {
    contributions.rest(part);
    parts.remove(part);
  }

  /// How many parts had to leave before their time.
  long earlyExits() {
    return earlyExits;
  }
}
