// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.time.InstantSource;

/// The screen of log records. No record is invalid: what it says wrongly is left out of it.
public final class LogScreen implements SignalScreen<ExportLogsServiceRequest> {
  private final SpanLimits limits;
  private final Redaction redaction;
  private final Cuts cuts;
  private final KeyVerdicts verdicts;
  private final InstantSource clock;

  /// Fixes the rules.
  ///
  /// @param chatNames the attributes that can name a chat
  /// @param cuts counts what is cut
  /// @param clock tells when a record came that has no time of its own
  public LogScreen(
      SpanLimits limits, Redaction redaction, ChatNames chatNames, Cuts cuts, InstantSource clock) {
    this.limits = limits;
    this.redaction = redaction;
    this.cuts = cuts;
    this.verdicts = new KeyVerdicts(redaction, chatNames);
    this.clock = clock;
  }

  @Override
  public Quoting quoting() {
    return new Quoting(redaction);
  }

  @Override
  public Screened<ExportLogsServiceRequest> screen(ExportLogsServiceRequest request) {
    TextScreen texts = new TextScreen(limits, redaction, cuts);
    AttributeScreen attributes = new AttributeScreen(limits, limits.valueBytes(), verdicts, texts);
    LogPass logs = new LogPass(attributes, texts, clock);
    return new LogRequestPass(new EnvelopePass(attributes, texts), logs).screen(request);
  }
}
