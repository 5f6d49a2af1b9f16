// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import org.jspecify.annotations.Nullable;

/// One thing that was said, as it was read: not cut yet.
///
/// @param kind what it is to its span
/// @param role who said it; null when not told
/// @param name of the speaker, tool, document or attribute; null when not told
/// @param json whether the text is JSON, else it is plain
/// @param text not empty
public record Said(
    ContentKind kind, @Nullable String role, @Nullable String name, boolean json, String text) {

  /// The same under another kind.
  Said withKind(ContentKind other) {
    return new Said(other, role, name, json, text);
  }

  /// The same with a name, if it has none.
  Said orNamed(@Nullable String other) {
    return name != null ? this : new Said(kind, role, other, json, text);
  }
}
