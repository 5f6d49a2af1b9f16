// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import java.util.List;

/// Spans without agent telemetry (HTTP, databases, the application's own): kept for the structure
/// of the trace. Recognises every span, so it comes last.
final class PlainDialect implements Dialect {

  /// Of platforms and frameworks that have no dialect of their own.
  private static final List<String> CONTENT_KEYS =
      List.of(
          "langfuse.observation.input",
          "langfuse.observation.output",
          "langfuse.trace.input",
          "langfuse.trace.output",
          "mlflow.spanInputs",
          "mlflow.spanOutputs",
          "lmnr.span.input",
          "lmnr.span.output",
          "genkit:input");

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return false;
  }

  @Override
  public boolean marks(SpanView span) {
    return true;
  }

  @Override
  public Role role(SpanView span) {
    return Role.PLAIN;
  }

  @Override
  public List<String> contentKeys() {
    return CONTENT_KEYS;
  }

  @Override
  public List<String> usageInContentKeys() {
    return List.of("genkit:output");
  }
}
