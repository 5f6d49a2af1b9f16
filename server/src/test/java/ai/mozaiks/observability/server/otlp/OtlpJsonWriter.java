// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.StringWriter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes a message as OTLP/JSON, independently of the reader: by its descriptor. Where OTLP leaves
/// a choice, chance makes it.
public final class OtlpJsonWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> HEX = Set.of("traceId", "spanId", "parentSpanId");

  private final Random random;

  public OtlpJsonWriter(Random random) {
    this.random = random;
  }

  public String write(Message message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      object(json, message);
    }
    return text.toString();
  }

  private void object(JsonGenerator json, Message message) {
    json.writeStartObject();
    message
        .getAllFields()
        .forEach((field, value) -> {
          json.writeName(field.getJsonName());
          if (field.isRepeated()) {
            json.writeStartArray();
            ((List<?>) value).forEach(each -> value(json, field, each));
            json.writeEndArray();
          } else {
            value(json, field, value);
          }
        });
    json.writeEndObject();
  }

  private void value(JsonGenerator json, FieldDescriptor field, Object value) {
    switch (value) {
      case Message message -> object(json, message);
      case EnumValueDescriptor number -> json.writeNumber(number.getNumber());
      case ByteString bytes when HEX.contains(field.getJsonName()) -> {
        String hex = HexFormat.of().formatHex(bytes.toByteArray());
        json.writeString(random.nextBoolean() ? hex : hex.toUpperCase(java.util.Locale.ROOT));
      }
      case ByteString bytes ->
          json.writeString(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Double number when number.isNaN() || number.isInfinite() ->
          json.writeString(number.toString());
      case Double number -> json.writeNumber(number);
      case Long number ->
          integer(json, unsigned(field) ? Long.toUnsignedString(number) : number.toString());
      case Integer number -> json.writeNumber(Integer.toUnsignedLong(number));
      case Boolean bool -> json.writeBoolean(bool);
      default -> json.writeString((String) value);
    }
  }

  private static boolean unsigned(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.FIXED64;
  }

  private void integer(JsonGenerator json, String digits) {
    if (random.nextBoolean()) {
      json.writeString(digits);
    } else {
      json.writeNumber(digits);
    }
  }
}
