// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;

/// The pass over one metric request: walks the envelope, copies only where something changes. One
/// per request, not thread-safe.
final class MetricRequestPass {
  private final EnvelopePass envelope;
  private final MetricPass metrics;

  MetricRequestPass(EnvelopePass envelope, MetricPass metrics) {
    this.envelope = envelope;
    this.metrics = metrics;
  }

  Screened<ExportMetricsServiceRequest> screen(ExportMetricsServiceRequest request) {
    ExportMetricsServiceRequest.Builder changed = null;
    for (int i = 0; i < request.getResourceMetricsCount(); i++) {
      ResourceMetrics resource = request.getResourceMetrics(i);
      ResourceMetrics screened = resource(resource, i);
      if (!same(screened, resource)) {
        changed = (changed == null ? request.toBuilder() : changed).setResourceMetrics(i, screened);
      }
    }
    return envelope.screened(changed == null ? request : changed.build());
  }

  private ResourceMetrics resource(ResourceMetrics old, int index) {
    ResourceMetrics.Builder changed = null;
    Resource resource = envelope.resource(old.getResource());
    if (!same(resource, old.getResource())) {
      changed = old.toBuilder().setResource(resource);
    }
    String schema = envelope.schema(old.getSchemaUrl());
    if (!same(schema, old.getSchemaUrl())) {
      changed = (changed == null ? old.toBuilder() : changed).setSchemaUrl(schema);
    }
    for (int i = 0; i < old.getScopeMetricsCount(); i++) {
      ScopeMetrics scope = old.getScopeMetrics(i);
      ScopeMetrics screened = scope(scope, index, i);
      if (!same(screened, scope)) {
        changed = (changed == null ? old.toBuilder() : changed).setScopeMetrics(i, screened);
      }
    }
    return changed == null ? old : changed.build();
  }

  private ScopeMetrics scope(ScopeMetrics old, int resourceIndex, int scopeIndex) {
    ScopeMetrics.Builder changed = null;
    InstrumentationScope scope = envelope.scope(old.getScope());
    if (!same(scope, old.getScope())) {
      changed = old.toBuilder().setScope(scope);
    }
    String schema = envelope.schema(old.getSchemaUrl());
    if (!same(schema, old.getSchemaUrl())) {
      changed = (changed == null ? old.toBuilder() : changed).setSchemaUrl(schema);
    }
    for (int i = 0; i < old.getMetricsCount(); i++) {
      Metric metric = old.getMetrics(i);
      Metric screened = metrics.screen(metric, new MetricPass.Place(resourceIndex, scopeIndex, i));
      if (!same(screened, metric)) {
        changed = (changed == null ? old.toBuilder() : changed).setMetrics(i, screened);
      }
    }
    return changed == null ? old : changed.build();
  }
}
