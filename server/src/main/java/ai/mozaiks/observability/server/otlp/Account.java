// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.ingest.Envelope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What becomes of the items of one request, and the place in it that its pass has come to. One per
/// request, not thread-safe.
final class Account {
  private final Envelope<?, ?, ?, ?> envelope;
  private int group = -1;
  private int scope = -1;
  private int item = -1;
  private int accepted;
  private int rejected;
  private @Nullable String firstReason;

  Account(Envelope<?, ?, ?, ?> envelope) {
    this.envelope = envelope;
  }

  /// The pass comes to the next group of one resource.
  void nextGroup() {
    group++;
    scope = -1;
  }

  /// It comes to the next group of one scope.
  void nextScope() {
    scope++;
    item = -1;
  }

  /// It comes to the next item.
  void nextItem() {
    item++;
  }

  /// The item is kept, or one of its points.
  void accept() {
    accepted++;
  }

  /// It is taken out.
  ///
  /// @param reason what is wrong with it, behind its place; asked for once at most
  void reject(Supplier<String> reason) {
    rejected++;
    if (firstReason == null) {
      firstReason =
          "%s[%d].%s[%d].%s[%d].%s"
              .formatted(
                  envelope.groupsField().getJsonName(),
                  group,
                  envelope.ofResource().partsField().getJsonName(),
                  scope,
                  envelope.ofScope().partsField().getJsonName(),
                  item,
                  reason.get());
    }
  }

  /// The account of what is left.
  ///
  /// @param beyondLimits how many things were cut because of a limit; count
  <Q> Screened<Q> of(Q request, int beyondLimits) {
    return new Screened<>(request, accepted, rejected, firstReason, beyondLimits);
  }
}
