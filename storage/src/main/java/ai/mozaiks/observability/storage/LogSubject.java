// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whom a log record says it is about, itself or by its scope or resource. Of which chat its trace
/// is part is not in here: chats are renamed and merged later, so that is looked up when asked.
///
/// @param app the app; [ai.mozaiks.observability.recorder.ChatKey#UNKNOWN_APP] if nothing tells
/// @param chatId the chat that the record itself names; null when it names none
/// @param workflow null when not told, like the others
/// @param agent the agent that speaks
/// @param user the user it is about
public record LogSubject(
    String app,
    @Nullable String chatId,
    @Nullable String workflow,
    @Nullable String agent,
    @Nullable String user) {
  public LogSubject {
    Objects.requireNonNull(app, "app");
  }
}
