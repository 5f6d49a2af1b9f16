// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;

/// The pass over one log request: walks the envelope, copies only where something changes. One per
/// request, not thread-safe.
final class LogRequestPass {
  private final EnvelopePass envelope;
  private final LogPass logs;

  LogRequestPass(EnvelopePass envelope, LogPass logs) {
    this.envelope = envelope;
    this.logs = logs;
  }

  Screened<ExportLogsServiceRequest> screen(ExportLogsServiceRequest request) {
    ExportLogsServiceRequest.Builder changed = null;
    for (int i = 0; i < request.getResourceLogsCount(); i++) {
      ResourceLogs resource = request.getResourceLogs(i);
      ResourceLogs screened = resource(resource);
      if (!same(screened, resource)) {
        changed = (changed == null ? request.toBuilder() : changed).setResourceLogs(i, screened);
      }
    }
    return envelope.screened(changed == null ? request : changed.build());
  }

  private ResourceLogs resource(ResourceLogs old) {
    ResourceLogs.Builder changed = null;
    Resource resource = envelope.resource(old.getResource());
    if (!same(resource, old.getResource())) {
      changed = old.toBuilder().setResource(resource);
    }
    String schema = envelope.schema(old.getSchemaUrl());
    if (!same(schema, old.getSchemaUrl())) {
      changed = (changed == null ? old.toBuilder() : changed).setSchemaUrl(schema);
    }
    for (int i = 0; i < old.getScopeLogsCount(); i++) {
      ScopeLogs scope = old.getScopeLogs(i);
      ScopeLogs screened = scope(scope);
      if (!same(screened, scope)) {
        changed = (changed == null ? old.toBuilder() : changed).setScopeLogs(i, screened);
      }
    }
    return changed == null ? old : changed.build();
  }

  private ScopeLogs scope(ScopeLogs old) {
    ScopeLogs.Builder changed = null;
    InstrumentationScope scope = envelope.scope(old.getScope());
    if (!same(scope, old.getScope())) {
      changed = old.toBuilder().setScope(scope);
    }
    String schema = envelope.schema(old.getSchemaUrl());
    if (!same(schema, old.getSchemaUrl())) {
      changed = (changed == null ? old.toBuilder() : changed).setSchemaUrl(schema);
    }
    for (int i = 0; i < old.getLogRecordsCount(); i++) {
      LogRecord record = old.getLogRecords(i);
      LogRecord screened = logs.screen(record);
      if (!same(screened, record)) {
        changed = (changed == null ? old.toBuilder() : changed).setLogRecords(i, screened);
      }
      envelope.accept();
    }
    return changed == null ? old : changed.build();
  }
}
