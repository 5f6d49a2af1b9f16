// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.muting;

import ai.mozaiks.observability.server.labels.LabelMatchers;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Somebody wants to hear nothing of some alerts for a while.
///
/// @param id given by the server
/// @param matchers of the alerts, at least one
/// @param endsAt after startsAt
/// @param createdBy who wants it
/// @param comment why
/// @param expiredAt when somebody ended it before its time; null if nobody did
/// @param expiredBy who ended it; null if nobody did
public record Silence(
    String id,
    LabelMatchers matchers,
    Instant startsAt,
    Instant endsAt,
    Instant createdAt,
    String createdBy,
    String comment,
    @Nullable Instant expiredAt,
    @Nullable String expiredBy) {

  /// Where it is in its life.
  public enum State {
    PENDING,
    ACTIVE,
    EXPIRED;

    /// The word for it in answers.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Silence {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(comment, "comment");
    if (matchers.all().isEmpty()) {
      throw new IllegalArgumentException(
          "matchers: none (expected: at least one; a silence of everything is a stopped server)");
    }
    if (!endsAt.isAfter(startsAt)) {
      throw new IllegalArgumentException(
          "ends_at: " + endsAt + " (expected: after starts_at, " + startsAt + ")");
    }
    if (createdBy.isBlank()) {
      throw new IllegalArgumentException("created_by: empty (expected: who wants it)");
    }
    if ((expiredAt == null) != (expiredBy == null)) {
      throw new IllegalArgumentException(
          "expiredAt, expiredBy: " + expiredAt + ", " + expiredBy + " (expected: both or none)");
    }
  }

  public State state(Instant now) {
    if (expiredAt != null || !now.isBefore(endsAt)) {
      return State.EXPIRED;
    }
    return now.isBefore(startsAt) ? State.PENDING : State.ACTIVE;
  }

  Silence expired(Instant at, String by) {
    return new Silence(id, matchers, startsAt, endsAt, createdAt, createdBy, comment, at, by);
  }
}
