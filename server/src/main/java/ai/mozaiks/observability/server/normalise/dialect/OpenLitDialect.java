// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;

/// OpenLIT: the GenAI conventions with costs and times as further attributes.
final class OpenLitDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "openlit";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.startsWith("openlit");
  }

  @Override
  public Role role(SpanView span) {
    return GEN_AI.role(span);
  }

  @Override
  public List<String> contentKeys() {
    return List.of(
        "gen_ai.workflow.input",
        "gen_ai.workflow.output",
        "gen_ai.content.prompt",
        "gen_ai.content.completion",
        "gen_ai.content.reasoning",
        "gen_ai.content.revised_prompt",
        "gen_ai.agent.human_input",
        "gen_ai.agent.actual_output",
        "gen_ai.tool.args",
        // what a function with its decorator was called with
        "function.args",
        "function.kwargs");
  }
}
