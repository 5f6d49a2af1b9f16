// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.explain.SentTraces.SentTrace;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedPoint;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.LogRecordReader;
import ai.mozaiks.observability.server.ingest.MetricPointReader;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.server.otlp.OtlpEncoding;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.Screened;
import ai.mozaiks.observability.server.tally.TallyJson;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/explain`: takes OTLP requests of any signal as `/v1/*` do, one or several at once,
/// and says how they would be read together: each span with its dialect, role, chat, fields, and
/// the rule that decided; each log record with what it decided; metrics. Nothing is kept.
/// Thread-safe.
public final class ExplainApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  private final Requests requests;
  private final Dialects dialects;
  private final TraceDerivation derivation;
  private final SpanContents contents;
  private final TraceJson traceJson;
  private final LogRecordReader logReader;
  private final MetricPointReader pointReader;

  /// How requests are read, signal by signal.
  public record Requests(
      OtlpRequests<ExportTraceServiceRequest> traces,
      OtlpRequests<ExportLogsServiceRequest> logs,
      OtlpRequests<ExportMetricsServiceRequest> metrics) {}

  /// @param contents takes content out of the spans
  /// @param policy for which apps content is kept
  public ExplainApi(
      Requests requests,
      Dialects dialects,
      TraceDerivation derivation,
      SpanContents contents,
      ContentPolicy policy) {
    this.requests = requests;
    this.dialects = dialects;
    this.derivation = derivation;
    this.contents = contents;
    traceJson = new TraceJson(policy);
    logReader = new LogRecordReader(dialects, contents.ofEvents());
    pointReader = new MetricPointReader(dialects);
  }

  public void addTo(Router.Builder routes) {
    routes.post("/api/explain", this::explain);
  }

  private Answer explain(Request request) throws Refusal {
    request.allowParameters();
    List<RequestSet.Part> parts = RequestSet.in(request.body(), encoding(request));
    Reading reading = new Reading();
    for (int i = 0; i < parts.size(); i++) {
      try {
        reading.read(parts.get(i));
      } catch (Refusal refusal) {
        if (parts.size() == 1 || refusal.status() != 400) {
          throw refusal;
        }
        throw Refusal.of(400, RequestSet.place(i + 1) + refusal.detail());
      }
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.put("requests", parts.size());
    reading.put(answer);
    return Answer.of(200, "application/json", JSON.writeValueAsBytes(answer));
  }

  private static OtlpEncoding encoding(Request request) throws Refusal {
    String type = request.header("Content-Type");
    return type != null && type.startsWith("application/x-ndjson")
        ? OtlpEncoding.JSON
        : OtlpRequests.encodingOf(type);
  }

  /// What the requests of one question hold together.
  private final class Reading {
    private final SentTraces traces = new SentTraces(dialects, contents);
    private final Map<RecordId, ArrivedLog> logs = new LinkedHashMap<>();
    private final List<ArrivedPoint> points = new ArrayList<>();
    private final Map<OtlpKind, Integer> rejected = new EnumMap<>(OtlpKind.class);
    private @Nullable String firstRejection;
    private int cut;

    void read(RequestSet.Part part) throws Refusal {
      for (OtlpKind signal : part.signals()) {
        switch (signal) {
          case TRACES -> traces.add(screened(signal, requests.traces(), part));
          case LOGS -> logReader.read(screened(signal, requests.logs(), part)).forEach(this::add);
          case METRICS ->
              points.addAll(pointReader.read(screened(signal, requests.metrics(), part)));
        }
      }
    }

    private <Q extends Message> Q screened(
        OtlpKind signal, OtlpRequests<Q> reader, RequestSet.Part part) throws Refusal {
      Screened<Q> screened = reader.read(part.body(), part.encoding());
      rejected.merge(signal, screened.rejected(), Integer::sum);
      firstRejection = firstRejection == null ? screened.firstReason() : firstRejection;
      cut += screened.beyondLimits();
      return screened.request();
    }

    private void add(ArrivedLog log) {
      logs.put(log.stored().id(), log);
      SpanNote note = log.note();
      PartId trace = log.stored().trace();
      if (note != null && trace != null) {
        traces.add(trace, note);
      }
    }

    void put(ObjectNode answer) {
      answer.put("rejected_spans", rejected.getOrDefault(OtlpKind.TRACES, 0));
      answer.put("rejected_log_records", rejected.getOrDefault(OtlpKind.LOGS, 0));
      answer.put("rejected_data_points", rejected.getOrDefault(OtlpKind.METRICS, 0));
      answer.put("first_rejection", firstRejection);
      answer.put("cut_values", cut);
      ExplainedSpans withNotes = new ExplainedSpans();
      ExplainedSpans withoutNotes = new ExplainedSpans();
      Tally totals = new Tally();
      ObjectNode totalsNode = answer.putObject("totals");
      ArrayNode traceNodes = answer.putArray("traces");
      for (SentTrace sent : traces.all()) {
        if (sent.isTold()) {
          Explanation explanation = derivation.explain(sent.facts(), sent.notes());
          withNotes.add(explanation);
          explanation.events().forEach(totals::add);
          traceJson.put(traceNodes.addObject(), explanation, sent);
        }
        if (!sent.notes().isEmpty() && !sent.facts().isEmpty()) {
          withoutNotes.add(derivation.explain(sent.facts())); // shows what the notes changed
        }
      }
      TallyJson.put(totalsNode, totals);
      ArrayNode logNodes = answer.putArray("logs");
      LogJson logJson = new LogJson(withNotes, withoutNotes);
      logs.values().forEach(log -> logJson.put(logNodes.addObject(), log));
      MetricJson.put(answer.putArray("metrics"), points);
    }
  }
}
