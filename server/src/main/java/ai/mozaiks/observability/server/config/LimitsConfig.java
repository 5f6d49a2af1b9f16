// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

/// The bounds that keep memory bounded whatever arrives. What is cut is counted.
///
/// @param requestBytes the largest request, also after decompression; bytes. The OTLP specification
///   1.11.0 recommends 64 MiB
/// @param inFlightBytes requests being read or waiting for the journal, together; bytes, `>=
///   requestBytes`. Beyond it senders get 503
/// @param pendingBytes data that is journalled but not stored, together; bytes. Beyond it senders
///   wait, then get 503
/// @param attributesPerSpan attributes kept of one span, span event or link; further ones are cut
/// @param attributeBytes longest text or byte value kept of one attribute; UTF-8 bytes
/// @param eventsPerSpan span events kept of one span
/// @param linksPerSpan links kept of one span
/// @param spansPerTrace spans taken of one trace; further ones are dropped
/// @param eventsPerChat direct events taken of one chat; further ones are dropped
/// @param maxHotSpans spans and events of unsettled traces and chats held in memory before the
///   longest quiet ones leave; beyond twice as many senders wait, then get 503
/// @param maxLiveChats chats held in memory
/// @param maxLabelValues values of one Prometheus label; further ones are counted under `_other`
public record LimitsConfig(
    long requestBytes,
    long inFlightBytes,
    long pendingBytes,
    int attributesPerSpan,
    int attributeBytes,
    int eventsPerSpan,
    int linksPerSpan,
    int spansPerTrace,
    int eventsPerChat,
    int maxHotSpans,
    int maxLiveChats,
    int maxLabelValues) {

  public static final LimitsConfig DEFAULT =
      new LimitsConfig(
          64L << 20,
          128L << 20,
          128L << 20,
          1_024,
          64 << 10,
          256,
          128,
          200_000,
          200_000,
          500_000,
          20_000,
          1_000);

  public LimitsConfig {
    require("requestBytes", requestBytes, 1_024, Integer.MAX_VALUE);
    require("inFlightBytes", inFlightBytes, requestBytes, Long.MAX_VALUE);
    require("pendingBytes", pendingBytes, 1 << 20, Long.MAX_VALUE);
    require("attributesPerSpan", attributesPerSpan, 1, Integer.MAX_VALUE);
    require("attributeBytes", attributeBytes, 16, Integer.MAX_VALUE);
    require("eventsPerSpan", eventsPerSpan, 0, Integer.MAX_VALUE);
    require("linksPerSpan", linksPerSpan, 0, Integer.MAX_VALUE);
    require("spansPerTrace", spansPerTrace, 1, Integer.MAX_VALUE);
    require("eventsPerChat", eventsPerChat, 1, Integer.MAX_VALUE);
    require("maxHotSpans", maxHotSpans, 1_000, Integer.MAX_VALUE);
    require("maxLiveChats", maxLiveChats, 10, Integer.MAX_VALUE);
    require("maxLabelValues", maxLabelValues, 1, Integer.MAX_VALUE);
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: from " + least + " to " + most + ")");
    }
  }
}
