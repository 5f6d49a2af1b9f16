// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Somebody could not be told now. The message is for the operator: what was tried, what happened,
/// what to do; free of secrets.
public final class ChannelFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ofMessage;
  private final @Nullable Duration retryAfter;

  private ChannelFailure(String message, boolean ofMessage, @Nullable Duration retryAfter) {
    super(message);
    this.ofMessage = ofMessage;
    this.retryAfter = retryAfter;
  }

  /// Nothing gets through.
  ///
  /// @param retryAfter when the other side wants to be asked again; null if it did not say
  public static ChannelFailure ofChannel(String message, @Nullable Duration retryAfter) {
    return new ChannelFailure(message, false, retryAfter);
  }

  /// Only this message is refused.
  public static ChannelFailure ofMessage(String message) {
    return new ChannelFailure(message, true, null);
  }

  /// Whether other messages may get through.
  public boolean isOfMessage() {
    return ofMessage;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// For the operator.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
