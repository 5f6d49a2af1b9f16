// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;

/// Spans without agent telemetry (HTTP, databases, the application's own): kept for the structure
/// of the trace. Every span that nothing else recognises.
final class PlainDialect implements Dialect {

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return false;
  }

  @Override
  public Role role(SpanView span) {
    return Role.PLAIN;
  }

  /// Of emitters that have no dialect: Haystack's components, and the log events of coding agents.
  @Override
  public List<String> contentKeys() {
    return List.of(
        "haystack.component.input",
        "haystack.component.output",
        // Strands
        "system_prompt",
        "tool.result",
        "prompt",
        "request_text",
        "response_text",
        "function_args",
        "tool_parameters");
  }
}
