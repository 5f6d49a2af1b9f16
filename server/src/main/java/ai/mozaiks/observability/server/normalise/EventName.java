// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;

/// The name of the event that a log record is: a field of its own since OTLP 1.5, an attribute
/// before.
public final class EventName {
  private static final String ATTRIBUTE = "event.name";

  private EventName() {}

  /// The name; empty for a plain log line.
  public static String of(LogRecord record) {
    if (!record.getEventName().isEmpty()) {
      return record.getEventName();
    }
    for (KeyValue attribute : record.getAttributesList()) {
      if (attribute.getKey().equals(ATTRIBUTE)) {
        return attribute.getValue().getStringValue();
      }
    }
    return "";
  }
}
