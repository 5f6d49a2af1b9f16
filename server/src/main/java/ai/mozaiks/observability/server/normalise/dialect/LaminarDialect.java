// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Laminar: its decorators say with `lmnr.span.type` what a span is; model calls have GenAI keys.
final class LaminarDialect implements Dialect {
  private static final String TYPE = "lmnr.span.type";
  private static final Dialect GEN_AI = new GenAiDialect();

  private static final Map<String, Role> ROLE_BY_TYPE =
      Map.of(
          "LLM", Role.LLM_CALL,
          "CACHED", Role.LLM_CALL,
          "TOOL", Role.TOOL_CALL,
          "EVALUATOR", Role.CHECK);

  @Override
  public String name() {
    return "laminar";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("lmnr.tracer") || scopeName.equals("lmnr");
  }

  @Override
  public List<String> marks() {
    return List.of(TYPE);
  }

  @Override
  public Role role(SpanView span) {
    String type = span.text(TYPE);
    Role role = type == null ? null : ROLE_BY_TYPE.get(type);
    if (role != null) {
      return role;
    }
    Role byOperation = GEN_AI.role(span);
    return byOperation == Role.PLAIN ? Role.OTHER : byOperation;
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    table
        .field(Field.USER, Conversion::text, "lmnr.association.properties.user_id")
        .field(Field.LOCALLY_CACHED, Conversion.isWord("CACHED"), TYPE);
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    return span.name();
  }

  @Override
  public List<String> contentKeys() {
    return List.of("lmnr.span.input", "lmnr.span.output");
  }

  @Override
  public ToolInput toolInput() {
    return new ToolInput(TYPE, "lmnr.span.input");
  }
}
