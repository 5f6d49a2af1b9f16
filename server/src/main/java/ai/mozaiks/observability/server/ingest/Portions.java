// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.EventJson;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;

/// Cuts a submission into such as fit into one record of the journal each; nearly all do as they
/// are. How a request is cut matters to nobody: items count one by one. One per request, not
/// thread-safe.
final class Portions {

  /// Of one portion; bytes. Far below the longest record, since a single item may be longer.
  static final int USUAL_BYTES = 64 << 20;

  private final int maxBytes;

  Portions(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// The portions in order; one with everything if it fits.
  List<Submission> of(Submission submission) {
    return switch (submission) {
      case Submission.Spans spans ->
          spans.request().getSerializedSize() <= maxBytes
              ? List.of(submission)
              : new SpanCut().of(spans.request());
      case Submission.Events events -> ofEvents(events.events());
    };
  }

  private List<Submission> ofEvents(List<ChatEvent> events) {
    List<Submission> portions = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    int first = 0;
    for (int i = 0; i < events.size(); i++) {
      int before = lines.length();
      EventJson.write(events.get(i), lines);
      // A character takes at most three bytes.
      if (lines.length() * 3L > maxBytes && i > first) {
        portions.add(new Submission.Events(events.subList(first, i)));
        lines.delete(0, before);
        first = i;
      }
    }
    portions.add(new Submission.Events(events.subList(first, events.size())));
    return portions;
  }

  /// Fills one request after the other.
  private final class SpanCut {
    private final List<Submission> portions = new ArrayList<>();
    private ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    private long bytes;
    private int size;

    List<Submission> of(ExportTraceServiceRequest whole) {
      for (ResourceSpans resource : whole.getResourceSpansList()) {
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          add(resource, scope);
        }
      }
      finish();
      return portions;
    }

    private void add(ResourceSpans resource, ScopeSpans scope) {
      boolean open = false;
      for (Span span : scope.getSpansList()) {
        int length = CodedOutputStream.computeMessageSize(ScopeSpans.SPANS_FIELD_NUMBER, span);
        if (bytes + length > maxBytes) {
          finish();
          open = false;
        }
        if (!open) {
          begin(resource, scope);
          open = true;
        }
        int last = request.getResourceSpansCount() - 1;
        request.getResourceSpansBuilder(last).getScopeSpansBuilder(0).addSpans(span);
        bytes += length;
        size++;
      }
    }

    private void begin(ResourceSpans resource, ScopeSpans scope) {
      ResourceSpans.Builder around = request.addResourceSpansBuilder();
      around.setSchemaUrl(resource.getSchemaUrl());
      if (resource.hasResource()) {
        around.setResource(resource.getResource());
      }
      ScopeSpans.Builder inner = around.addScopeSpansBuilder().setSchemaUrl(scope.getSchemaUrl());
      if (scope.hasScope()) {
        inner.setScope(scope.getScope());
      }
      bytes += around.getResource().getSerializedSize() + inner.getScope().getSerializedSize();
    }

    private void finish() {
      if (size > 0) {
        portions.add(new Submission.Spans(request.build(), size));
      }
      request = ExportTraceServiceRequest.newBuilder();
      bytes = 0;
      size = 0;
    }
  }
}
