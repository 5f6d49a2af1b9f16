// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.normalise.ChatNames;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.jspecify.annotations.Nullable;

/// What every span passes before it is kept: invalid ones are taken out, what is too large is cut,
/// secrets and content are removed. The same request always gives the same result, so that a resend
/// is recognised. Thread-safe.
public final class SpanScreen {
  private final SpanLimits limits;
  private final Redaction redaction;
  private final ContentFilter content;
  private final Cuts cuts;
  private final KeyVerdicts verdicts;

  /// Fixes the rules.
  ///
  /// @param chatNames the attributes that can name a chat
  /// @param cuts counts what is cut
  public SpanScreen(
      SpanLimits limits,
      Redaction redaction,
      ContentFilter content,
      ChatNames chatNames,
      Cuts cuts) {
    this.limits = limits;
    this.redaction = redaction;
    this.content = content;
    this.cuts = cuts;
    this.verdicts = new KeyVerdicts(redaction, content, chatNames);
  }

  /// What is left of a request.
  ///
  /// @param request the same instance if nothing had to be changed
  /// @param accepted spans in it; count
  /// @param rejected spans taken out; count
  /// @param firstReason why the first of them was; null when none was
  /// @param beyondLimits how many things were cut because of a limit; count
  public record Screened(
      ExportTraceServiceRequest request,
      int accepted,
      int rejected,
      @Nullable String firstReason,
      int beyondLimits) {}

  /// How values of a request are repeated to its sender.
  Quoting quoting() {
    return new Quoting(redaction);
  }

  public Screened screen(ExportTraceServiceRequest request) {
    TextScreen texts = new TextScreen(limits, redaction, cuts);
    AttributeScreen attributes = new AttributeScreen(limits, content, verdicts, texts);
    return new RequestPass(limits, content, attributes, texts).screen(request);
  }
}
