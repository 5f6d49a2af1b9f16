// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.time.InstantSource;

/// The screen of log records. No record is invalid: what it says wrongly is left out of it.
public final class LogScreen implements SignalScreen<ExportLogsServiceRequest> {
  private final ScreenRules rules;
  private final ContentPolicy policy;
  private final InstantSource clock;

  /// Fixes the rules.
  ///
  /// @param policy for which apps content of GenAI events is kept
  /// @param contentBytes of one value of content that is kept; bytes of UTF-8, `>= 0`
  /// @param chatNames the attributes that can name a chat
  /// @param cuts counts what is cut
  /// @param clock tells when a record came that has no time of its own
  public LogScreen(
      SpanLimits limits,
      Redaction redaction,
      ContentPolicy policy,
      int contentBytes,
      ChatNames chatNames,
      Cuts cuts,
      InstantSource clock) {
    this.rules =
        new ScreenRules(
            limits, Math.max(contentBytes, limits.valueBytes()), redaction, chatNames, cuts);
    this.policy = policy;
    this.clock = clock;
  }

  @Override
  public Quoting quoting() {
    return rules.quoting();
  }

  @Override
  public Screened<ExportLogsServiceRequest> screen(ExportLogsServiceRequest request) {
    return rules.screen(
        Envelope.LOGS,
        request,
        (attributes, texts, account) -> new LogPass(attributes, texts, policy, account, clock));
  }
}
