// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

/// Spans without agent telemetry (HTTP, databases, the application's own): kept for the structure
/// of the trace. Recognises every span, so it comes last.
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
  public boolean marks(SpanView span) {
    return true;
  }

  @Override
  public Role role(SpanView span) {
    return Role.PLAIN;
  }
}
