// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import com.google.protobuf.Message;

/// What the screens of all signals go by. Thread-safe.
final class ScreenRules {
  private final SpanLimits limits;
  private final int contentBytes;
  private final Redaction redaction;
  private final KeyVerdicts verdicts;
  private final Cuts cuts;

  /// @param contentBytes of one value of content that is kept; bytes
  /// @param chatNames the attributes that can name a chat
  /// @param cuts counts what is cut
  ScreenRules(
      SpanLimits limits, int contentBytes, Redaction redaction, ChatNames chatNames, Cuts cuts) {
    this.limits = limits;
    this.contentBytes = contentBytes;
    this.redaction = redaction;
    this.verdicts = new KeyVerdicts(redaction, chatNames);
    this.cuts = cuts;
  }

  /// Makes the way of a request's items.
  @FunctionalInterface
  interface Items<I> {
    ItemPass<I> of(AttributeScreen attributes, TextScreen texts, Account account);
  }

  SpanLimits limits() {
    return limits;
  }

  /// How values of a request are repeated to its sender.
  Quoting quoting() {
    return new Quoting(redaction);
  }

  /// What is left of a request.
  <Q extends Message, R extends Message, S extends Message, I> Screened<Q> screen(
      Envelope<Q, R, S, I> envelope, Q request, Items<I> items) {
    TextScreen texts = new TextScreen(limits, redaction, cuts);
    AttributeScreen attributes = new AttributeScreen(limits, contentBytes, verdicts, texts);
    Account account = new Account(envelope);
    ItemPass<I> pass = items.of(attributes, texts, account);
    return new RequestPass<>(envelope, attributes, texts, pass, account).screen(request);
  }
}
