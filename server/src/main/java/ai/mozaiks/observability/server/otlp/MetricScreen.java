// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

/// The screen of the points of metrics.
public final class MetricScreen implements SignalScreen<ExportMetricsServiceRequest> {
  private final ScreenRules rules;

  /// Fixes the rules.
  ///
  /// @param cuts counts what is cut
  public MetricScreen(SpanLimits limits, Redaction redaction, Cuts cuts) {
    this.rules = new ScreenRules(limits, limits.valueBytes(), redaction, ChatNames.NONE, cuts);
  }

  @Override
  public Quoting quoting() {
    return rules.quoting();
  }

  @Override
  public Screened<ExportMetricsServiceRequest> screen(ExportMetricsServiceRequest request) {
    return rules.screen(
        Envelope.METRICS,
        request,
        (attributes, texts, account) -> new MetricPass(rules.limits(), attributes, texts, account));
  }
}
