// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.content.ContentCaps;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.Surrogates;
import ai.mozaiks.observability.server.events.EventJsonReader;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import ai.mozaiks.observability.server.otlp.LogScreen;
import ai.mozaiks.observability.server.otlp.MetricScreen;
import ai.mozaiks.observability.server.otlp.SpanScreen;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Limits, secrets and content, as a configuration says: what everything passes before it is kept,
/// whichever way it comes; and the account of what was cut, masked and left out.
final class Screening {
  private final ServerConfig config;
  private final ChatNames chatNames;
  private final InstantSource clock;
  private final SpanLimits limits;
  private final Redactor redactor;
  private final Redaction redaction;
  private final ArgumentsHash argumentsHash;
  private final ContentPolicy contentPolicy;
  private final Cuts cuts = new Cuts();
  private final ContentCounts contentCounts = new ContentCounts();

  /// @param chatNames the attributes that can name a chat
  Screening(ServerConfig config, ChatNames chatNames, InstantSource clock) {
    this.config = config;
    this.chatNames = chatNames;
    this.clock = clock;
    this.limits = SpanLimits.of(config.limits());
    this.redactor = config.redaction().redactor();
    this.redaction = Redaction.of(redactor, config.redaction().redactor());
    this.argumentsHash = ArgumentsKey.of(config);
    this.contentPolicy = new ContentPolicy(config.content().keep(), config.content().apps());
  }

  /// What people write to this server themselves, without secrets.
  String masked(String text) {
    return redactor.redact(text);
  }

  SpanScreen spans() {
    return spans(redaction, cuts);
  }

  /// One that counts neither cuts nor secrets, for looking at a request again.
  SpanScreen spansUncounted() {
    return spans(redaction.uncounted(), new Cuts());
  }

  private SpanScreen spans(Redaction secrets, Cuts counted) {
    return new SpanScreen(
        limits,
        secrets,
        contentPolicy,
        config.content().maxBytesPerCall(),
        chatNames,
        counted,
        argumentsHash,
        clock);
  }

  LogScreen logs() {
    return logs(redaction, cuts);
  }

  /// One that counts nothing, as [#spansUncounted].
  LogScreen logsUncounted() {
    return logs(redaction.uncounted(), new Cuts());
  }

  private LogScreen logs(Redaction secrets, Cuts counted) {
    return new LogScreen(
        limits,
        secrets,
        contentPolicy,
        config.content().maxBytesPerCall(),
        chatNames,
        counted,
        clock);
  }

  MetricScreen metrics() {
    return new MetricScreen(limits, redaction, cuts);
  }

  /// One that counts nothing, as [#spansUncounted].
  MetricScreen metricsUncounted() {
    return new MetricScreen(limits, redaction.uncounted(), new Cuts());
  }

  /// For direct events.
  ///
  /// @param maxItems of one request or portion; count
  EventJsonReader events(int maxItems) {
    return new EventJsonReader(clock, limits, redaction, cuts, argumentsHash, maxItems);
  }

  /// What stands for the arguments of tool calls.
  ArgumentsHash argumentsHash() {
    return argumentsHash;
  }

  /// Takes content out of spans and log events.
  SpanContents contents() {
    return contents(redaction, contentCounts);
  }

  /// The same without counting, for looking at a request again.
  SpanContents contentsUncounted() {
    return contents(redaction.uncounted(), new ContentCounts());
  }

  private SpanContents contents(Redaction secrets, ContentCounts counts) {
    return new SpanContents(
        contentPolicy,
        new ContentCaps(config.content().maxBytes(), config.content().maxBytesPerCall()),
        text -> Surrogates.paired(secrets.redact(text)),
        counts);
  }

  /// For which apps content is kept.
  ContentPolicy contentPolicy() {
    return contentPolicy;
  }

  /// How values of a request are repeated to its sender.
  Quoting quoting() {
    return new Quoting(redaction);
  }

  /// Secrets masked so far, by rule.
  Map<String, Long> secretsByRule() {
    return redactor.counts();
  }

  /// What was cut or left out so far, by kind.
  Map<String, Long> cutsByKind() {
    Map<String, Long> byWord = new HashMap<>();
    for (Cuts.Kind kind : Cuts.Kind.values()) {
      byWord.put(kind.word(), cuts.count(kind));
    }
    return byWord;
  }

  /// What was read of content so far.
  ContentCounts contentCounts() {
    return contentCounts;
  }
}
