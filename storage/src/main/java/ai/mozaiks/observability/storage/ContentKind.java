// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

/// What a piece of content is to its span.
public enum ContentKind {
  /// Instructions that stand above the conversation.
  SYSTEM,
  /// A message, or another value, that went in.
  INPUT,
  /// A message, or another value, that came out.
  OUTPUT,
  /// The tools that a model was told of.
  TOOL_DEFINITIONS,
  /// What a tool was called with.
  TOOL_ARGUMENTS,
  /// What a tool gave back.
  TOOL_RESULT,
  /// Something that was looked up.
  DOCUMENT,
  /// Content of no other kind.
  OTHER
}
