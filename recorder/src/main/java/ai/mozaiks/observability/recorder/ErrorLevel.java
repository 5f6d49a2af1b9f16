// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

/// Where an error happened. The monitoring guide's own `errors` are tool failures; the levels are
/// counted apart so that its figure can be reproduced exactly.
public enum ErrorLevel {
  TOOL,
  LLM,
  AGENT,
  WORKFLOW
}
