// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells the signals of OTLP apart in protobuf, where all three have the same envelope and only the
/// items in it differ: by the types of their fields. Builds nothing, and usually looks at the first
/// item only. One per request, not thread-safe.
public final class OtlpRecognition {
  /// The field of a request with the resources.
  private static final int RESOURCES = 1;

  /// The field of a resource with the scopes, and of a scope with the items.
  private static final int CONTENT = 2;

  /// Items that tell nothing are passed over, up to so many.
  private static final int MOST_ITEMS = 100;

  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private static final Set<Integer> SPAN_TIMES =
      Set.of(Span.START_TIME_UNIX_NANO_FIELD_NUMBER, Span.END_TIME_UNIX_NANO_FIELD_NUMBER);

  private static final Set<Integer> METRIC_DATA =
      Set.of(
          Metric.GAUGE_FIELD_NUMBER,
          Metric.SUM_FIELD_NUMBER,
          Metric.HISTOGRAM_FIELD_NUMBER,
          Metric.EXPONENTIAL_HISTOGRAM_FIELD_NUMBER,
          Metric.SUMMARY_FIELD_NUMBER);

  /// Tags of what all kinds of data have: points, temporality, whether a sum is monotonic.
  private static final Set<Integer> DATA_BEGINS = Set.of(0x0A, 0x10, 0x18);

  private int items;

  private OtlpRecognition() {}

  /// The signal of a protobuf request; empty if its items tell none, or it has no items.
  public static Optional<OtlpKind> ofProtobuf(byte[] bytes, int offset, int length) {
    CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
    try {
      return Optional.ofNullable(new OtlpRecognition().inside(in, RESOURCES, CONTENT, CONTENT));
    } catch (IOException e) { // of bytes in memory: they are not protobuf
      return Optional.empty();
    }
  }

  /// Goes down the path of fields to the first item that tells its signal.
  private @Nullable OtlpKind inside(CodedInputStream in, int field, int... below)
      throws IOException {
    for (int tag = in.readTag(); tag != 0 && items < MOST_ITEMS; tag = in.readTag()) {
      boolean wanted =
          WireFormat.getTagFieldNumber(tag) == field
              && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (!wanted) {
        in.skipField(tag);
        continue;
      }
      int end = in.pushLimit(in.readRawVarint32());
      OtlpKind kind = below.length == 0 ? item(in) : inside(in, below[0], rest(below));
      if (kind != null) {
        return kind;
      }
      in.skipRawBytes(in.getBytesUntilLimit());
      in.popLimit(end);
    }
    return null;
  }

  private static int[] rest(int[] path) {
    return Arrays.copyOfRange(path, 1, path.length);
  }

  private @Nullable OtlpKind item(CodedInputStream in) throws IOException {
    items++;
    Fields fields = new Fields();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      fields.add(in, tag);
    }
    return fields.kind();
  }

  /// What is looked at of an item's fields.
  private static final class Fields {
    private final Set<OtlpKind> possible = EnumSet.allOf(OtlpKind.class);
    private boolean traceId;
    private boolean spanId;
    private boolean spanTime;
    private boolean name;
    private boolean data;

    void add(CodedInputStream in, int tag) throws IOException {
      int number = WireFormat.getTagFieldNumber(tag);
      int type = WireFormat.getTagWireType(tag);
      possible.removeIf(kind -> !fits(itemOf(kind), number, type));
      spanTime |= SPAN_TIMES.contains(number);
      boolean delimited = type == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (delimited && number == Span.TRACE_ID_FIELD_NUMBER) {
        byte[] idOrName = in.readByteArray();
        traceId = idOrName.length == TRACE_ID_BYTES;
        name = isText(idOrName);
      } else if (delimited && number == Span.SPAN_ID_FIELD_NUMBER) {
        spanId = in.readByteArray().length == SPAN_ID_BYTES;
      } else if (delimited && METRIC_DATA.contains(number)) {
        data |= beginsLikeData(in);
      } else {
        in.skipField(tag);
      }
    }

    /// Whether a field holds points, or nothing; the name of a span stands in the same field.
    private static boolean beginsLikeData(CodedInputStream in) throws IOException {
      int length = in.readRawVarint32();
      if (length == 0) {
        return true;
      }
      byte first = in.readRawByte();
      in.skipRawBytes(length - 1);
      return DATA_BEGINS.contains((int) first);
    }

    /// The one that is certain first: a metric's name may be as long as a trace id.
    @Nullable OtlpKind kind() {
      boolean ids = possible.contains(OtlpKind.TRACES) && traceId && spanId;
      if (ids && spanTime) {
        return OtlpKind.TRACES;
      }
      if (possible.contains(OtlpKind.METRICS) && name && data) {
        return OtlpKind.METRICS;
      }
      if (ids) {
        return OtlpKind.TRACES;
      }
      boolean log = possible.contains(OtlpKind.LOGS) && !possible.contains(OtlpKind.TRACES);
      return log ? OtlpKind.LOGS : null;
    }

    private static Descriptor itemOf(OtlpKind kind) {
      return switch (kind) {
        case TRACES -> Span.getDescriptor();
        case LOGS -> LogRecord.getDescriptor();
        case METRICS -> Metric.getDescriptor();
      };
    }

    /// Whether a field has the type that it has in a message; fields of later versions have any.
    private static boolean fits(Descriptor message, int number, int type) {
      FieldDescriptor field = message.findFieldByNumber(number);
      return field == null || field.getLiteType().getWireType() == type;
    }

    private static boolean isText(byte[] bytes) {
      for (byte b : bytes) {
        if (b < ' ') { // control characters, and all beyond ASCII, which no name of a metric has
          return false;
        }
      }
      return bytes.length > 0;
    }
  }
}
