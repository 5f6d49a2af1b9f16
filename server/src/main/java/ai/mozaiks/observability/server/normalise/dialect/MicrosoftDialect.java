// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;

/// Microsoft's two: Agent Framework (`agent_framework`, Python) and Microsoft.Extensions.AI (.NET),
/// whose `orchestrate_tools` carries the sum of the calls in it.
final class MicrosoftDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "microsoft";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("agent_framework")
        || scopeName.startsWith("Experimental.Microsoft.Extensions.AI")
        || scopeName.startsWith("Experimental.Microsoft.Agents.AI");
  }

  @Override
  public List<String> marks() {
    return List.of("agent_framework.*");
  }

  @Override
  public Role role(SpanView span) {
    return span.name().equals("orchestrate_tools") ? Role.RUN : GEN_AI.role(span);
  }
}
