// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;

/// Koog: agents, strategies and their nodes; the GenAI conventions for models and tools. A
/// `create_agent` span is kept open for the whole run.
final class KoogDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "koog";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("ai.koog");
  }

  @Override
  public List<String> marks() {
    return List.of("koog.*");
  }

  @Override
  public Role role(SpanView span) {
    Role role = GEN_AI.role(span);
    return role == Role.PLAIN ? Role.OTHER : role; // nodes and strategies
  }
}
