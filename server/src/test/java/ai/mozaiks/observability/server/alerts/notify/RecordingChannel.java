// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.notify.channel.Channel;
import ai.mozaiks.observability.server.alerts.notify.channel.ChannelFailure;
import ai.mozaiks.observability.server.alerts.notify.channel.Notification;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A channel that remembers what it was told, and fails when the test says so.
final class RecordingChannel implements Channel {
  private final boolean digests;
  private final List<Notification> told = new ArrayList<>();
  private @Nullable ChannelFailure failure;
  private @Nullable Runnable meanwhile;
  private int tries;

  RecordingChannel(boolean digests) {
    this.digests = digests;
  }

  @Override
  public void send(Notification notification) throws ChannelFailure {
    tries++;
    Runnable run = meanwhile;
    if (run != null) {
      meanwhile = null;
      run.run();
    }
    if (failure != null) {
      throw failure;
    }
    told.add(notification);
  }

  /// Fails from now on; null to work again.
  void fail(@Nullable ChannelFailure why) {
    failure = why;
  }

  /// Does something while the next notification is sent.
  void during(Runnable run) {
    meanwhile = run;
  }

  /// What it was told since the last call.
  List<Notification> told() {
    List<Notification> since = List.copyOf(told);
    told.clear();
    return since;
  }

  int tries() {
    return tries;
  }

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public boolean takesDigests() {
    return digests;
  }
}
