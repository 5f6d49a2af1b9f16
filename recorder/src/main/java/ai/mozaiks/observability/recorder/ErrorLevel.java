// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

/// Where an error happened. The monitoring guide's own `errors` are tool failures; the levels are
/// counted apart so that its figure can be reproduced exactly.
public enum ErrorLevel {
  /// In the execution of a tool.
  TOOL,
  /// In a request to a model.
  LLM,
  /// In an agent's turn, outside of its tools and models.
  AGENT,
  /// In the run as a whole.
  WORKFLOW
}
