// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

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
  enum Kind {
    SPANS_JSON("/v1/traces", "application/json"),
    SPANS_PROTOBUF("/v1/traces", "application/x-protobuf"),
    EVENTS("/api/events", "application/x-ndjson");

    private final String path;
    private final String contentType;

    Kind(String path, String contentType) {
      this.path = path;
      this.contentType = contentType;
    }

    String path() {
      return path;
    }

    String contentType() {
      return contentType;
    }
  }

  Batch {
    lines = List.copyOf(lines);
  }

  /// How many spans or events it holds.
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
