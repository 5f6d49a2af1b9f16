// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.ReceiptTime;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.InstantSource;

/// The screen of spans. Times ahead of the clock are mended; but for that, the same request always
/// gives the same result, so that a resend is recognised.
public final class SpanScreen implements SignalScreen<ExportTraceServiceRequest> {
  private final ScreenRules rules;
  private final ContentPolicy policy;
  private final ToolArguments arguments;
  private final InstantSource clock;

  /// Fixes the rules.
  ///
  /// @param policy for which apps content is kept
  /// @param contentBytes of one value of content that is kept; bytes of UTF-8, `>= 0`. A
  ///   conversation in one attribute may be as long as all content of a call; other values have
  ///   their own limit
  /// @param chatNames the attributes that can name a chat
  /// @param cuts counts what is cut
  /// @param argumentsHash what is put beside the arguments of tool calls
  /// @param clock tells which times are ahead
  public SpanScreen(
      SpanLimits limits,
      Redaction redaction,
      ContentPolicy policy,
      int contentBytes,
      ChatNames chatNames,
      Cuts cuts,
      ArgumentsHash argumentsHash,
      InstantSource clock) {
    this.rules =
        new ScreenRules(
            limits, Math.max(contentBytes, limits.valueBytes()), redaction, chatNames, cuts);
    this.policy = policy;
    this.arguments = new ToolArguments(argumentsHash);
    this.clock = clock;
  }

  @Override
  public Quoting quoting() {
    return rules.quoting();
  }

  @Override
  public Screened<ExportTraceServiceRequest> screen(ExportTraceServiceRequest request) {
    SpanTimes times = new SpanTimes(new ReceiptTime(clock.instant()));
    return rules.screen(
        Envelope.SPANS,
        request,
        (attributes, texts, account) ->
            new SpanItems(
                policy,
                new SpanPass(rules.limits(), attributes, texts, times, arguments),
                account));
  }
}
