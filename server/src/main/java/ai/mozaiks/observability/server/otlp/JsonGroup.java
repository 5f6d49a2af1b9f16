// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.ingest.Envelope;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/// Reads the groups of one level of an [Envelope] from OTLP/JSON. Stateless.
final class JsonGroup<G extends Message, H, P> implements JsonForm<G> {
  private final Envelope.Group<G, H, P> level;
  private final MessageShape shape;
  private final String headName;
  private final JsonForm<H> head;
  private final FieldDescriptor partsField;
  private final JsonForm<P> part;
  private final boolean partsAreItems;

  /// @param headName what OTLP/JSON calls the head
  JsonGroup(Envelope.Group<G, H, P> level, String headName, JsonForm<H> head, JsonForm<P> part) {
    this.level = level;
    this.shape = MessageShape.of(level.empty());
    this.headName = headName;
    this.head = head;
    this.partsField = level.partsField();
    this.part = part;
    MessageShape ofParts = shape.messagesIn(partsField.getNumber());
    this.partsAreItems = ofParts != null && ofParts.isItem();
  }

  /// Whether a name is that of a field, in either of the two ways to write it.
  static boolean isNameOf(FieldDescriptor field, String name) {
    return name.equals(field.getJsonName()) || name.equals(field.getName());
  }

  @Override
  public G read(JsonInput in) throws UndecodableException, Refusal {
    in.charge(shape);
    H told = null;
    String schema = "";
    List<P> parts = new ArrayList<>();
    for (String name = in.field(); name != null; name = in.field()) {
      if (isNameOf(partsField, name)) {
        if (partsAreItems) {
          in.items(part, parts::add);
        } else {
          in.each(part, parts::add);
        }
      } else if (name.equals(headName)) {
        told = in.object() ? head.read(in) : told;
      } else if (name.equals("schemaUrl") || name.equals("schema_url")) {
        schema = in.string();
      } else {
        in.skip();
      }
    }
    return level.change().of(level.empty(), told, schema, parts);
  }
}
