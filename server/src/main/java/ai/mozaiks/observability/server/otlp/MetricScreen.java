// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

/// The screen of the points of metrics.
public final class MetricScreen implements SignalScreen<ExportMetricsServiceRequest> {
  private final SpanLimits limits;
  private final Redaction redaction;
  private final Cuts cuts;
  private final KeyVerdicts verdicts;

  /// Fixes the rules.
  ///
  /// @param cuts counts what is cut
  public MetricScreen(SpanLimits limits, Redaction redaction, Cuts cuts) {
    this.limits = limits;
    this.redaction = redaction;
    this.cuts = cuts;
    this.verdicts = new KeyVerdicts(redaction, ChatNames.NONE);
  }

  @Override
  public Quoting quoting() {
    return new Quoting(redaction);
  }

  @Override
  public Screened<ExportMetricsServiceRequest> screen(ExportMetricsServiceRequest request) {
    TextScreen texts = new TextScreen(limits, redaction, cuts);
    AttributeScreen attributes = new AttributeScreen(limits, limits.valueBytes(), verdicts, texts);
    EnvelopePass envelope = new EnvelopePass(attributes, texts);
    MetricPass metrics = new MetricPass(limits, envelope, attributes, texts);
    return new MetricRequestPass(envelope, metrics).screen(request);
  }
}
