// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.server.otlp.OtlpKind;
import com.google.protobuf.ByteString;
import java.util.List;

/// One request's worth of items from one file.
///
/// @param kind how the body is written
/// @param body the request's body
/// @param lines for each item the line of the file where it is, from 1; 0 where the file has no
///   lines
record Batch(Kind kind, ByteString body, List<Long> lines) {

  /// The most items in one batch.
  static final int MOST_ITEMS = 1_000;

  /// A batch is closed when it reaches this size; a single larger item goes alone.
  static final int FULL_BYTES = 4 << 20;

  /// How a body is written, and so where it goes.
  sealed interface Kind {

    /// Direct events, one a line.
    record Events() implements Kind {}

    /// A request of OTLP.
    ///
    /// @param json whether it is JSON; else protobuf
    record Otlp(OtlpKind signal, boolean json) implements Kind {}

    /// Where it is posted to.
    default String path() {
      return switch (this) {
        case Events _ -> "/api/events";
        case Otlp otlp -> otlp.signal().path();
      };
    }

    default String contentType() {
      return switch (this) {
        case Events _ -> "application/x-ndjson";
        case Otlp otlp -> otlp.json() ? "application/json" : "application/x-protobuf";
      };
    }
  }

  Batch {
    lines = List.copyOf(lines);
  }

  /// How many spans, log records, points of metrics or events it holds.
  int items() {
    return lines.size();
  }

  /// Where it is in its file, for people: `:12`, `:12-40`, or nothing.
  String place() {
    if (lines.isEmpty() || lines.getFirst() == 0) {
      return "";
    }
    long first = lines.getFirst();
    long last = lines.getLast();
    return first == last ? ":" + first : ":" + first + "-" + last;
  }
}
