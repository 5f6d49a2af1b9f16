// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A piece of content as part of a chat.
///
/// @param item what was said
/// @param agent whose span it stood on; null when not known
public record ChatContent(StoredContent item, @Nullable String agent) {
  public ChatContent {
    Objects.requireNonNull(item, "item");
  }
}
