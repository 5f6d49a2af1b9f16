// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;

/// AG2, both lines: Classic (0.11 to 0.14, `autogen.opentelemetry`) and 1.x (`ag2.middleware`).
/// They share the scope's name; each kind of span has its own `ag2.span.type`.
final class Ag2Dialect implements Dialect {
  private static final String TYPE = "ag2.span.type";
  private static final Dialect GEN_AI = new GenAiDialect();

  private static final Map<String, Role> ROLE_BY_TYPE =
      Map.of(
          "conversation", Role.RUN,
          "multi_conversation", Role.RUN,
          "agent", Role.TURN,
          "llm", Role.LLM_CALL,
          "tool", Role.TOOL_CALL,
          "code_execution", Role.OTHER,
          "human_input", Role.HUMAN_INPUT,
          "speaker_selection", Role.SELECTION);

  private static final Map<String, Role> ROLE_BY_USAGE_KIND =
      Map.of(
          "model_call", Role.USAGE_OF_CALL,
          "subtask", Role.USAGE_OF_SUBTASK,
          // nothing else tells of these calls
          "compaction", Role.USAGE_ALONE,
          "aggregation", Role.USAGE_ALONE);

  @Override
  public String name() {
    return "ag2";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("opentelemetry.instrumentation.ag2");
  }

  @Override
  public List<String> marks() {
    return List.of(TYPE);
  }

  @Override
  public Role role(SpanView span) {
    String type = span.text(TYPE);
    if (type == null) {
      return GEN_AI.role(span);
    }
    if (type.equals("usage")) {
      String kind = span.text("ag2.usage.kind");
      return kind == null ? Role.OTHER : ROLE_BY_USAGE_KIND.getOrDefault(kind, Role.OTHER);
    }
    Role role = ROLE_BY_TYPE.getOrDefault(type, Role.OTHER);
    // Only Classic has managers of group chats, and only it gives its scope a version.
    boolean classic = !span.origin().scopeVersion().isEmpty();
    return role == Role.TURN && classic ? Role.TURN_OR_GROUP : role;
  }

  @Override
  public List<String> contentKeys() {
    return List.of(
        "ag2.human_input.prompt",
        "ag2.human_input.response",
        "ag2.code_execution.output",
        "ag2.chats.summaries");
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    table
        .field(Field.MESSAGES, Conversion::count, "gen_ai.conversation.turns")
        .field(Field.TOTAL_TOKENS, Conversion::count, "ag2.usage.total_tokens")
        .field(Field.USAGE_LABEL, Conversion::text, "ag2.usage.label");
  }
}
