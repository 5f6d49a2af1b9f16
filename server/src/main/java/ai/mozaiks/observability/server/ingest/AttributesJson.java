// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.StringWriter;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Attributes and values as JSON for people and searches: text, numbers, arrays and objects as
/// themselves, bytes in base64, and what JSON has no number for (`NaN`) as text.
public final class AttributesJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String NONE = "{}";

  private AttributesJson() {}

  /// An object; of several attributes with one key the first.
  public static String of(List<KeyValue> attributes) {
    if (attributes.isEmpty()) {
      return NONE;
    }
    StringWriter text = new StringWriter(64 * attributes.size());
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(json, attributes);
    }
    return text.toString();
  }

  /// Any value.
  public static String of(AnyValue value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(json, value);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, List<KeyValue> attributes) {
    Set<String> keys = HashSet.newHashSet(attributes.size());
    json.writeStartObject();
    for (KeyValue attribute : attributes) {
      if (keys.add(attribute.getKey())) {
        json.writeName(attribute.getKey());
        write(json, attribute.getValue());
      }
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, AnyValue value) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> json.writeString(value.getStringValue());
      case BOOL_VALUE -> json.writeBoolean(value.getBoolValue());
      case INT_VALUE -> json.writeNumber(value.getIntValue());
      case DOUBLE_VALUE -> write(json, value.getDoubleValue());
      case BYTES_VALUE ->
          json.writeString(Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
      case ARRAY_VALUE -> {
        json.writeStartArray();
        value.getArrayValue().getValuesList().forEach(each -> write(json, each));
        json.writeEndArray();
      }
      case KVLIST_VALUE -> write(json, value.getKvlistValue().getValuesList());
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> json.writeNull();
    }
  }

  /// A number, or text where JSON has none.
  static void write(JsonGenerator json, double number) {
    if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeString(Double.toString(number));
    }
  }
}
