// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.normalise.dialect.Origin;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// How OTLP nests what it sends, the same for all signals: a request has groups of one resource,
/// these have groups of one scope, and these the items. OTLP's messages do not say so by their
/// types; this does. Immutable, thread-safe.
///
/// @param <Q> the request
/// @param <R> the group of one resource
/// @param <S> the group of one scope
/// @param <I> the item; of metrics the metric with all its points
public final class Envelope<Q extends Message, R extends Message, S extends Message, I> {

  /// Spans.
  public static final Envelope<ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span> SPANS =
      new Envelope<>(
          ExportTraceServiceRequest.getDefaultInstance(),
          ExportTraceServiceRequest::getResourceSpansList,
          groups -> ExportTraceServiceRequest.newBuilder().addAllResourceSpans(groups).build(),
          new Group<>(
              ResourceSpans.getDefaultInstance(),
              ResourceSpans::getResource,
              ResourceSpans::getSchemaUrl,
              ResourceSpans::getScopeSpansList,
              (old, resource, schema, groups) -> {
                ResourceSpans.Builder group =
                    old.toBuilder().setSchemaUrl(schema).clearScopeSpans().addAllScopeSpans(groups);
                return (resource == null ? group : group.setResource(resource)).build();
              }),
          new Group<>(
              ScopeSpans.getDefaultInstance(),
              ScopeSpans::getScope,
              ScopeSpans::getSchemaUrl,
              ScopeSpans::getSpansList,
              (old, scope, schema, spans) -> {
                ScopeSpans.Builder group =
                    old.toBuilder().setSchemaUrl(schema).clearSpans().addAllSpans(spans);
                return (scope == null ? group : group.setScope(scope)).build();
              }));

  /// Log records.
  public static final Envelope<ExportLogsServiceRequest, ResourceLogs, ScopeLogs, LogRecord> LOGS =
      new Envelope<>(
          ExportLogsServiceRequest.getDefaultInstance(),
          ExportLogsServiceRequest::getResourceLogsList,
          groups -> ExportLogsServiceRequest.newBuilder().addAllResourceLogs(groups).build(),
          new Group<>(
              ResourceLogs.getDefaultInstance(),
              ResourceLogs::getResource,
              ResourceLogs::getSchemaUrl,
              ResourceLogs::getScopeLogsList,
              (old, resource, schema, groups) -> {
                ResourceLogs.Builder group =
                    old.toBuilder().setSchemaUrl(schema).clearScopeLogs().addAllScopeLogs(groups);
                return (resource == null ? group : group.setResource(resource)).build();
              }),
          new Group<>(
              ScopeLogs.getDefaultInstance(),
              ScopeLogs::getScope,
              ScopeLogs::getSchemaUrl,
              ScopeLogs::getLogRecordsList,
              (old, scope, schema, records) -> {
                ScopeLogs.Builder group =
                    old.toBuilder()
                        .setSchemaUrl(schema)
                        .clearLogRecords()
                        .addAllLogRecords(records);
                return (scope == null ? group : group.setScope(scope)).build();
              }));

  /// Metrics.
  public static final Envelope<ExportMetricsServiceRequest, ResourceMetrics, ScopeMetrics, Metric>
      METRICS =
          new Envelope<>(
              ExportMetricsServiceRequest.getDefaultInstance(),
              ExportMetricsServiceRequest::getResourceMetricsList,
              groups ->
                  ExportMetricsServiceRequest.newBuilder().addAllResourceMetrics(groups).build(),
              new Group<>(
                  ResourceMetrics.getDefaultInstance(),
                  ResourceMetrics::getResource,
                  ResourceMetrics::getSchemaUrl,
                  ResourceMetrics::getScopeMetricsList,
                  (old, resource, schema, groups) -> {
                    ResourceMetrics.Builder group =
                        old.toBuilder()
                            .setSchemaUrl(schema)
                            .clearScopeMetrics()
                            .addAllScopeMetrics(groups);
                    return (resource == null ? group : group.setResource(resource)).build();
                  }),
              new Group<>(
                  ScopeMetrics.getDefaultInstance(),
                  ScopeMetrics::getScope,
                  ScopeMetrics::getSchemaUrl,
                  ScopeMetrics::getMetricsList,
                  (old, scope, schema, metrics) -> {
                    ScopeMetrics.Builder group =
                        old.toBuilder().setSchemaUrl(schema).clearMetrics().addAllMetrics(metrics);
                    return (scope == null ? group : group.setScope(scope)).build();
                  }));

