// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Takes the `usage` object out of a model's answer kept as JSON, for emitters that report their
/// tokens nowhere else (Genkit).
public final class UsageInContent {
  private static final JsonFactory JSON = new JsonFactory();

  private UsageInContent() {}

  /// The text reduced to `{"usage":...}`; null if there is no usage or it is not JSON.
  public static @Nullable String reduce(String text) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("usage")) {
          return usage(in);
        }
        in.skipChildren();
      }
    } catch (JacksonException _) {
      return null; // not JSON after all: nothing to save
    }
    return null;
  }

  private static String usage(JsonParser in) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeName("usage");
      out.copyCurrentStructure(in);
      out.writeEndObject();
    }
    return text.toString();
  }
}
