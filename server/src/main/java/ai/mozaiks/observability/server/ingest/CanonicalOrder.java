// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.normalise.dialect.Origin;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Attributes and maps by key, since senders and collectors keep them in hash maps and write them
/// in any order: two messages that differ in it alone say the same. Of equal keys the order stays,
/// since the first one counts. What is in order already comes back as the same instance.
final class CanonicalOrder {
  private static final Comparator<KeyValue> BY_KEY = Comparator.comparing(KeyValue::getKey);

  private CanonicalOrder() {}

  static LogRecord of(LogRecord record) {
    List<KeyValue> attributes = of(record.getAttributesList());
    AnyValue body = of(record.getBody());
    if (attributes == null && body == null) {
      return record;
    }
    LogRecord.Builder ordered = record.toBuilder();
    if (attributes != null) {
      ordered.clearAttributes().addAllAttributes(attributes);
    }
    return body == null ? ordered.build() : ordered.setBody(body).build();
  }

  /// The id that the origin of a resource and a scope would have if they were in order; the
  /// origin's own if they are.
  static long originId(Envelope.Around around) {
    Resource resource = around.resource();
    InstrumentationScope scope = around.scope();
    List<KeyValue> ofResource = of(resource.getAttributesList());
    List<KeyValue> ofScope = of(scope.getAttributesList());
    if (ofResource == null && ofScope == null) {
      return around.origin().stored().id();
    }
    Resource orderedResource =
        ofResource == null
            ? resource
            : resource.toBuilder().clearAttributes().addAllAttributes(ofResource).build();
    InstrumentationScope orderedScope =
        ofScope == null
            ? scope
            : scope.toBuilder().clearAttributes().addAllAttributes(ofScope).build();
    return Origin.of(orderedResource, around.resourceSchema(), orderedScope, around.scopeSchema())
        .stored()
        .id();
  }

  /// The attributes in order; null if they are in order already.
  private static @Nullable List<KeyValue> of(List<KeyValue> attributes) {
    List<KeyValue> ordered = null;
    for (int i = 0; i < attributes.size(); i++) {
      KeyValue attribute = attributes.get(i);
      AnyValue value = of(attribute.getValue());
      boolean misplaced = i > 0 && BY_KEY.compare(attributes.get(i - 1), attribute) > 0;
      if ((value != null || misplaced) && ordered == null) {
        ordered = new ArrayList<>(attributes);
      }
      if (value != null && ordered != null) {
        ordered.set(i, attribute.toBuilder().setValue(value).build());
      }
    }
    if (ordered != null) {
      ordered.sort(BY_KEY); // stable
    }
    return ordered;
  }

  /// The value in order; null if it is in order already.
  private static @Nullable AnyValue of(AnyValue value) {
    return switch (value.getValueCase()) {
      case KVLIST_VALUE -> {
        List<KeyValue> ordered = of(value.getKvlistValue().getValuesList());
        yield ordered == null
            ? null
            : AnyValue.newBuilder()
                .setKvlistValue(KeyValueList.newBuilder().addAllValues(ordered))
                .build();
      }
      case ARRAY_VALUE -> array(value);
      case STRING_VALUE,
          BOOL_VALUE,
          INT_VALUE,
          DOUBLE_VALUE,
          BYTES_VALUE,
          STRING_VALUE_STRINDEX,
          VALUE_NOT_SET ->
          null;
    };
  }

  /// An array keeps its order; maps in it have none.
  private static @Nullable AnyValue array(AnyValue value) {
    ArrayValue.Builder ordered = null;
    for (int i = 0; i < value.getArrayValue().getValuesCount(); i++) {
      AnyValue element = of(value.getArrayValue().getValues(i));
      if (element != null) {
        ordered =
            (ordered == null ? value.getArrayValue().toBuilder() : ordered).setValues(i, element);
      }
    }
    return ordered == null ? null : AnyValue.newBuilder().setArrayValue(ordered).build();
  }
}
