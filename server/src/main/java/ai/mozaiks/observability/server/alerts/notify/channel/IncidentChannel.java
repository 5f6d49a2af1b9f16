// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

/// A service that keeps incidents: each group is one of them, open while anything of the group
/// fires, and closed when all of it is over.
sealed interface IncidentChannel extends Channel permits OpsgenieChannel, PagerDutyChannel {

  /// Opens the incident of a group, or tells more of an open one.
  void open(Notification notification) throws ChannelFailure, InterruptedException;

  /// Closes the incident of a group. Harmless where none is open.
  void resolve(Notification notification) throws ChannelFailure, InterruptedException;

  @Override
  default void send(Notification notification) throws ChannelFailure, InterruptedException {
    if (notification.isFiring()) {
      open(notification);
    }
    if (!notification.isFiring() || notification.test()) {
      resolve(notification); // a test leaves nothing open
    }
  }

  @Override
  default boolean takesDigests() {
    return false;
  }
}
