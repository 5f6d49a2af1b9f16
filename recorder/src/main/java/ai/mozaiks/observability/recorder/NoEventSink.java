// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.List;

/// Lets events go.
enum NoEventSink implements EventSink {
  INSTANCE;

  @Override
  public void accept(List<ChatEvent> events) {
    // nothing to keep
  }
}
