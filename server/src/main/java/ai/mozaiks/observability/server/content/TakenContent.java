// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;

/// A span in two: what the rules and the store see of it, and its content.
///
/// @param rest the span without content. Two attributes tell of it: how many there were, and a
///   digest of them, so that versions of a span that differ in content alone remain different
/// @param whole the span as it came
/// @param keys the attributes of the whole span that are content
public record TakenContent(Span rest, Span whole, List<String> keys) {
  public TakenContent {
    keys = List.copyOf(keys);
  }
}
