// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Google's Agent Development Kit, Java and Python: `invocation`, `invoke_agent`, `call_llm`,
/// `execute_tool`. Older Python versions write `call_llm` without an operation's name.
final class GoogleAdkDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "google-adk";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("gcp.vertex.agent");
  }

  @Override
  public List<String> marks() {
    return List.of("gcp.vertex.agent.*");
  }

  @Override
  public Role role(SpanView span) {
    if (span.name().startsWith("agent_run [")) {
      return Role.TURN; // before the GenAI names
    }
    Role role = GEN_AI.role(span);
    return role == Role.PLAIN ? Role.OTHER : role;
  }

  @Override
  public @Nullable String agentInName(SpanView span) {
    String name = Dialect.after(span.name(), "invoke_agent ");
    return name != null ? name : Dialect.inBrackets(span.name(), "agent_run [");
  }

  @Override
  public List<String> contentKeys() {
    return List.of(
        "gcp.vertex.agent.llm_request",
        "gcp.vertex.agent.llm_response",
        "gcp.vertex.agent.tool_call_args",
        "gcp.vertex.agent.tool_response",
        "gcp.vertex.agent.data");
  }

  @Override
  public List<String> argumentKeys() {
    return List.of("gcp.vertex.agent.tool_call_args");
  }
}
