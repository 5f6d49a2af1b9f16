// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;

/// An alert fires, or is over.
///
/// @param to who is to be told
/// @param alert as it is now
/// @param muted whether it is held back at this moment
record News(Destination to, NoticedAlert alert, boolean muted) {

  boolean isFiring() {
    return alert.endsAt() == null;
  }
}
