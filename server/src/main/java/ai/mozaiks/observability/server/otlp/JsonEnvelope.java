// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;

/// Reads what all signals have around their items from OTLP/JSON. Stateless.
final class JsonEnvelope {
  private JsonEnvelope() {}

  static Resource resource(JsonInput in) throws UndecodableException, Refusal {
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

  static InstrumentationScope scope(JsonInput in) throws UndecodableException, Refusal {
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
