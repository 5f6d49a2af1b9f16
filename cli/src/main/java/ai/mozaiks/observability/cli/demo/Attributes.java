// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of OTLP attributes in the making; null values are left out.
final class Attributes {
  private final List<KeyValue> list = new ArrayList<>();

  Attributes put(String key, @Nullable String value) {
    return value == null ? this : add(key, AnyValue.newBuilder().setStringValue(value));
  }

  Attributes put(String key, long value) {
    return add(key, AnyValue.newBuilder().setIntValue(value));
  }

  Attributes put(String key, double value) {
    return add(key, AnyValue.newBuilder().setDoubleValue(value));
  }

  Attributes put(String key, boolean value) {
    return add(key, AnyValue.newBuilder().setBoolValue(value));
  }

  Attributes putList(String key, String value) {
    return add(
        key,
        AnyValue.newBuilder()
            .setArrayValue(
                ArrayValue.newBuilder().addValues(AnyValue.newBuilder().setStringValue(value))));
  }

  private Attributes add(String key, AnyValue.Builder value) {
    list.add(KeyValue.newBuilder().setKey(key).setValue(value).build());
    return this;
  }

  List<KeyValue> list() {
    return list;
  }
}
