// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads requests of one signal: decodes them, and screens what is in them. Nothing is taken in.
/// Thread-safe.
///
/// @param <Q> the signal's request
public final class OtlpRequests<Q extends Message> {

  /// Three messages per level of a nested value, and the envelope.
  private static final int MAX_MESSAGE_DEPTH = SpanLimits.MAX_DECODED_DEPTH * 3 + 10;

  private final OtlpSignal<Q> signal;
  private final SignalScreen<Q> screen;
  private final int maxItems;

  /// @param maxItems items of one request; count
  public OtlpRequests(OtlpSignal<Q> signal, SignalScreen<Q> screen, int maxItems) {
    this.signal = signal;
    this.screen = screen;
    this.maxItems = maxItems;
  }

  /// The signal.
  OtlpSignal<Q> signal() {
    return signal;
  }

  /// Reads one.
  ///
  /// @throws Refusal 400 if the body is not what it claims to be, 413 or 503 if there is too much
  ///   in it, or no room to decode it now
  public Screened<Q> read(Body body, OtlpEncoding encoding) throws Refusal {
    try {
      Decoded<Q> decoded = decode(signal, body, encoding, new Decoding(body, maxItems));
      Screened<Q> screened = screen.screen(decoded.request());
      return decoded.mistake() == null
          ? screened
          : screened.withoutUnreadable(
              decoded.unreadable(), decoded.mistake().text(screen.quoting()));
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

  /// Reads a request, without looking at what is in it. In JSON, items with a wrong value are
  /// passed over; in protobuf what is wrong with one ends the reading of all.
  ///
  /// @param decoding is charged before memory is taken
  /// @throws UndecodableException if the body is not what it claims to be
  /// @throws Refusal if it is too much
  static <Q extends Message> Decoded<Q> decode(
      OtlpSignal<Q> signal, Body body, OtlpEncoding encoding, Decoding decoding)
      throws UndecodableException, Refusal {
    return switch (encoding) {
      case JSON -> parseJson(signal, body, decoding);
      case PROTOBUF -> new Decoded<>(parse(signal, body, decoding), 0, null);
    };
  }

  private static <Q extends Message> Decoded<Q> parseJson(
      OtlpSignal<Q> signal, Body body, Decoding decoding) throws UndecodableException, Refusal {
    try (JsonInput in = new JsonInput(body, decoding)) {
      in.begin();
      in.charge(signal.shape());
      if (!in.object()) {
        throw in.wrong("an object"); // within the document null is an absent field, not all of it
      }
      Q request = signal.json().read(in);
      in.end();
      return in.decoded(request);
    }
  }

  private static <Q extends Message> Q parse(OtlpSignal<Q> signal, Body body, Decoding decoding)
      throws UndecodableException, Refusal {
    CodedInputStream in = CodedInputStream.newInstance(body.array(), 0, body.length());
    int unlimited = in.setRecursionLimit(MAX_MESSAGE_DEPTH);
    if (unlimited > MAX_MESSAGE_DEPTH) {
      throw new AssertionError("the limit is meant to raise protobuf's default");
    }
    ProtobufScan.charge(body, signal.shape(), decoding, MAX_MESSAGE_DEPTH);
    try {
      Q request = signal.parser().parseFrom(in);
      in.checkLastTagWas(0);
      return request;
    } catch (IOException e) { // of bytes in memory: they are not protobuf
      throw ProtobufScan.unreadable(body, signal.shape(), in);
    }
  }
}
