// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

/// A way to tell somebody. Thread-safe.
public interface Channel extends AutoCloseable {

  /// Tells somebody; whoever stands there has it when this returns.
  ///
  /// @throws ChannelFailure if that is not certain
  void send(Notification notification) throws ChannelFailure, InterruptedException;

  /// Where it leads, as anybody may see it.
  String place();

  /// Whether news of many groups may come in one message. Not where each group is an incident.
  default boolean takesDigests() {
    return true;
  }

  @Override
  default void close() {}
}
