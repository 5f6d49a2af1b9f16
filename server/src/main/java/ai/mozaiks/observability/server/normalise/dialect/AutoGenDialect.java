// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;

/// Microsoft AutoGen 0.4 and later: agents and tools by the GenAI conventions, and spans of its
/// messaging between them. It tells of no model calls and no tokens; those come from the
/// instrumentation of the provider's client.
final class AutoGenDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "autogen";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("autogen-core") || scopeName.equals("autogen_core");
  }

  @Override
  public Role role(SpanView span) {
    Role role = GEN_AI.role(span);
    return role == Role.PLAIN ? Role.OTHER : role;
  }

  @Override
  public List<String> contentKeys() {
    return List.of("message"); // of the runtime's messaging
  }
}
