// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import org.jspecify.annotations.Nullable;

/// The reference runtime's own spans: one root, `workflow:{workflow}`, which alone carries the ids.
final class MozaiksDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "mozaiks";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("mozaiks.runtime");
  }

  @Override
  public Role role(SpanView span) {
    return span.name().startsWith("workflow:") ? Role.RUN : GEN_AI.role(span);
  }

  @Override
  public @Nullable String workflowOf(SpanView span) {
    return Dialect.after(span.name(), "workflow:");
  }
}
