// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The API's description as tests look at it: its operations, and values held against its schemas.
/// More strictly than clients are told to: a field that is not described is a mistake.
public final class DescribedApi {
  private static final String POINTER = "#";
  private static final Set<String> METHODS = Set.of("get", "post", "delete", "put", "patch");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final ObjectNode document;
  private final ClosedSchemas closed;

  public DescribedApi(ObjectNode document) {
    this.document = document;
    this.closed = new ClosedSchemas(document);
  }

  /// What the server serves.
  public static DescribedApi ofTheServer() {
    return new DescribedApi(ApiDescription.read());
  }

  public ObjectNode document() {
    return document;
  }

  public List<DescribedOperation> operations() {
    List<DescribedOperation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          List<JsonNode> parameters =
              method.getValue().path("parameters").valueStream().map(this::resolved).toList();
          operations.add(
              new DescribedOperation(
                  method.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  method.getValue(),
                  parameters));
        }
      }
    }
    return operations;
  }

  /// What a reference refers to; anything else as it is.
  public JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asString("");
    return reference.startsWith(POINTER)
        ? document.at(reference.substring(POINTER.length()))
        : node;
  }

  /// The schema of a body.
  ///
  /// @param described an answer or a request's body
  /// @param mediaType without parameters
  public JsonNode schema(JsonNode described, String mediaType) {
    return resolved(described).path("content").path(mediaType).path("schema");
  }

  /// A schema by its name.
  public JsonNode schema(String name) {
    return document.path("components").path("schemas").path(name);
  }

  /// What is wrong with a value; empty if nothing is.
  public List<String> mistakes(JsonNode schema, JsonNode value) {
    return REGISTRY.getSchema(closed.standingAlone(schema)).validate(value).stream()
        .map(Object::toString)
        .toList();
  }
}
