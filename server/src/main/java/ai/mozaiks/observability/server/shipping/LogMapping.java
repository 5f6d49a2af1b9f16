// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The types of the fields of log records in Elasticsearch and OpenSearch. Fields that are not
/// named are stored and not indexed, and what senders put into `extra` is one field, so no sender
/// can fill a mapping.
public final class LogMapping {
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

  private LogMapping() {}

  /// The value of `mappings` in an index template; the caller's own.
  ///
  /// @param openSearch whether the server is OpenSearch, which names one type differently
  public static ObjectNode of(boolean openSearch) {
    ObjectNode mappings = (ObjectNode) JSON.readTree(MAPPINGS);
    ObjectNode extra = ((ObjectNode) mappings.required("properties")).putObject("extra");
    if (openSearch) {
      extra.put("type", "flat_object");
    } else {
      extra.put("type", "flattened").put("ignore_above", 1024);
    }
    return mappings;
  }
}
