// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.Set;

/// The attributes that can name a chat, whatever the dialect. Immutable, thread-safe.
public final class ChatNames {

  /// No attribute names a chat.
  public static final ChatNames NONE = new ChatNames(Set.of());

  private final Set<String> attributes;

  ChatNames(Set<String> attributes) {
    this.attributes = Set.copyOf(attributes);
  }

  /// Whether an attribute can name a chat.
  public boolean contains(String attribute) {
    return attributes.contains(attribute);
  }

  /// Whether the value of such an attribute is an id that is not taken: longer than an id may be
  /// ([ai.mozaiks.observability.recorder.ChatEvent#LONGEST_ID]), with U+0000 in it, or masked.
  public boolean isUnfit(String attribute, AnyValue value) {
    if (value.getStringValue().indexOf('\0') >= 0) {
      return true;
    }
    String id =
        attribute.equals(StandardFields.METADATA)
            ? Conversion.jsonText(value, Integer.MAX_VALUE, StandardFields.CHAT_KEYS_OF_METADATA)
            : Conversion.text(value, Integer.MAX_VALUE);
    return id != null && (id.length() > Conversion.MAX_TEXT || Conversion.isMasked(id));
  }
}
