// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

/// What series and percentiles can be grouped and filtered by.
public enum Dimension {
  APP,
  WORKFLOW,
  USER,
  AGENT,
  MODEL,
  PROVIDER,
  TOOL
}
