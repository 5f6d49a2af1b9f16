// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.List;

/// The configuration has mistakes. The message lists every one of them, a line each, ready to be
/// shown to the operator.
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  /// One mistake.
  ///
  /// @param source where it was made: `flag --port`, `environment variable MOZAIKS_PORT`, or file
  ///   and line, `server.yml:7`
  /// @param key the configuration key, for example `storage.retention`; empty when the mistake
  ///   concerns the whole source
  /// @param text the value and what was expected
  public record Problem(String source, String key, String text) {
    @Override
    public String toString() {
      return source + ": " + (key.isEmpty() ? "" : key + ": ") + text;
    }
  }

  private final transient List<Problem> problems;

  public ConfigurationException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /// The mistakes in the order in which they were found; at least one.
  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    StringBuilder text = new StringBuilder("The configuration has ");
    text.append(problems.size() == 1 ? "a mistake:" : problems.size() + " mistakes:");
    for (Problem problem : problems) {
      text.append("\n  ").append(problem);
    }
    return text.toString();
  }
}
