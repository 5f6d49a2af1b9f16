// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.PartId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The parts in memory: which there are, which of them changed since they were last derived (dirty)
/// or since the store was last told (unstored), and how many records they hold together. For the
/// fold's thread.
///
/// A part's own marks say the same as the two sets, so that the many records of a part that changed
/// already cost no look-up there.
final class MovingParts {
  private final ColdParts coldParts;
  private final KnownIds storedParts;
  private final DeletedData deleted;
  private final Map<PartId, Part> parts = new HashMap<>();
  private final Set<Part> dirty = new HashSet<>();
  private final Set<Part> unstored = new HashSet<>();
  private int records;

  /// @param deleted what never comes back
  MovingParts(ColdParts coldParts, KnownIds storedParts, DeletedData deleted) {
    this.coldParts = coldParts;
    this.storedParts = storedParts;
    this.deleted = deleted;
  }

  /// The part in memory; a new one if there is none.
  Part obtain(PartId id, long now) {
    return parts.computeIfAbsent(
        id,
        _ -> {
          storedParts.add(KnownIds.hash(id));
          Part part = coldParts.create(id);
          part.nextDerivation = now;
          return part;
        });
  }

  boolean contains(PartId id) {
    return parts.containsKey(id);
  }

  /// Whether a part is not here, though the store may have it and it may come back.
  boolean mayBeCold(PartId id) {
    return !contains(id) && storedParts.mayContain(KnownIds.hash(id)) && !deleted.hasPart(id);
  }

  /// Takes a part that came back from the store as it left.
  void add(Part part, long now) {
    storedParts.add(KnownIds.hash(part.id));
    part.lastArrival = now;
    part.nextDerivation = now;
    parts.put(part.id, part);
    records += part.records();
  }

  /// Forgets a part that is neither dirty nor unstored.
  void remove(Part part) {
    parts.remove(part.id);
    records -= part.records();
  }

  /// Notes that a record came that changed a part.
  ///
  /// @param added whether the part has one record more; else it replaced one
  void arrived(Part part, boolean added, long now) {
    records += added ? 1 : 0;
    part.lastArrival = now;
    part.graceOver = false;
    changed(part);
  }

  /// Marks a part to be derived and stored again.
  void changed(Part part) {
    makeDirty(part);
    makeUnstored(part);
  }

  /// Notes whether a part was derived, or could not be for now.
  void derived(Part part, boolean done) {
    if (done) {
      part.letGo();
      part.dirty = false;
      dirty.remove(part);
      makeUnstored(part); // if not its events, then that nothing is left to do for it
    } else {
      makeDirty(part);
    }
  }

  private void makeDirty(Part part) {
    if (!part.dirty) {
      part.dirty = true;
      dirty.add(part);
    }
  }

  private void makeUnstored(Part part) {
    if (!part.unstored) {
      part.unstored = true;
      unstored.add(part);
    }
  }

  /// The parts that the store has to be told of, which thereby count as told.
  List<Part> takeUnstored() {
    List<Part> taken = List.copyOf(unstored);
    unstored.clear();
    taken.forEach(part -> part.unstored = false);
    return taken;
  }

  /// The first journal sequence that must not count as stored yet; [Long#MAX_VALUE] for none.
  long heldBackFrom() {
    long first = Long.MAX_VALUE;
    for (Part part : dirty) {
      first = Math.min(first, part.heldBackFrom());
    }
    return first;
  }

  /// All of them; a view that must not be kept.
  Collection<Part> all() {
    return Collections.unmodifiableCollection(parts.values());
  }

  /// Those to derive; a copy.
  List<Part> dirty() {
    return List.copyOf(dirty);
  }

  boolean hasDirty() {
    return !dirty.isEmpty();
  }

  /// How many the store has to be told of.
  int unstored() {
    return unstored.size();
  }

  int size() {
    return parts.size();
  }

  /// How many spans and events they hold.
  int records() {
    return records;
  }
}
