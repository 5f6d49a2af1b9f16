// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.server.fold.Arrival;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts a submission into such as fit into one record of the journal each; nearly all do as they
/// are. How a request is cut matters to nobody: items count one by one. One per request, not
/// thread-safe.
///
/// Log records and points are not cut: no request of them is longer than a record of the journal
/// may be.
final class Portions {

  /// Of one portion; bytes. Far below the longest record, since a single item may be longer.
  static final int USUAL_BYTES = 64 << 20;

  private final int maxBytes;

  Portions(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// The parts in order; the submission itself if it fits.
  List<Submission.Spans> of(Submission.Spans spans) {
    return spans.request().getSerializedSize() <= maxBytes
        ? List.of(spans)
        : new SpanCut().of(spans.request());
  }

  /// The portions in order; one with everything if it fits. Each event is written once, since its
  /// length is not known before.
  List<Portion> of(Submission.Events submission) {
    List<ChatEvent> events = submission.events();
    List<Portion> portions = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    int first = 0;
    for (int i = 0; i < events.size(); i++) {
      int before = lines.length();
      EventJson.write(events.get(i), lines);
      lines.append('\n');
      // A character takes at most three bytes.
      if (lines.length() * 3L > maxBytes && i > first) {
        portions.add(portion(events.subList(first, i), lines.substring(0, before)));
        lines.delete(0, before);
        first = i;
      }
    }
    portions.add(portion(events.subList(first, events.size()), lines.toString()));
    return portions;
  }

  private static Portion portion(List<ChatEvent> events, String lines) {
    return new Portion(
        new Submission.Events(events),
        new Arrival.Events(events),
        lines.getBytes(StandardCharsets.UTF_8));
  }

  /// Fills one request after the other.
  private final class SpanCut {
    private final List<Submission.Spans> portions = new ArrayList<>();
    private ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    private long bytes;
    private int size;

    List<Submission.Spans> of(ExportTraceServiceRequest whole) {
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
