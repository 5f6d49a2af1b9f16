// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import org.jspecify.annotations.Nullable;

/// Reads trace requests: decodes them, and screens what is in them. Nothing is taken in.
/// Thread-safe.
public final class TraceRequests {
  private final SpanScreen screen;
  private final int maxItems;

  /// @param maxItems spans of one request; count
  public TraceRequests(SpanScreen screen, int maxItems) {
    this.screen = screen;
    this.maxItems = maxItems;
  }

  /// Reads one.
  ///
  /// @throws Refusal 400 if the body is not what it claims to be, 413 or 503 if there is too much
  ///   in it, or no room to decode it now
  public SpanScreen.Screened read(Body body, OtlpEncoding encoding) throws Refusal {
    try {
      return screen.screen(OtlpTraces.decode(body, encoding, new Decoding(body, maxItems)));
    } catch (UndecodableException e) {
      throw Refusal.of(400, e.reason(screen.quoting()));
    }
  }

  /// The form of a body.
  ///
  /// @param contentType as in the request; null when absent
  /// @throws Refusal 415 if it is none of OTLP's
  public static OtlpEncoding encodingOf(@Nullable String contentType) throws Refusal {
    OtlpEncoding encoding = OtlpEncoding.of(contentType);
    if (encoding == null) {
      throw Refusal.of(
          415,
          "Content-Type: "
              + (contentType == null ? "none" : contentType)
              + " (expected: application/x-protobuf or application/json)");
    }
    return encoding;
  }
}
