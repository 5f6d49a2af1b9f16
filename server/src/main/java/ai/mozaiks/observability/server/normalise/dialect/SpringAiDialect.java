// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Spring AI's observations, as Micrometer makes spans of them. Model calls have GenAI keys alone
/// and are read as such.
final class SpringAiDialect implements Dialect {
  private static final Dialect GEN_AI = new GenAiDialect();

  @Override
  public String name() {
    return "spring-ai";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return false; // the tracer is the application's own
  }

  @Override
  public List<String> marks() {
    return List.of("spring.ai.*");
  }

  @Override
  public Role role(SpanView span) {
    if (span.text("spring.ai.tool.definition.name") != null) {
      return Role.TOOL_CALL;
    }
    if (span.text("spring.ai.advisor.name") != null) {
      return Role.OTHER;
    }
    Role role = GEN_AI.role(span); // `framework` is the chat client's run
    return role == Role.PLAIN ? Role.OTHER : role;
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    table
        .field(Field.TOOL_CALL_ID, Conversion::text, "spring.ai.tool.call.id")
        .field(Field.STREAMING, Conversion::flag, "spring.ai.chat.client.stream");
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    return Dialect.after(span.name(), "execute_tool ");
  }

  @Override
  public List<String> contentKeys() {
    return List.of(
        "spring.ai.tool.call.arguments",
        "spring.ai.tool.call.result",
        "spring.ai.chat.client.user.text",
        "spring.ai.chat.client.user.params",
        "spring.ai.chat.client.system.text",
        "spring.ai.chat.client.system.params",
        "db.vector.query.content");
  }

  @Override
  public List<String> argumentKeys() {
    return List.of("spring.ai.tool.call.arguments");
  }
}
