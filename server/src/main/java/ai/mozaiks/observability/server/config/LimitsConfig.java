// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

/// The bounds that keep memory bounded whatever arrives. What is cut is counted.
///
/// @param requestBytes the largest request, also after decompression; bytes. The OTLP specification
///   1.11.0 recommends 64 MiB. At most 128 MiB, so that what comes of a request fits into a record
///   of the journal
/// @param inFlightBytes requests being read, decoded or waiting for the journal, together; bytes,
///   `>= requestBytes`. Counts the bytes as they came and an estimate of what they are decoded to.
///   Beyond it senders get 503; a request that alone would exceed it gets 413
/// @param pendingBytes data that is journalled but not stored, together; bytes. Beyond it senders
///   wait, then get 503
/// @param itemsPerRequest spans, events or log records of one request; beyond it 413. Collectors
///   send 8,192 unless told otherwise, SDKs 512; ten times that is no batch any more
/// @param attributesPerSpan attributes kept of one span, span event or link; further ones are cut
/// @param attributeBytes longest text or byte value kept of one attribute; UTF-8 bytes
/// @param eventsPerSpan span events kept of one span
/// @param linksPerSpan links kept of one span
/// @param spansPerTrace spans taken of one trace; further ones are dropped
/// @param eventsPerChat direct events taken of one chat; further ones are dropped
/// @param maxMovingRecords spans and events of unsettled traces and chats held in memory before the
///   longest quiet ones leave; beyond twice as many senders wait, then get 503
/// @param maxLiveChats chats held in memory
/// @param maxLabelValues values of one Prometheus label; further ones are counted under `_other`
/// @param maxStoredLogs log records the store keeps; beyond it those written first are deleted
/// @param maxStoredPoints points of metrics the store keeps; the same
public record LimitsConfig(
    long requestBytes,
    long inFlightBytes,
    long pendingBytes,
    int itemsPerRequest,
    int attributesPerSpan,
    int attributeBytes,
    int eventsPerSpan,
    int linksPerSpan,
    int spansPerTrace,
    int eventsPerChat,
    int maxMovingRecords,
    int maxLiveChats,
    int maxLabelValues,
    int maxStoredLogs,
    int maxStoredPoints) {

  /// What requests under way may take when nothing else is configured: 256 MiB, or a quarter of a
  /// heap that is smaller than four times that. Their objects live beside the chats and traces in
  /// memory, and a full heap ends the process.
  ///
  /// @param heapBytes the largest size of the heap ([Runtime#maxMemory])
  public static long inFlightBytesFor(long heapBytes) {
    return Math.max(1 << 20, Math.min(256L << 20, heapBytes / 4));
  }

  /// The largest `requestBytes`.
  public static final long MOST_REQUEST_BYTES = 128L << 20;

  public static final LimitsConfig DEFAULT =
      new LimitsConfig(
          64L << 20,
          256L << 20,
          128L << 20,
          100_000,
          1_024,
          64 << 10,
          256,
          128,
          200_000,
          200_000,
          500_000,
          20_000,
          1_000,
          20_000_000,
          20_000_000);

  public LimitsConfig {
    require("requestBytes", requestBytes, 1_024, MOST_REQUEST_BYTES);
    require("inFlightBytes", inFlightBytes, requestBytes, Long.MAX_VALUE);
    require("pendingBytes", pendingBytes, 1 << 20, Long.MAX_VALUE);
    require("itemsPerRequest", itemsPerRequest, 1, Integer.MAX_VALUE);
    require("attributesPerSpan", attributesPerSpan, 1, Integer.MAX_VALUE);
    require("attributeBytes", attributeBytes, 16, Integer.MAX_VALUE);
    require("eventsPerSpan", eventsPerSpan, 0, Integer.MAX_VALUE);
    require("linksPerSpan", linksPerSpan, 0, Integer.MAX_VALUE);
    require("spansPerTrace", spansPerTrace, 1, Integer.MAX_VALUE);
    require("eventsPerChat", eventsPerChat, 1, Integer.MAX_VALUE);
    require("maxMovingRecords", maxMovingRecords, 1_000, Integer.MAX_VALUE);
    require("maxLiveChats", maxLiveChats, 10, Integer.MAX_VALUE);
    require("maxLabelValues", maxLabelValues, 1, Integer.MAX_VALUE);
    require("maxStoredLogs", maxStoredLogs, 0, Integer.MAX_VALUE);
    require("maxStoredPoints", maxStoredPoints, 0, Integer.MAX_VALUE);
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: from " + least + " to " + most + ")");
    }
  }
}