  private final Q empty;
  private final Function<Q, List<R>> groups;
  private final Function<List<R>, Q> request;
  private final Group<R, Resource, S> ofResource;
  private final Group<S, InstrumentationScope, I> ofScope;

  private Envelope(
      Q empty,
      Function<Q, List<R>> groups,
      Function<List<R>, Q> request,
      Group<R, Resource, S> ofResource,
      Group<S, InstrumentationScope, I> ofScope) {
    this.empty = empty;
    this.groups = groups;
    this.request = request;
    this.ofResource = ofResource;
    this.ofScope = ofScope;
  }

  /// One level: what a head, the resource or the scope, has in common for the parts below it.
  ///
  /// @param <G> the group's message
  /// @param <H> its head
  /// @param <P> its parts
  /// @param empty a group of nothing
  /// @param head its head
  /// @param schema the address of the schema that its attributes follow; empty when none is told
  /// @param parts its parts, in the order in which they were sent
  /// @param change makes another of it
  public record Group<G extends Message, H, P>(
      G empty,
      Function<G, H> head,
      Function<G, String> schema,
      Function<G, List<P>> parts,
      Change<G, H, P> change) {

    /// The field of its parts, which OTLP gives the same number in all groups.
    public FieldDescriptor partsField() {
      return empty.getDescriptorForType().findFieldByNumber(2);
    }
  }

  /// Makes another group of one.
  @FunctionalInterface
  public interface Change<G, H, P> {

    /// The other group.
    ///
    /// @param old what it is made of
    /// @param head null where it stays as it is, also if there is none
    G of(G old, @Nullable H head, String schema, List<P> parts);
  }

  /// A request of nothing.
  public Q empty() {
    return empty;
  }

  /// Reads a request from protobuf.
  @SuppressWarnings("unchecked") // a message's parser makes messages of its own type
  Q parse(byte[] bytes) throws InvalidProtocolBufferException {
    return (Q) empty.getParserForType().parseFrom(bytes);
  }

  /// The field of the groups by resource.
  public FieldDescriptor groupsField() {
    return empty.getDescriptorForType().findFieldByNumber(1);
  }

  /// The groups by resource.
  public List<R> groups(Q request) {
    return groups.apply(request);
  }

  /// A request of some groups.
  public Q request(List<R> groups) {
    return request.apply(groups);
  }

  /// The outer level.
  public Group<R, Resource, S> ofResource() {
    return ofResource;
  }

  /// The inner level.
  public Group<S, InstrumentationScope, I> ofScope() {
    return ofScope;
  }

  /// What the items of one scope share.
  ///
  /// @param resource what made them
  /// @param resourceSchema the schema of its attributes; empty when none is told
  /// @param scope which part of that
  /// @param scopeSchema the schema of its attributes; empty when none is told
  /// @param origin both, read
  public record Around(
      Resource resource,
      String resourceSchema,
      InstrumentationScope scope,
      String scopeSchema,
      Origin origin) {

    private static Around of(
        Resource resource, String resourceSchema, InstrumentationScope scope, String scopeSchema) {
      return new Around(
          resource,
          resourceSchema,
          scope,
          scopeSchema,
          Origin.of(resource, resourceSchema, scope, scopeSchema));
    }
  }

  /// Shows all items of a request, in the order in which they were sent.
  ///
  /// @param reader gives for each group that has items who takes them
  public void each(Q request, Function<Around, Consumer<I>> reader) {
    for (R outer : groups(request)) {
      for (S inner : ofResource.parts().apply(outer)) {
        List<I> items = ofScope.parts().apply(inner);
        if (!items.isEmpty()) {
          items.forEach(
              reader.apply(
                  Around.of(
                      ofResource.head().apply(outer),
                      ofResource.schema().apply(outer),
                      ofScope.head().apply(inner),
                      ofScope.schema().apply(inner))));
        }
      }
    }
  }

  /// Adds up something of the items of a request.
  ///
  /// @param ofGroup what the items of one scope give
  int sum(Q request, ToIntFunction<List<I>> ofGroup) {
    int sum = 0;
    for (R outer : groups(request)) {
      for (S inner : ofResource.parts().apply(outer)) {
        sum += ofGroup.applyAsInt(ofScope.parts().apply(inner));
      }
    }
    return sum;
  }
}
