// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import ai.mozaiks.observability.server.config.LimitsConfig;

/// How much of a span is kept. What is beyond is cut, counted in [Cuts] and, where OTLP has a field
/// for it (`dropped_attributes_count` and so on), in the span itself.
///
/// @param attributes per span, event, link, resource or scope; count
/// @param keyLength of an attribute's key, in characters; an attribute with a longer one is dropped
/// @param valueBytes of one text or byte value, as UTF-8
/// @param elements in one attribute's arrays and maps together; count
/// @param depth of arrays and maps in one another, 1 to 32; 1 allows plain values only
/// @param events per span; count
/// @param links per span; count
/// @param nameLength of names, schema addresses and trace states, in characters
public record SpanLimits(
    int attributes,
    int keyLength,
    int valueBytes,
    int elements,
    int depth,
    int events,
    int links,
    int nameLength) {

  /// What the configuration says unless told otherwise; see [#of].
  public static final SpanLimits DEFAULT = of(LimitsConfig.DEFAULT);

  /// The limits as configured. What has no key is fixed here: keys of 256 characters, 4,096
  /// elements, 32 levels, names of 1,024 characters.
  public static SpanLimits of(LimitsConfig config) {
    return new SpanLimits(
        config.attributesPerSpan(),
        256,
        config.attributeBytes(),
        4096,
        MAX_DEPTH,
        config.eventsPerSpan(),
        config.linksPerSpan(),
        1024);
  }

  /// The deepest nesting that may be kept: protobuf readers by default stop at 100 messages in one
  /// another, and an attribute of an event takes 6, each level 3 more.
  static final int MAX_DEPTH = 32;

  /// The deepest nesting that is decoded at all, to be cut then; beyond it a request is refused.
  public static final int MAX_DECODED_DEPTH = 100;

  public SpanLimits {
    requirePositive(attributes, "attributes");
    requirePositive(keyLength, "keyLength");
    requirePositive(valueBytes, "valueBytes");
    requirePositive(elements, "elements");
    requirePositive(depth, "depth");
    requireNotNegative(events, "events");
    requireNotNegative(links, "links");
    requirePositive(nameLength, "nameLength");
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("depth: " + depth + " (expected: 1 to " + MAX_DEPTH + ")");
    }
  }

  private static void requireNotNegative(int value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
