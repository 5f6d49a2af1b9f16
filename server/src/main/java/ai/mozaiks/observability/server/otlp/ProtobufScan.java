// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Complaint;
import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/// One pass over an encoded request that builds nothing: what it will take in memory is charged
/// before any of it is taken. One per request, not thread-safe.
final class ProtobufScan {
  private final CodedInputStream in;
  private final Decoding decoding;
  private final int maxDepth;

  private ProtobufScan(CodedInputStream in, Decoding decoding, int maxDepth) {
    this.in = in;
    this.decoding = decoding;
    this.maxDepth = maxDepth;
  }

  /// Charges a request.
  ///
  /// @param request what it claims to be
  /// @param maxDepth of messages in one another
  /// @throws UndecodableException if it is not protobuf
  /// @throws Refusal if it is too much
  static void charge(Body body, MessageShape request, Decoding decoding, int maxDepth)
      throws UndecodableException, Refusal {
    CodedInputStream in = CodedInputStream.newInstance(body.array(), 0, body.length());
    try {
      new ProtobufScan(in, decoding, maxDepth).message(request, 0);
    } catch (IOException e) { // of bytes in memory: they are not protobuf
      throw unreadable(body, request, in);
    }
  }

  /// Why a body is not protobuf, in words for its sender: protobuf's own tell of its internals.
  static UndecodableException unreadable(Body body, MessageShape request, CodedInputStream in) {
    byte first = body.length() == 0 ? 0 : body.array()[0];
    String hint =
        first == '{' || first == '['
            ? "; it looks like JSON, whose Content-Type is application/json"
            : "";
    return new UndecodableException(
        Complaint.of(
            "body: not a protobuf %s: not readable at byte %d of %d"
                    .formatted(request.name(), in.getTotalBytesRead(), body.length())
                + " (expected: the message, complete, its texts in UTF-8"
                + hint
                + ")"));
  }

  private void message(MessageShape shape, int depth) throws IOException, Refusal {
    if (depth > maxDepth) {
      throw new InvalidProtocolBufferException(
          "more than " + maxDepth + " messages in one another");
    }
    if (shape.isItem()) {
      decoding.item(shape.bytes());
    } else {
      decoding.object(shape.bytes());
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      field(shape, tag, depth);
    }
  }

  private void field(MessageShape shape, int tag, int depth) throws IOException, Refusal {
    int number = WireFormat.getTagFieldNumber(tag);
    boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    MessageShape inner = delimited ? shape.messagesIn(number) : null;
    if (inner != null) {
      int outerLimit = in.pushLimit(in.readRawVarint32());
      message(inner, depth + 1);
      in.popLimit(outerLimit);
    } else if (delimited && shape.holdsText(number)) {
      int length = in.readRawVarint32();
      in.skipRawBytes(length);
      decoding.text(length);
    } else if (delimited && shape.holdsNumbers(number)) {
      int length = in.readRawVarint32();
      in.skipRawBytes(length);
      decoding.numbers(length); // a byte each, perhaps
    } else if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("the end of a group that did not begin");
    } else if (shape.holdsNumbers(number)) {
      decoding.numbers(1);
    }
  }
}
