// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.ingest.Submission;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Parser;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Trace export, the same for every transport: decode, screen, hand to the intake, say what came of
/// it. Thread-safe; blocks until the spans are durable.
public final class OtlpTraces {
  /// Unknown fields could bring anything past the screen and into the journal.
  private static final Parser<ExportTraceServiceRequest> PARSER =
      DiscardUnknownFieldsParser.wrap(ExportTraceServiceRequest.parser());

  /// Three messages per level of a nested value, and the envelope.
  private static final int MAX_MESSAGE_DEPTH = SpanLimits.MAX_DECODED_DEPTH * 3 + 10;

  private final Intake intake;
  private final Balance balance;
  private final TraceRequests requests;

  /// Joins the way in.
  ///
  /// @param balance counts rejected spans; the intake counts accepted ones
  public OtlpTraces(Intake intake, Balance balance, TraceRequests requests) {
    this.intake = intake;
    this.balance = balance;
    this.requests = requests;
  }

  /// What came of an export.
  ///
  /// @param response the answer in OTLP's form
  /// @param receipt of the intake; null when no span was left to take in
  public record Exported(ExportTraceServiceResponse response, Intake.@Nullable Receipt receipt) {}

  /// Takes in what a request holds.
  ///
  /// @return after every span that is not rejected in it is durable
  /// @throws Refusal 400 if the body is not what it claims to be, 413 or 503 if there is too much
  ///   in it, or no room to decode it now; nothing was kept
  /// @throws OverloadedException if there is no room now; nothing was kept
  /// @throws ai.mozaiks.observability.storage.StorageException if it cannot be made durable
  public Exported export(Body body, OtlpEncoding encoding) throws Refusal, OverloadedException {
    SpanScreen.Screened screened = requests.read(body, encoding);
    Intake.Receipt receipt = null;
    if (screened.accepted() > 0) {
      receipt = intake.accept(new Submission.Spans(screened.request(), screened.accepted()));
    }
    if (screened.rejected() > 0) {
      balance.of(Signal.SPANS).rejected(screened.rejected());
    }
    return new Exported(response(screened), receipt);
  }

  /// Reads a request, without looking at what is in it.
  ///
  /// @param decoding is charged before memory is taken
  /// @throws UndecodableException if the body is not what it claims to be
  /// @throws Refusal if it is too much
  public static ExportTraceServiceRequest decode(
      Body body, OtlpEncoding encoding, Decoding decoding) throws UndecodableException, Refusal {
    return switch (encoding) {
      case JSON -> OtlpJsonReader.read(body, decoding);
      case PROTOBUF -> parse(body, decoding);
    };
  }

  private static ExportTraceServiceRequest parse(Body body, Decoding decoding)
      throws UndecodableException, Refusal {
    CodedInputStream in = CodedInputStream.newInstance(body.array(), 0, body.length());
    int unlimited = in.setRecursionLimit(MAX_MESSAGE_DEPTH);
    if (unlimited > MAX_MESSAGE_DEPTH) {
      throw new AssertionError("the limit is meant to raise protobuf's default");
    }
    ProtobufScan.charge(body, decoding, MAX_MESSAGE_DEPTH);
    try {
      ExportTraceServiceRequest request = PARSER.parseFrom(in);
      in.checkLastTagWas(0);
      return request;
    } catch (IOException e) { // of bytes in memory: they are not protobuf
      throw ProtobufScan.unreadable(body, in);
    }
  }

  private static ExportTraceServiceResponse response(SpanScreen.Screened screened) {
    String message = message(screened);
    if (message == null) {
      return ExportTraceServiceResponse.getDefaultInstance();
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(screened.rejected())
                .setErrorMessage(message))
        .build();
  }

  private static @Nullable String message(SpanScreen.Screened screened) {
    String cut =
        screened.beyondLimits() == 0
            ? null
            : screened.beyondLimits() + " values or entries were beyond a limit and were cut";
    if (screened.rejected() == 0) {
      return cut;
    }
    int all = screened.rejected() + screened.accepted();
    String rejected =
        screened.rejected()
            + " of "
            + all
            + " spans rejected, the first because of "
            + screened.firstReason();
    return cut == null ? rejected : rejected + "; " + cut;
  }
}
