// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.ReceiptTime;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import ai.mozaiks.observability.server.otlp.AttributeScreen.Owner;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.util.List;

/// Masks secrets in what is stored as it would be masked if it came now, and does nothing else:
/// what limits and the rules of content left at its arrival stays. What needs no change comes back
/// as the same instance. For one thread.
public final class StoredScreen {
  private static final SpanLimits NONE =
      new SpanLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          SpanLimits.DEFAULT.depth(),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  private final TextScreen texts;
  private final AttributeScreen attributes;
  private final SpanPass spans;

  public StoredScreen(Redaction redaction) {
    texts = new TextScreen(NONE, redaction, new Cuts());
    attributes =
        new AttributeScreen(
            NONE, Integer.MAX_VALUE, new KeyVerdicts(redaction, ChatNames.NONE), texts);
    spans =
        new SpanPass(
            NONE,
            attributes,
            texts,
            new SpanTimes(new ReceiptTime(Instant.EPOCH)), // no time is ahead of such a clock
            new ToolArguments(ArgumentsHash.withRandomKey()));
  }

  /// A span with its attributes, events, links and messages.
  public Span span(Span span) {
    Span clean = spans.screen(span, Decision.KEEP);
    int count = span.getAttributesCount();
    if (same(clean, span) || clean.getAttributesCount() == count) {
      return clean;
    }
    // Arguments were hashed when they came, if ever: a hash of masked ones would be another.
    Span.Builder unhashed = clean.toBuilder();
    for (int i = clean.getAttributesCount() - 1; i >= count; i--) {
      unhashed.removeAttributes(i);
    }
    return unhashed.build().equals(span) ? span : unhashed.build();
  }

  /// The attributes of anything.
  public List<KeyValue> attributes(List<KeyValue> list) {
    return attributes.screen(list, Owner.OTHER, Decision.KEEP);
  }

  /// The body of a log record.
  public AnyValue body(AnyValue body) {
    return attributes.body(body, Decision.KEEP);
  }

  /// Any text.
  public String text(String text) {
    return texts.message(text);
  }
}
