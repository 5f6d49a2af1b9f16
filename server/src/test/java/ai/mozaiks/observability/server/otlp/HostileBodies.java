// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// Bodies of few bytes that stand for many objects.
public final class HostileBodies {
  private HostileBodies() {}

  /// Protobuf, by what there is too much of.
  public static Map<String, byte[]> protobuf(int bytes) {
    Map<String, byte[]> bodies = new TreeMap<>();
    byte[] spans = repeated(2, bytes);
    byte[] attributes = field(2, repeated(9, bytes));
    byte[] events = field(2, repeated(11, bytes));
    byte[] links = field(2, repeated(13, bytes));
    // attribute { value { array_value { values {} ... } } }
    byte[] array = field(2, field(9, field(2, field(5, repeated(1, bytes)))));
    byte[] map = field(2, field(9, field(2, field(6, repeated(1, bytes)))));
    bodies.put("resources", repeated(1, bytes));
    bodies.put("scopes", field(1, repeated(2, bytes)));
    bodies.put("spans", field(1, field(2, spans)));
    bodies.put("attributes", field(1, field(2, attributes)));
    bodies.put("events", field(1, field(2, events)));
    bodies.put("links", field(1, field(2, links)));
    bodies.put("elements", field(1, field(2, array)));
    bodies.put("entries", field(1, field(2, map)));
    bodies.put("resource attributes", field(1, field(1, repeated(1, bytes))));
    bodies.put("scope attributes", field(1, field(2, field(1, repeated(3, bytes)))));
    return bodies;
  }

  /// OTLP/JSON, by what there is too much of.
  public static Map<String, byte[]> json(int bytes) {
    Map<String, byte[]> bodies = new TreeMap<>();
    String span = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s]}]}]}";
    bodies.put("resources", json("{\"resourceSpans\":[%s]}", bytes));
    bodies.put("scopes", json("{\"resourceSpans\":[{\"scopeSpans\":[%s]}]}", bytes));
    bodies.put("spans", json(span, bytes));
    bodies.put("attributes", json(span.formatted("{\"attributes\":[%s]}"), bytes));
    bodies.put("events", json(span.formatted("{\"events\":[%s]}"), bytes));
    bodies.put(
        "elements",
        json(
            span.formatted(
                "{\"attributes\":[{\"key\":\"k\",\"value\":{\"arrayValue\":{\"values\":[%s]}}}]}"),
            bytes));
    StringBuilder names = new StringBuilder("{");
    for (int i = 0; names.length() < bytes; i++) {
      names.append('"').append(Integer.toString(i, 36)).append("\":0,");
    }
    bodies.put("unknown names", names.append("\"\":0}").toString().getBytes(UTF_8));
    return bodies;
  }

  /// Protobuf of log requests.
  public static Map<String, byte[]> logs(int bytes) {
    Map<String, byte[]> bodies = new TreeMap<>();
    byte[] body = field(5, field(5, repeated(1, bytes))); // an array of empty values
    bodies.put("resources", repeated(1, bytes));
    bodies.put("scopes", field(1, repeated(2, bytes)));
    bodies.put("records", field(1, field(2, repeated(2, bytes))));
    bodies.put("attributes", field(1, field(2, field(2, repeated(6, bytes)))));
    bodies.put("elements of a body", field(1, field(2, field(2, body))));
    return bodies;
  }

  /// Protobuf of metric requests.
  public static Map<String, byte[]> metrics(int bytes) {
    Map<String, byte[]> bodies = new TreeMap<>();
    // scope { metric { exponential_histogram { point { positive { bucket_counts } } } } }
    byte[] exponential = field(10, field(1, field(8, field(2, new byte[bytes]))));
    bodies.put("metrics", field(1, field(2, repeated(2, bytes))));
    bodies.put("points of a gauge", field(1, field(2, field(2, field(5, repeated(1, bytes))))));
    bodies.put("points of a histogram", field(1, field(2, field(2, field(9, repeated(1, bytes))))));
    bodies.put("quantiles", field(1, field(2, field(2, field(11, field(1, repeated(6, bytes)))))));
    bodies.put("exemplars", field(1, field(2, field(2, field(5, field(1, repeated(5, bytes)))))));
    bodies.put("buckets", field(1, field(2, field(2, exponential))));
    bodies.put("buckets one by one", field(1, field(2, field(2, oneByOne(bytes)))));
    return bodies;
  }

  /// `bucket_counts` of zero, each with a tag of its own.
  private static byte[] oneByOne(int bytes) {
    byte[] counts = new byte[bytes / 2 * 2];
    for (int i = 0; i < counts.length; i += 2) {
      counts[i] = 2 << 3; // field 2, varint
    }
    return field(10, field(1, field(8, counts)));
  }

  private static byte[] json(String around, int bytes) {
    return around.formatted("{},".repeat(bytes / 3) + "{}").getBytes(UTF_8);
  }

  /// Empty messages in one field, two bytes each.
  private static byte[] repeated(int field, int bytes) {
    byte[] body = new byte[bytes / 2 * 2];
    for (int i = 0; i < body.length; i += 2) {
      body[i] = (byte) (field << 3 | 2);
    }
    return body;
  }

  private static byte[] field(int field, byte[] message) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length + 10);
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeBytes(field, ByteString.copyFrom(message));
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
