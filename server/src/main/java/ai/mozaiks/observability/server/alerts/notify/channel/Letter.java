// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import java.time.Instant;
import java.util.Objects;

/// Something longer to read that is about no alert in particular.
///
/// @param id tells it from others; the same when it is sent again
/// @param subject one line
/// @param text for those who read no HTML
/// @param html a whole page
/// @param at the time of sending
public record Letter(String id, String subject, String text, String html, Instant at) {
  public Letter {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(html, "html");
    Objects.requireNonNull(at, "at");
  }
}
