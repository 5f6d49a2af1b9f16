// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.server.http.PathSegment;
import java.net.URI;

/// The pages that notifications point to.
final class Links {
  private Links() {}

  /// The page of an alert.
  static String of(URI base, NoticedAlert alert) {
    return base + "/alerts/" + alert.fingerprint();
  }

  /// The page of all alerts.
  static String ofAlerts(URI base) {
    return base + "/alerts";
  }

  /// The page of a chat.
  static String ofChat(URI base, String chatId) {
    return base + "/chats/" + PathSegment.of(chatId);
  }

  /// What a notification is about: its alert, or all of them.
  static String of(Notification notification) {
    return notification.alerts().size() == 1
        ? of(notification.link(), notification.alerts().getFirst())
        : ofAlerts(notification.link());
  }
}
