// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// OpenLLMetry (Traceloop): decorators mark workflows, tasks, agents and tools; model calls come
/// from its instrumentations of libraries, which follow the GenAI conventions of their day.
final class TraceloopDialect implements Dialect {
  private static final String KIND = "traceloop.span.kind";
  private static final String ENTITY = "traceloop.entity.name";
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "openllmetry";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("traceloop.tracer");
  }

  @Override
  public List<String> marks() {
    return List.of(KIND);
  }

  @Override
  public Role role(SpanView span) {
    String kind = span.text(KIND);
    return switch (kind == null ? "" : kind) {
      case "workflow" -> Role.RUN;
      case "agent" -> Role.TURN;
      case "tool" -> Role.TOOL_CALL;
      default -> {
        Role role = GEN_AI.role(span);
        yield role == Role.PLAIN ? Role.OTHER : role; // a task, a step
      }
    };
  }

  @Override
  public @Nullable String agentInName(SpanView span) {
    return entity(span, ".agent");
  }

  @Override
  public @Nullable String workflowOf(SpanView span) {
    return "workflow".equals(span.text(KIND)) ? entity(span, ".workflow") : null;
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    return entity(span, ".tool");
  }

  /// The decorated thing: spans are called `{entity}.{kind}`.
  private static @Nullable String entity(SpanView span, String suffix) {
    String entity = span.text(ENTITY);
    return entity != null ? entity : Dialect.before(span.name(), suffix);
  }

  @Override
  public List<String> contentKeys() {
    return List.of(
        "traceloop.entity.input",
        "traceloop.entity.output",
        "traceloop.prompt.*",
        "gen_ai.task.input",
        "gen_ai.task.output");
  }

  @Override
  public ToolInput toolInput() {
    return new ToolInput(KIND, "traceloop.entity.input");
  }
}
