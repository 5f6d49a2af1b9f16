// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.config.ShippingConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The index template that gives the fields their types ([LogMapping]).
final class IndexTemplate {
  /// Raised with each change, so that a template of an older version is replaced.
  private static final int VERSION = 1;

  private static final String OWNER = "mozaiks-observability";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ShippingConfig.Elasticsearch target;

  IndexTemplate(ShippingConfig.Elasticsearch target) {
    this.target = target;
  }

  /// Its name.
  String name() {
    return target.index();
  }

  /// What is put there.
  ///
  /// @param openSearch whether the server is OpenSearch, which names one type differently
  byte[] body(boolean openSearch) {
    ObjectNode template = JSON.createObjectNode();
    template.putArray("index_patterns").add(target.dataStream() ? name() : name() + "-*");
    if (target.dataStream()) {
      template.putObject("data_stream");
    }
    // Above the templates that Elasticsearch brings along for logs-*-*, which have 100.
    template.put("priority", 300);
    template.put("version", VERSION);
    template.putObject("_meta").put("managed_by", OWNER);
    template.putObject("template").set("mappings", LogMapping.of(openSearch));
    return JSON.writeValueAsBytes(template);
  }

  /// Whether the template that is there is another one's, or already this.
  ///
  /// @param found the answer to `GET /_index_template/NAME`
  boolean stays(JsonNode found) {
    JsonNode template = found.path("index_templates").path(0).path("index_template");
    return !template.isMissingNode()
        && (!template.path("_meta").path("managed_by").asString("").equals(OWNER)
            || template.path("version").asInt(0) >= VERSION);
  }
}
