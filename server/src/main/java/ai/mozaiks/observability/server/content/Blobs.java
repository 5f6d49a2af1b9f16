// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Puts a word about them in the place of images, sound and other bytes that stand in content as
/// base64: they are large, and no secret can be found in them.
final class Blobs {
  /// A run of so many characters of base64 is taken for one, whatever stands around it.
  private static final int LEAST_UNMARKED = 2_048;

  private static final String DATA = "data:";
  private static final String BASE64 = ";base64,";
  private static final int LONGEST_MIME_TYPE = 100;

  private Blobs() {}

  /// What stands in the place of a blob.
  ///
  /// @param modality such as `image`; null when not told
  /// @param mimeType such as `image/png`; null when not told
  /// @param bytes its size when decoded
  static ObjectNode node(@Nullable String modality, @Nullable String mimeType, long bytes) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", "blob");
    if (modality != null) {
      node.put("modality", modality);
    }
    if (mimeType != null) {
      node.put("mime_type", mimeType);
    }
    return node.put("bytes", bytes);
  }

  /// A copy without blobs.
  static JsonNode without(JsonNode node) {
    if (node.isString()) {
      return JsonNodeFactory.instance.stringNode(without(node.stringValue()));
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(each -> copy.add(without(each)));
      return copy;
    }
    return node.isObject() ? withoutBlobs(node) : node;
  }

  private static JsonNode withoutBlobs(JsonNode object) {
    if ("blob".equals(Trees.text(object, "type")) && object.path("content").isString()) {
      return node(
          Trees.text(object, "modality"),
          Trees.text(object, "mime_type"),
          decodedSize(object.path("content").stringValue()));
    }
    String mimeType = mimeTypeOf(object);
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      // {"data": "iVBORw0...", "mime_type": "image/png"}, as Gemini, Anthropic and OpenAI write it
      boolean isBlob =
          mimeType != null
              && value.isString()
              && (field.getKey().equals("data") || field.getKey().equals("file_data"))
              && isBase64(value.stringValue(), 0, value.stringValue().length());
      copy.set(
          field.getKey(),
          isBlob ? node(null, mimeType, decodedSize(value.stringValue())) : without(value));
    }
    return copy;
  }

  private static @Nullable String mimeTypeOf(JsonNode object) {
    for (String field :
        new String[] {"mime_type", "mimeType", "media_type", "mediaType", "format"}) {
      String mimeType = Trees.text(object, field);
      if (mimeType != null) {
        return mimeType;
      }
    }
    return null;
  }

  /// The text with a word in the place of each blob; the same instance if there are none.
  static String without(String text) {
    if (text.length() >= LEAST_UNMARKED && isBase64(text, 0, text.length())) {
      return word(null, decodedSize(text));
    }
    int at = text.indexOf(DATA);
    if (at < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int done = 0;
    for (; at >= 0; at = text.indexOf(DATA, at + 1)) {
      int marker = text.indexOf(BASE64, at);
      if (marker < 0) {
        break;
      }
      int from = marker + BASE64.length();
      int to = endOfBase64(text, from);
      if (marker - at <= LONGEST_MIME_TYPE && to > from) {
        String mimeType = text.substring(at + DATA.length(), marker);
        kept.append(text, done, at).append(word(mimeType, decodedSize(text.substring(from, to))));
        done = to;
      }
    }
    return done == 0 ? text : kept.append(text, done, text.length()).toString();
  }

  private static String word(@Nullable String mimeType, long bytes) {
    return "[blob%s, %d bytes]".formatted(mimeType == null ? "" : " " + mimeType, bytes);
  }

  private static boolean isBase64(String text, int from, int to) {
    return to > from && endOfBase64(text, from) == to;
  }

  private static int endOfBase64(String text, int from) {
    int i = from;
    while (i < text.length() && isOfBase64(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isOfBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '-'
        || c == '_'
        || c == '='
        || c == '\r'
        || c == '\n';
  }

  private static long decodedSize(String base64) {
    long digits = base64.chars().filter(c -> c != '=' && c != '\r' && c != '\n').count();
    return digits * 3 / 4;
  }
}
