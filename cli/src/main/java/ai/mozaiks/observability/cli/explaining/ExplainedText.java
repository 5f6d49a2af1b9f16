// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.explaining;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An answer of `/api/explain` as text: each trace as a tree of its spans, `+` before those that
/// count and `-` before the others.
public final class ExplainedText {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String[] TOTALS = {
    "agent_turns", "llm_calls", "tool_calls", "errors", "prompt_tokens", "completion_tokens", "cost"
  };

  private final boolean fields;

  /// @param fields whether to show which attribute told each field
  public ExplainedText(boolean fields) {
    this.fields = fields;
  }

  /// The text, without a line break at the end.
  public String of(String answer) {
    JsonNode explained = JSON.readTree(answer);
    StringBuilder text = new StringBuilder();
    int rejected = explained.path("rejected_spans").asInt();
    if (rejected > 0) {
      text.append(rejected)
          .append(" spans rejected, the first because of ")
          .append(explained.path("first_rejection").asString())
          .append('\n');
    }
    explained.path("traces").forEach(trace -> append(text, trace));
    return text.toString().stripTrailing();
  }

  private void append(StringBuilder text, JsonNode trace) {
    text.append("trace ").append(trace.path("trace_id").asString()).append('\n').append(" ");
    for (String name : TOTALS) {
      text.append(' ').append(name).append('=').append(value(trace.path("totals").path(name)));
    }
    text.append('\n');
    Map<String, Integer> depths = new HashMap<>();
    for (JsonNode span : trace.path("spans")) {
      int depth = depths.getOrDefault(value(span.path("parent_span_id")), 0);
      depths.put(span.path("span_id").asString(), depth + 1);
      append(text, span, "  ".repeat(depth + 1));
    }
  }

  private void append(StringBuilder text, JsonNode span, String indent) {
    text.append(indent)
        .append(span.path("counted").asBoolean() ? "+ " : "- ")
        .append(span.path("name").asString())
        .append("  [")
        .append(span.path("dialect").asString())
        .append(' ')
        .append(span.path("role").asString())
        .append("]  ")
        .append(span.path("reason").asString())
        .append('\n');
    String more = indent + "    ";
    text.append(more)
        .append("chat ")
        .append(span.path("app_id").asString())
        .append('/')
        .append(span.path("chat_id").asString())
        .append(" (")
        .append(span.path("chat_from").asString())
        .append(")\n");
    if (span.has("usage")) {
      text.append(more)
          .append("tokens ")
          .append(value(span.at("/usage/prompt_tokens")))
          .append(" in, ")
          .append(value(span.at("/usage/completion_tokens")))
          .append(" out: ")
          .append(span.path("usage_reason").asString())
          .append('\n');
    }
    if (!span.path("flags").isEmpty()) {
      text.append(more).append("doubtful:");
      span.path("flags").forEach(flag -> text.append(' ').append(flag.asString()));
      text.append('\n');
    }
    if (fields) {
      span.path("fields")
          .properties()
          .forEach(field ->
              text.append(more)
                  .append(field.getKey())
                  .append(" = ")
                  .append(value(field.getValue().path("value")))
                  .append("  from ")
                  .append(field.getValue().path("attribute").asString())
                  .append('\n'));
    }
  }

  private static String value(JsonNode node) {
    if (node.isNull() || node.isMissingNode()) {
      return "unknown";
    }
    if (node.isNumber()) {
      return node.decimalValue().toPlainString(); // money without exponents
    }
    return node.isContainer() ? node.toString() : node.asString();
  }
}
