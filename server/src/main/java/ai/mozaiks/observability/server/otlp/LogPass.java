// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.content.ContentKeys;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.normalise.EventName;
import ai.mozaiks.observability.server.normalise.dialect.AppNames;
import ai.mozaiks.observability.server.otlp.AttributeScreen.Owner;
import ai.mozaiks.observability.storage.Nanos;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.InstantSource;
import java.util.List;

/// One log record: its level, body, attributes and ids. One per request, not thread-safe.
final class LogPass implements ItemPass<LogRecord> {
  private final AttributeScreen attributes;
  private final TextScreen texts;
  private final ContentPolicy policy;
  private final Account account;
  private final InstantSource clock;

  /// Of the resource at hand.
  private AppNames apps = AppNames.of(Resource.getDefaultInstance());

  LogPass(
      AttributeScreen attributes,
      TextScreen texts,
      ContentPolicy policy,
      Account account,
      InstantSource clock) {
    this.attributes = attributes;
    this.texts = texts;
    this.policy = policy;
    this.account = account;
    this.clock = clock;
  }

  @Override
  public void enter(Resource resource) {
    apps = AppNames.of(resource);
  }

  @Override
  public LogRecord screen(LogRecord record) {
    account.accept();
    String event = EventName.of(record);
    Decision content = decisionFor(record, event);
    boolean message = ContentKeys.isMessageEvent(event);
    String severity = texts.name(record.getSeverityText());
    String name = texts.name(record.getEventName());
    AnyValue body = body(record, event, content);
    List<KeyValue> kept =
        attributes.screen(
            record.getAttributesList(), message ? Owner.MESSAGE : Owner.SPAN_OR_RESOURCE, content);
    int dropped = attributes.dropped();
    boolean noTime = record.getTimeUnixNano() == 0 && record.getObservedTimeUnixNano() == 0;
    boolean noTrace = isNoId(record.getTraceId(), SpanIds.isTraceId(record.getTraceId()));
    boolean noSpan = isNoId(record.getSpanId(), SpanIds.isSpanId(record.getSpanId()));
    if (same(severity, record.getSeverityText())
        && same(name, record.getEventName())
        && same(body, record.getBody())
        && same(kept, record.getAttributesList())
        && !noTime
        && !noTrace
        && !noSpan) {
      return record;
    }
    LogRecord.Builder changed = record.toBuilder().setSeverityText(severity).setEventName(name);
    if (!same(body, record.getBody())) {
      changed.setBody(body);
    }
    if (!same(kept, record.getAttributesList())) {
      changed.clearAttributes().addAllAttributes(kept);
      changed.setDroppedAttributesCount(record.getDroppedAttributesCount() + dropped);
    }
    if (noTime) {
      changed.setObservedTimeUnixNano(Nanos.saturated(clock.instant()));
      texts.cut(Cuts.Kind.TIMES, 1);
    }
    if (noTrace) {
      changed.clearTraceId();
    }
    if (noSpan) {
      changed.clearSpanId();
    }
    return changed.build();
  }

  /// What is to be done with content of a record. Kept is only what belongs to a call of a trace,
  /// since only that can be found again.
  private Decision decisionFor(LogRecord record, String event) {
    boolean ofCall =
        (ContentKeys.isMessageEvent(event) || ContentKeys.isCallEvent(event))
            && SpanIds.isTraceId(record.getTraceId())
            && SpanIds.isSpanId(record.getSpanId());
    return ofCall && !policy.keepsNothing()
        ? policy.of(apps.appOf(record.getAttributesList()))
        : Decision.OFF;
  }

  private AnyValue body(LogRecord record, String event, Decision content) {
    AnyValue body = record.getBody();
    if (body.getValueCase() == AnyValue.ValueCase.VALUE_NOT_SET) {
      return body;
    }
    if (content != Decision.KEEP && ContentKeys.isContentBody(event, body)) {
      texts.cut(content == Decision.OFF ? Cuts.Kind.CONTENT : Cuts.Kind.CONTENT_OF_UNKNOWN_APP, 1);
      return ContentKeys.isMessageEvent(event) || body.hasKvlistValue()
          ? attributes.body(ContentKeys.messageFieldsOf(body), content)
          : AnyValue.getDefaultInstance();
    }
    return attributes.body(body, content);
  }

  /// Whether an id has to go. All zero is a way to say none, and nothing was lost then.
  private boolean isNoId(ByteString id, boolean valid) {
    if (id.isEmpty() || valid) {
      return false;
    }
    texts.cut(Cuts.Kind.IDS, SpanIds.isZero(id) ? 0 : 1);
    return true;
  }
}
