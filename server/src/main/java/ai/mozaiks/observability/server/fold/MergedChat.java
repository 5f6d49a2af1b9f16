// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.normalise.Activity;
import ai.mozaiks.observability.storage.PartId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A chat in memory: what its parts at rest add up to, and what each of its moving parts
/// contributes, which may still be replaced. The fold's thread changes it; [#summary] may be read
/// by any.
///
/// A change costs hardly more in a chat of many thousand parts than in one of a few: sums are added
/// and subtracted, extremes are kept in a tree. Of the parts at rest only the extremes of all are
/// known. When one of them is set moving that has the first or the last of something, the next best
/// is not known; it need not be, as long as that part (or another one that moves) still reaches as
/// far, which [#canReplace] tells. It hardly ever does not: most late spans add to their trace.
final class MergedChat {
  final ChatKey key;
  private final ChatState sums; // of all parts; nothing else in it is told
  private final Map<PartId, Contribution> moving = new HashMap<>();
  private final ExtremesTree movingExtremes = new ExtremesTree();

  // Of the parts at rest: none goes beyond the first, and the second is surely reached. Usually
  // equal.
  private Extremes restAtMost;
  private Extremes restAtLeast;

  /// What its traces at rest tell of; null when only the store knows.
  private @Nullable Set<Activity> toldAtRest;

  private Instant writtenAt;
  private volatile @Nullable ChatSummary summary;

  /// What a moving part contributes.
  ///
  /// @param place of its extremes in the tree
  private record Contribution(int place, ChatState state) {}

  /// A chat whose parts are all at rest, or that has none yet.
  ///
  /// @param atRest what they add up to
  /// @param writtenAt when the store was last told of it; [Instant#MAX] while it never was,
  ///   [Instant#MIN] if nobody knows
  MergedChat(ChatState atRest, Instant writtenAt) {
    this.key = atRest.key();
    this.sums = new ChatState(key);
    this.writtenAt = writtenAt;
    this.restAtMost = Extremes.of(atRest);
    this.restAtLeast = restAtMost;
    this.summary = atRest.isEmpty() ? null : atRest.summary();
    sums.addSums(atRest);
    this.toldAtRest = atRest.isEmpty() ? EnumSet.noneOf(Activity.class) : null;
  }

  /// When the store was last told of it, as the store knows; [Instant#MAX] while it never was.
  Instant writtenAt() {
    return writtenAt;
  }

  void writtenAt(Instant time) {
    writtenAt = time;
  }

  /// Sets a part moving that was at rest. Changes nothing that is seen.
  ///
  /// @param contribution what the part contributes
  void lift(PartId part, ChatState contribution) {
    Extremes extremes = Extremes.of(contribution);
    int place = movingExtremes.add(extremes);
    moving.put(part, new Contribution(place, contribution));
    restAtLeast = restAtLeast.without(extremes);
    toldAtRest = part.direct() ? toldAtRest : null;
  }

  /// Whether it is known what the chat would be if a part contributed something else.
  ///
  /// @param contribution null for nothing any more
  boolean canReplace(PartId part, @Nullable ChatState contribution) {
    if (restAtLeast.equals(restAtMost)) {
      return true;
    }
    Contribution known = moving.get(part);
    Extremes extremes = contribution == null ? Extremes.NONE : Extremes.of(contribution);
    Extremes others =
        known == null
            ? movingExtremes.all().and(extremes)
            : movingExtremes.allWith(known.place(), extremes);
    return restAtLeast.and(others).equals(restAtMost.and(others));
  }

  /// Learns what the parts at rest are exactly. Changes nothing that is seen.
  ///
  /// @param stored what they add up to
  void learnRest(ChatState stored) {
    restAtMost = Extremes.of(stored);
    restAtLeast = restAtMost;
  }

  /// Puts what a moving part contributes in place of what it contributed before, and shows the
  /// result. [#canReplace] must hold.
  void place(PartId part, ChatState contribution) {
    Contribution known = moving.get(part);
    Extremes extremes = Extremes.of(contribution);
    int place;
    if (known == null) {
      place = movingExtremes.add(extremes);
    } else {
      place = known.place();
      movingExtremes.set(place, extremes);
      sums.subtractSums(known.state());
    }
    sums.addSums(contribution);
    moving.put(part, new Contribution(place, contribution));
    boolean isAll = moving.size() == 1 && restAtMost.areNone(); // usual: a chat of one trace
    summary = isAll ? contribution.summary() : extremes().summary(sums);
  }

  /// Takes out what a moving part contributed, and shows the result. [#canReplace] must hold.
  ///
  /// @return whether anything is left
  boolean withdraw(PartId part) {
    Contribution known = moving.remove(part);
    if (known != null) {
      movingExtremes.remove(known.place());
      sums.subtractSums(known.state());
    }
    Extremes left = extremes();
    if (!left.areNone()) {
      summary = left.summary(sums);
    }
    return !left.areNone();
  }

  private Extremes extremes() {
    return restAtMost.and(movingExtremes.all());
  }

  /// Puts a part to rest: it is stored and no longer expected to change. One that does not move
  /// stays as it is.
  void rest(PartId part) {
    Contribution known = moving.remove(part);
    if (known == null) {
      return;
    }
    Extremes extremes = movingExtremes.get(known.place());
    movingExtremes.remove(known.place());
    restAtMost = restAtMost.and(extremes);
    restAtLeast = restAtLeast.and(extremes);
    if (toldAtRest != null && !part.direct()) {
      Activity.addAll(known.state().tally(), toldAtRest);
    }
  }

  boolean hasMoving(PartId part) {
    return moving.containsKey(part);
  }

  boolean isMoving() {
    return !moving.isEmpty();
  }

  Set<PartId> movingParts() {
    return Set.copyOf(moving.keySet());
  }

  /// Adds what its moving traces tell of.
  void addToldByMovingTraces(Set<Activity> told) {
    moving.forEach((part, contribution) -> {
      if (!part.direct()) {
        Activity.addAll(contribution.state().tally(), told);
      }
    });
  }

  /// What its traces at rest tell of; null when only the store knows.
  @Nullable Set<Activity> toldAtRest() {
    return toldAtRest;
  }

  /// Learns what its traces at rest tell of.
  void learnToldAtRest(Set<Activity> told) {
    toldAtRest = told;
  }

  /// The chat as it is; null while it is empty.
  @Nullable ChatSummary summary() {
    return summary;
  }
}
