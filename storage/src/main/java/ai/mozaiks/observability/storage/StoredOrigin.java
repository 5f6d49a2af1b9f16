// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;

/// The resource and scope that many spans share, kept once.
///
/// @param id a digest of the body, so that the same origin has the same id in every process
/// @param body the OTLP `ScopeSpans` without spans, wrapped in its `ResourceSpans`; not copied,
///   must not be changed
@SuppressWarnings(
    "ArrayRecordComponent") // compared by id, never by content; a copy per span would double the
// memory traffic
public record StoredOrigin(long id, byte[] body) {
  public StoredOrigin {
    Objects.requireNonNull(body, "body");
  }
}
