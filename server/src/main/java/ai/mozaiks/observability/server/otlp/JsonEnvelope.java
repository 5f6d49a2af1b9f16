// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.ingest.Envelope;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/// Reads the requests of a signal from OTLP/JSON straight into the protobuf messages; [JsonInput]
/// says what is taken leniently. Unknown fields are ignored. Stateless.
final class JsonEnvelope<Q extends Message, R extends Message> implements JsonForm<Q> {
  private final Envelope<Q, R, ?, ?> envelope;
  private final FieldDescriptor groupsField;
  private final JsonForm<R> group;

  private JsonEnvelope(Envelope<Q, R, ?, ?> envelope, JsonForm<R> group) {
    this.envelope = envelope;
    this.groupsField = envelope.groupsField();
    this.group = group;
  }

  /// The form of a signal's requests.
  ///
  /// @param item the form of its items
  static <Q extends Message, R extends Message, S extends Message, I> JsonForm<Q> of(
      Envelope<Q, R, S, I> envelope, JsonForm<I> item) {
    JsonForm<S> inner = new JsonGroup<>(envelope.ofScope(), "scope", JsonEnvelope::scope, item);
    return new JsonEnvelope<>(
        envelope,
        new JsonGroup<>(envelope.ofResource(), "resource", JsonEnvelope::resource, inner));
  }

  @Override
  public Q read(JsonInput in) throws UndecodableException, Refusal {
    List<R> groups = new ArrayList<>();
    for (String name = in.field(); name != null; name = in.field()) {
      if (JsonGroup.isNameOf(groupsField, name)) {
        in.each(group, groups::add);
      } else {
        in.skip();
      }
    }
    return envelope.request(groups);
  }

  private static Resource resource(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.RESOURCE);
    Resource.Builder resource = Resource.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "attributes" -> resource.addAllAttributes(JsonAttributes.list(in));
        case "droppedAttributesCount", "dropped_attributes_count" ->
            resource.setDroppedAttributesCount(in.uint32());
        default -> in.skip();
      }
    }
    return resource.build();
  }

  private static InstrumentationScope scope(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.SCOPE);
    InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "name" -> scope.setName(in.string());
        case "version" -> scope.setVersion(in.string());
        case "attributes" -> scope.addAllAttributes(JsonAttributes.list(in));
        case "droppedAttributesCount", "dropped_attributes_count" ->
            scope.setDroppedAttributesCount(in.uint32());
        default -> in.skip();
      }
    }
    return scope.build();
  }
}
