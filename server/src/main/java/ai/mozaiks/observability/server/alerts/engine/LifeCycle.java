// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import ai.mozaiks.observability.server.alerts.rules.NoData;
import ai.mozaiks.observability.server.alerts.rules.RuleHead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What becomes of an alert when its rule is evaluated; a pure function of what it was, what was
/// found, and the time.
///
/// ```
///            BAD            BAD for long enough             GOOD for longer than keep_firing_for
///  (none) ─────────► PENDING ──────────────────► FIRING ───────────────────────────────────────► RESOLVED
///             ▲         │ GOOD                      ▲                                               │
///             └─────────┘                           └───────────────────── BAD again ───────────────┘
/// ```
///
/// One that fires for the third time within an hour flaps: it goes on firing until the condition
/// has not held for half an hour, so that nobody is told of every swing.
final class LifeCycle {
  static final int FLAPPING_FIRINGS = 3;
  static final Duration FLAPPING_MEMORY = Duration.ofHours(1);
  static final Duration FLAPPING_HOLD = Duration.ofMinutes(30);

  private LifeCycle() {}

  /// The texts of an alert, made when they are needed.
  ///
  /// @param labels all labels
  /// @param annotations filled in
  record Texts(Map<String, String> labels, Map<String, String> annotations) {}

  /// What becomes of an alert.
  ///
  /// @param before the alert as it was; null for none
  /// @param texts what is said of it if the condition holds
  /// @return the alert as it is now; null for none
  static @Nullable Alert step(
      @Nullable Alert before, RuleHead rule, Sample sample, Instant now, Supplier<Texts> texts) {
    return switch (effective(sample.verdict(), rule.noData())) {
      case BAD -> bad(before, rule, sample, now, texts.get());
      case GOOD -> before == null ? null : good(before, rule, sample, now);
      case NO_DATA -> before; // kept as it is
    };
  }

  private static Verdict effective(Verdict verdict, NoData noData) {
    if (verdict != Verdict.NO_DATA) {
      return verdict;
    }
    return switch (noData) {
      case OK -> Verdict.GOOD;
      case KEEP -> Verdict.NO_DATA;
      case ALERT -> Verdict.BAD;
    };
  }

  private static Alert bad(
      @Nullable Alert before, RuleHead rule, Sample sample, Instant now, Texts texts) {
    Alert current = before == null || before.state() == AlertState.RESOLVED ? null : before;
    Instant activeSince = current == null ? now : current.activeSince();
    List<Instant> firings = before == null ? List.of() : recent(before.firings(), now);
    Instant firingSince = current == null ? null : current.firingSince();
    if (firingSince == null && !now.isBefore(activeSince.plus(rule.pending()))) {
      firingSince = now;
      firings = new ArrayList<>(firings);
      firings.add(now);
    }
    return new Alert(
        rule.name(),
        sample.group(),
        texts.labels(),
        rule.severity(),
        firingSince == null ? AlertState.PENDING : AlertState.FIRING,
        activeSince,
        firingSince,
        null,
        null,
        now,
        sample.value(),
        sample.count(),
        texts.annotations(),
        firings);
  }

  private static @Nullable Alert good(Alert before, RuleHead rule, Sample sample, Instant now) {
    return switch (before.state()) {
      case PENDING -> null;
      case FIRING -> {
        boolean held = now.isBefore(before.lastBad().plus(hold(before, rule)));
        yield held
            ? before
            : resolved(
                before,
                sample.verdict() == Verdict.NO_DATA ? Ending.NO_DATA : Ending.CONDITION,
                now);
      }
      case RESOLVED -> recent(before.firings(), now).isEmpty() ? null : before;
    };
  }

  private static Duration hold(Alert alert, RuleHead rule) {
    return alert.flaps() && rule.keepFiring().compareTo(FLAPPING_HOLD) < 0
        ? FLAPPING_HOLD
        : rule.keepFiring();
  }

  /// The same alert, over.
  static Alert resolved(Alert firing, Ending ending, Instant now) {
    return new Alert(
        firing.rule(),
        firing.group(),
        firing.labels(),
        firing.severity(),
        AlertState.RESOLVED,
        firing.activeSince(),
        firing.firingSince(),
        now,
        ending,
        firing.lastBad(),
        firing.value(),
        firing.count(),
        firing.annotations(),
        firing.firings());
  }

  private static List<Instant> recent(List<Instant> firings, Instant now) {
    Instant border = now.minus(FLAPPING_MEMORY);
    return firings.stream().filter(each -> each.isAfter(border)).toList();
  }
}
