// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.config.ShippingConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The index template that gives the fields their types. Fields that it does not name are stored
/// and not indexed, and what senders put into `extra` is one field, so no sender can fill a
/// mapping.
final class IndexTemplate {
  /// Raised with each change, so that a template of an older version is replaced.
  private static final int VERSION = 1;

  private static final String OWNER = "mozaiks-observability";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String MAPPINGS =
      """
      {"dynamic": false,
       "properties": {
         "@timestamp": {"type": "date_nanos"},
         "ts": {"type": "date_nanos"},
         "level": {"type": "keyword", "ignore_above": 256},
         "logger": {"type": "keyword", "ignore_above": 1024},
         "msg": {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}},
         "mod": {"type": "keyword", "ignore_above": 1024},
         "fn": {"type": "keyword", "ignore_above": 1024},
         "line": {"type": "integer"},
         "file": {"type": "keyword", "ignore_above": 1024},
         "path": {"type": "keyword", "ignore_above": 1024},
         "source": {"type": "keyword", "ignore_above": 1024},
         "emoji": {"type": "keyword", "ignore_above": 64},
         "event": {"type": "keyword", "ignore_above": 1024},
         "chat_id": {"type": "keyword", "ignore_above": 1024},
         "app_id": {"type": "keyword", "ignore_above": 1024},
         "workflow_name": {"type": "keyword", "ignore_above": 1024},
         "agent_name": {"type": "keyword", "ignore_above": 1024},
         "user_id": {"type": "keyword", "ignore_above": 1024},
         "trace_id": {"type": "keyword", "ignore_above": 64},
         "span_id": {"type": "keyword", "ignore_above": 64},
         "exception": {"properties": {
           "type": {"type": "keyword", "ignore_above": 1024},
           "message": {"type": "text"},
           "trace": {"type": "text", "index": false}}},
         "extra_long": {"type": "object", "enabled": false},
         "record_id": {"type": "keyword", "ignore_above": 64}}}
      """;

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
    ObjectNode mappings = (ObjectNode) JSON.readTree(MAPPINGS);
    ObjectNode extra = ((ObjectNode) mappings.required("properties")).putObject("extra");
    if (openSearch) {
      extra.put("type", "flat_object");
    } else {
      extra.put("type", "flattened").put("ignore_above", 1024);
    }
    template.putObject("template").set("mappings", mappings);
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
