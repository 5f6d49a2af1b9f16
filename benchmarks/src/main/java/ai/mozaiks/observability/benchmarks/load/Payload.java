// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// An encoded request in which only the ids change, so that encoding costs the driver next to
/// nothing: it shares the machine with the server.
///
/// Every place where [AgentTraces#MARK] stands, in binary or as hex digits, gets the number of the
/// request. Immutable; each thread stamps its own copy.
final class Payload {
  private final byte[] template;
  private final int[] binary;
  private final int[] hex;
  private final int spans;

  Payload(byte[] template, int spans) {
    this.template = template.clone();
    this.spans = spans;
    byte[] mark = ByteBuffer.allocate(8).putLong(AgentTraces.MARK).array();
    binary = places(template, mark);
    hex = places(template, HexFormat.of().formatHex(mark).getBytes(StandardCharsets.US_ASCII));
    if (binary.length + hex.length == 0) {
      throw new IllegalArgumentException("no id to replace in the template");
    }
  }

  /// Spans in one request.
  int spans() {
    return spans;
  }

  /// Bytes of one request.
  int size() {
    return template.length;
  }

  /// A copy to stamp.
  byte[] copy() {
    return template.clone();
  }

  /// Makes a copy the request with a number.
  void stamp(byte[] copy, long request) {
    ByteBuffer buffer = ByteBuffer.wrap(copy);
    for (int place : binary) {
      buffer.putLong(place, request);
    }
    for (int place : hex) {
      for (int digit = 0; digit < 16; digit++) {
        int nibble = (int) (request >>> (60 - 4 * digit)) & 0xF;
        copy[place + digit] = (byte) Character.forDigit(nibble, 16);
      }
    }
  }

  private static int[] places(byte[] text, byte[] mark) {
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at + mark.length <= text.length; at++) {
      int same = 0;
      while (same < mark.length && text[at + same] == mark[same]) {
        same++;
      }
      if (same == mark.length) {
        places.add(at);
      }
    }
    return places.stream().mapToInt(Integer::intValue).toArray();
  }
}
