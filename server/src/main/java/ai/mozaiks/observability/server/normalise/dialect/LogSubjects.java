// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.LogSubject;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whom a log record says it is about: by the attributes that say so of spans, on the record, its
/// scope or its resource, in this order.
final class LogSubjects {
  private final Map<Field, FieldTable.Told> own = new EnumMap<>(Field.class);
  private final Map<Field, FieldTable.Told> ofScope = new EnumMap<>(Field.class);
  private final ConfiguredIds configured;
  private final Origin origin;

  private LogSubjects(ConfiguredIds configured, Origin origin) {
    this.configured = configured;
    this.origin = origin;
  }

  static LogSubject of(
      FieldTable table,
      ConfiguredIds configured,
      List<KeyValue> record,
      List<KeyValue> scope,
      Origin origin) {
    LogSubjects told = new LogSubjects(configured, origin);
    table.read(record, told.own);
    table.read(scope, told.ofScope);
    return told.subject();
  }

  private LogSubject subject() {
    String app = first(Field.APP);
    if (app == null) {
      app = told(own, Field.APP_HINT);
    }
    if (app == null) {
      app = origin.serviceApp();
    }
    app = app == null ? ChatKey.UNKNOWN_APP : app;
    String configuredId = configured.idFor(app);
    return new LogSubject(
        app,
        configuredId != null ? configuredId : chatId(),
        first(Field.WORKFLOW, Field.WORKFLOW_HINT),
        first(Field.AGENT, Field.AGENT_HINT),
        first(Field.USER));
  }

  private @Nullable String chatId() {
    String conversation = told(own, Field.CONVERSATION_ID);
    if (conversation != null && conversation.startsWith("resp_")) {
      own.remove(Field.CONVERSATION_ID); // the id of a response, see ChatAssignment
    }
    return first(Field.CHAT_ID, Field.CONVERSATION_ID, Field.SESSION_ID);
  }

  /// The first that is told: each field by the record before any by its scope.
  private @Nullable String first(Field... fields) {
    for (Map<Field, FieldTable.Told> source : List.of(own, ofScope)) {
      for (Field field : fields) {
        String value = told(source, field);
        if (value != null) {
          return value;
        }
      }
    }
    for (Field field : fields) {
      String value = origin.text(field);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String told(Map<Field, FieldTable.Told> source, Field field) {
    FieldTable.Told value = source.get(field);
    return value == null ? null : (String) value.value();
  }
}
