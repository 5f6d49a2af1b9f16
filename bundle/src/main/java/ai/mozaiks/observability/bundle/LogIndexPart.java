// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.shipping.LogMapping;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Elasticsearch or OpenSearch: what gives log records their fields, wherever they come from. The
/// types are those that the server ships with; the ingest pipeline makes lines of files like them.
final class LogIndexPart extends Part {
  /// The pipeline's name, and that of the component with the types.
  static final String PIPELINE = "mozaiksai-logs";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /// What the pipeline and the shippers add to the server's fields.
  private static final String FURTHER_FIELDS =
      """
      {"cost_usd": {"type": "double"},
       "prompt_tokens": {"type": "long"},
       "completion_tokens": {"type": "long"},
       "duration_sec": {"type": "double"},
       "model": {"type": "keyword", "ignore_above": 1024},
       "tool_name": {"type": "keyword", "ignore_above": 1024},
       "error_type": {"type": "keyword", "ignore_above": 1024},
       "ts_text": {"type": "keyword", "ignore_above": 256},
       "ingest_error": {"type": "keyword", "ignore_above": 1024},
       "fields": {"properties": {
         "app": {"type": "keyword", "ignore_above": 256},
         "env": {"type": "keyword", "ignore_above": 256}}},
       "host": {"properties": {"name": {"type": "keyword", "ignore_above": 1024}}},
       "log": {"properties": {
         "file": {"properties": {"path": {"type": "keyword", "ignore_above": 1024}}},
         "offset": {"type": "long"}}}}
      """;

  private final boolean openSearch;

  LogIndexPart(String name, boolean openSearch) {
    super(name);
    this.openSearch = openSearch;
  }

  @Override
  Map<String, Map<String, Object>> sections(Settings settings) {
    return Map.of(
        "engine",
        Map.of(
            "name", openSearch ? "OpenSearch" : "Elasticsearch",
            "versions", openSearch ? "OpenSearch 2.x and 3.x" : "Elasticsearch 7.17, 8.x and 9.x",
            "policy_files", openSearch ? "ism" : "lifecycle",
            "is_opensearch", openSearch));
  }

  @Override
  List<BundleFile> made(BundleSpec spec) {
    Settings settings = spec.settings();
    return List.of(
        file("component-template.json", component()),
        file("index-template-daily.json", daily(settings)),
        file("index-template-data-stream.json", dataStream(settings)),
        file("ingest-pipeline.json", pipeline()));
  }

  private BundleFile file(String path, ObjectNode content) {
    return file(path, JSON.writeValueAsString(content) + "\n");
  }

  /// The types of all fields.
  ObjectNode mappings() {
    ObjectNode mappings = LogMapping.of(openSearch);
    ((ObjectNode) mappings.required("properties"))
        .setAll((ObjectNode) JSON.readTree(FURTHER_FIELDS));
    return mappings;
  }

  private ObjectNode component() {
    ObjectNode template = JSON.createObjectNode();
    template.putObject("template").set("mappings", mappings());
    return owned(template);
  }

  private static ObjectNode owned(ObjectNode template) {
    template.putObject("_meta").put("managed_by", "mozaiks bundle");
    return template;
  }

  /// Indices of one day. Of the same name as the server's own template, which stays away from one
  /// that is not its own.
  private ObjectNode daily(Settings settings) {
    return indexTemplate(settings.text("search.index") + "-*", 300, policy(settings) + "-daily");
  }

  /// Of a higher priority, since the data stream's name mostly begins as those of daily indices do.
  private ObjectNode dataStream(Settings settings) {
    ObjectNode template = indexTemplate(settings.text("search.data_stream"), 310, policy(settings));
    template.putObject("data_stream");
    return template;
  }

  private static String policy(Settings settings) {
    return settings.text("search.index");
  }

  private ObjectNode indexTemplate(String pattern, int priority, String policy) {
    ObjectNode template = JSON.createObjectNode();
    template.putArray("index_patterns").add(pattern);
    template.put("priority", priority);
    template.putArray("composed_of").add(PIPELINE);
    ObjectNode index = template.putObject("template").putObject("settings").putObject("index");
    index.put("default_pipeline", PIPELINE);
    index.put("number_of_shards", 1);
    index.put("auto_expand_replicas", "0-1"); // green on one node, safe on two
    if (!openSearch) { // OpenSearch's policy says itself for which indices it is
      index.putObject("lifecycle").put("name", policy);
    }
    return owned(template);
  }

  private static ObjectNode pipeline() {
    ObjectNode pipeline = JSON.createObjectNode();
    pipeline.put("description", "Log lines of MozaiksAI, by whichever way they came, in one shape");
    ArrayNode processors = pipeline.putArray("processors");
    ObjectNode line = processors.addObject().putObject("json");
    line.put("description", "The line as a container runtime, or forwarding, sends it");
    line.put("if", "ctx.log instanceof String && ctx.log.trim().startsWith('{')");
    line.put("field", "log").put("target_field", "log_line");
    line.putArray("on_failure")
        .addObject()
        .putObject("set")
        .put("field", "ingest_error")
        .put("value", "log: {{ _ingest.on_failure_message }}");
    ObjectNode merged = processors.addObject().putObject("script");
    merged.put("lang", "painless");
    merged.put("if", "ctx.log instanceof String");
    merged.put(
        "source",
        "def line = ctx.remove('log_line'); def text = ctx.remove('log');"
            + " if (line instanceof Map) { for (def e : line.entrySet()) { ctx.put(e.getKey(), e.getValue()) } }"
            + " else if (ctx.message == null) { ctx.message = text }");
    ObjectNode shape = processors.addObject().putObject("script");
    shape.put("description", "Levels, whom it is about, figures, what is too long");
    shape.put("lang", "painless");
    shape.put("source", Templates.text("parts/shared/log-index/pipeline.painless"));
    ObjectNode date = processors.addObject().putObject("date");
    date.put("description", "ts is the time of the record").put("if", "ctx.ts != null");
    date.put("field", "ts").put("target_field", "@timestamp").put("timezone", "UTC");
    date.put("output_format", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX");
    date.putArray("formats").add("ISO8601").add("UNIX");
    ArrayNode unreadable = date.putArray("on_failure");
    unreadable.addObject().putObject("rename").put("field", "ts").put("target_field", "ts_text");
    unreadable
        .addObject()
        .putObject("set")
        .put("field", "ingest_error")
        .put("value", "ts: {{ _ingest.on_failure_message }}");
    ObjectNode fallback = processors.addObject().putObject("set");
    fallback.put("if", "ctx['@timestamp'] == null");
    fallback.put("field", "@timestamp").put("value", "{{ _ingest.timestamp }}");
    ObjectNode ts = processors.addObject().putObject("script");
    ts.put("description", "The same time in both fields").put("lang", "painless");
    ts.put("source", "ctx.ts = ctx['@timestamp']");
    return pipeline;
  }
}
