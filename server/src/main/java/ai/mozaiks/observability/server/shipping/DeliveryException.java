// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Records could not be delivered now. The message is for the operator: what was tried, what
/// happened, what to do.
final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;
  private final @Nullable Duration retryAfter;

  private DeliveryException(
      String message, boolean tooLarge, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.tooLarge = tooLarge;
    this.retryAfter = retryAfter;
  }

  static DeliveryException of(String message, @Nullable Throwable cause) {
    return new DeliveryException(message, false, null, cause);
  }

  /// @param retryAfter when the destination wants to be asked again; null if it did not say
  static DeliveryException refusedForNow(String message, @Nullable Duration retryAfter) {
    return new DeliveryException(message, false, retryAfter, null);
  }

  /// There were too many at once.
  static DeliveryException tooLarge(String message) {
    return new DeliveryException(message, true, null, null);
  }

  /// Whether fewer at once may succeed.
  boolean tooLarge() {
    return tooLarge;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// For the operator.
  String reason() {
    return String.valueOf(getMessage());
  }
}
