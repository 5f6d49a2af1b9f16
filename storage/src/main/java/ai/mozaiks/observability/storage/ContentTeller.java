// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

/// What told a piece of content. Of several that tell the same of a span the first counts, see
/// [ContentOnce].
public enum ContentTeller {
  /// The span itself, by its attributes or its events.
  SPAN,
  /// A log event that tells of the span's whole call.
  CALL_EVENT,
  /// A log event that is one message of the span's call.
  MESSAGE_EVENT
}
