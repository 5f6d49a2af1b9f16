// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Body;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Notices requests of one signal that were sent to the path of another. In JSON all their fields
/// are unknown, and in protobuf their items mean something else, so they would be taken for empty
/// ones, or for garbage.
final class Misdirection {
  private static final JsonFactory JSON = new JsonFactory();

  private Misdirection() {}

  /// What to tell the sender of a request in JSON; null if it has the signal's field, or none.
  ///
  /// @param body a JSON object that was read already
  static @Nullable String ofJson(OtlpKind expected, Body body) {
    Set<OtlpKind> kinds = EnumSet.noneOf(OtlpKind.class);
    boolean empty = true;
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), body.array(), 0, body.length())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        empty = false;
        OtlpKind.ofField(parser.currentName()).ifPresent(kinds::add);
        parser.nextToken();
        parser.skipChildren();
      }
    }
    if (empty || kinds.contains(expected)) {
      return null;
    }
    return kinds.isEmpty()
        ? mistake("no field that is known", expected.resources(), Set.of(expected))
        : mistake(
            kinds.stream().map(OtlpKind::resources).collect(Collectors.joining(", ")),
            expected.resources(),
            kinds);
  }

  /// What to tell the sender of a request in protobuf; null if its items are those of the signal,
  /// or cannot be told.
  static @Nullable String ofProtobuf(OtlpKind expected, Body body) {
    OtlpKind found = OtlpRecognition.ofProtobuf(body.array(), 0, body.length()).orElse(expected);
    return found == expected
        ? null
        : mistake(found.itemsInSentence(), expected.itemsInSentence(), Set.of(found));
  }

  private static String mistake(String found, String expected, Set<OtlpKind> kinds) {
    String directions =
        kinds.stream()
            .map(kind -> kind.itemsInSentence() + " go to " + kind.path())
            .collect(Collectors.joining(", "));
    return "body: %s (expected: %s). Nothing was kept: %s".formatted(found, expected, directions);
  }
}
