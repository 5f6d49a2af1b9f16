// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// LangChain4j as its Quarkus extension traces it. AI services have nothing but the span's name,
/// `langchain4j.aiservices.{class}.{method}`; models and tools have GenAI keys and are read as
/// such. OpenInference traces the same library in its own way.
final class LangChain4jDialect implements Dialect {
  private static final String SERVICE = "langchain4j.aiservices.";

  @Override
  public String name() {
    return "langchain4j";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return false; // the scope is that of all spans in Quarkus
  }

  @Override
  public List<String> names() {
    return List.of(SERVICE);
  }

  @Override
  public Role role(SpanView span) {
    return Role.TURN;
  }

  @Override
  public @Nullable String agentInName(SpanView span) {
    String method = Dialect.after(span.name(), SERVICE);
    if (method == null || method.lastIndexOf('.') <= 0) {
      return method;
    }
    int dot = method.lastIndexOf('.');
    return method.substring(
        method.lastIndexOf('$', dot) + 1, dot); // an inner class by its own name
  }
}
