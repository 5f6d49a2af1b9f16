// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pydantic AI: the GenAI conventions, but agent runs (`{agent} run`) without an operation name,
/// and their usage repeated on them.
final class PydanticAiDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  private static final List<String> CONTENT_KEYS =
      List.of(
          "pydantic_ai.all_messages",
          "all_messages_events",
          "final_result",
          "tool_arguments",
          "tool_response",
          "model_request_parameters",
          "events",
          "request_data",
          "response_data");

  @Override
  public String name() {
    return "pydantic-ai";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("pydantic-ai");
  }

  @Override
  public Role role(SpanView span) {
    if (span.text("gen_ai.operation.name") != null || span.text("gen_ai.tool.name") != null) {
      return GEN_AI.role(span);
    }
    boolean agentRun = span.has("agent_name") || span.name().equals("agent run");
    return agentRun ? Role.TURN : Role.OTHER; // OTHER: `running 3 tools`
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    table.field(Field.AGENT, Conversion::text, "agent_name");
  }

  @Override
  public @Nullable String agentInName(SpanView span) {
    return Dialect.before(span.name(), " run");
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    return Dialect.after(span.name(), "running tool: ");
  }

  @Override
  public List<String> contentKeys() {
    return CONTENT_KEYS;
  }

  @Override
  public List<String> argumentKeys() {
    return List.of("tool_arguments");
  }
}
