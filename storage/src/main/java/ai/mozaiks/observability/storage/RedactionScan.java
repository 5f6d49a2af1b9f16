// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A scan of everything stored by the rules of redaction of one time: how far it is, and what it
/// found. Holds nothing of what was found.
///
/// @param id what tells it from all others; never empty
/// @param fingerprint tells which rules; never empty
/// @param askedAt when it was asked for, or found to be necessary
/// @param askedBy who asked, in their own words; empty when not told
/// @param reason why, in their own words; empty when not told
/// @param dryRun whether it only counts
/// @param doneAt when it was done; null until then
/// @param position where it goes on
/// @param rows what it did so far; a signal without rows is absent
/// @param byRule how often each rule masked something; a rule that did not is absent
public record RedactionScan(
    String id,
    String fingerprint,
    Instant askedAt,
    String askedBy,
    String reason,
    boolean dryRun,
    @Nullable Instant doneAt,
    ScanPosition position,
    Map<ScannedSignal, Rows> rows,
    Map<String, Long> byRule) {
  public RedactionScan {
    Objects.requireNonNull(askedAt, "askedAt");
    Objects.requireNonNull(askedBy, "askedBy");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(position, "position");
    rows = Map.copyOf(rows);
    byRule = Map.copyOf(byRule);
    if (id.isEmpty() || fingerprint.isEmpty()) {
      throw new IllegalArgumentException(
          "id, fingerprint: \"" + id + "\", \"" + fingerprint + "\" (expected: neither is empty)");
    }
  }

  /// Rows of one signal; counts.
  ///
  /// @param read how many were looked at
  /// @param changed how many of them were changed, or would be
  /// @param left how many keep something that a rule would mask, since rows are held together by it
  ///   or are counted under it
  public record Rows(long read, long changed, long left) {

    public static final Rows NONE = new Rows(0, 0, 0);

    /// Both together.
    public Rows plus(Rows other) {
      return new Rows(read + other.read, changed + other.changed, left + other.left);
    }
  }

  /// One that has not begun.
  public static RedactionScan of(
      String id,
      String fingerprint,
      Instant askedAt,
      String askedBy,
      String reason,
      boolean dryRun) {
    return new RedactionScan(
        id,
        fingerprint,
        askedAt,
        askedBy,
        reason,
        dryRun,
        null,
        ScanPosition.START,
        Map.of(),
        Map.of());
  }

  public boolean isDone() {
    return doneAt != null;
  }

  /// What it did with a signal so far.
  public Rows rows(ScannedSignal signal) {
    return rows.getOrDefault(signal, Rows.NONE);
  }

  /// The same after a slice.
  ///
  /// @param of the rows of the slice, of the signal it was at
  /// @param found what the rules masked in them
  /// @param last the position of the last row; null if the signal has no more
  /// @param now when that was
  public RedactionScan after(
      Rows of, Map<String, Long> found, @Nullable ScanPosition last, Instant now) {
    Map<ScannedSignal, Rows> sums = new EnumMap<>(ScannedSignal.class);
    sums.putAll(rows);
    if (of.read() > 0) {
      sums.merge(position.signal(), of, Rows::plus);
    }
    Map<String, Long> rules = new TreeMap<>(byRule);
    found.forEach((rule, count) -> rules.merge(rule, count, Long::sum));
    rules.values().removeIf(count -> count == 0);
    ScannedSignal next = last == null ? position.signal().next() : position.signal();
    ScanPosition goesOn =
        last != null ? last : next == null ? position : ScanPosition.atStartOf(next);
    return new RedactionScan(
        id,
        fingerprint,
        askedAt,
        askedBy,
        reason,
        dryRun,
        next == null ? now : null,
        goesOn,
        sums,
        rules);
  }
}
