// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;

/// That somebody wants data deleted.
///
/// @param id what tells it from all others; never empty
/// @param askedAt when it was asked for
/// @param askedBy who asked, in their own words; empty when not told
/// @param reason why, in their own words; empty when not told
/// @param subject whose data
public record DeletionRequest(
    String id, Instant askedAt, String askedBy, String reason, DeletionSubject subject) {
  public DeletionRequest {
    Objects.requireNonNull(askedAt, "askedAt");
    Objects.requireNonNull(askedBy, "askedBy");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(subject, "subject");
    if (id.isEmpty()) {
      throw new IllegalArgumentException("id: empty (expected: what no other request has)");
    }
  }
}
