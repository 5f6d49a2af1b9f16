// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.ingest.AttributesJson;
import ai.mozaiks.observability.server.ingest.ResentIds;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.normalise.dialect.StoredAttributes;
import ai.mozaiks.observability.server.otlp.StoredScreen;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredMasking.Masked;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Masks stored log records: body and attributes. What a record is found by (event, logger, ids,
/// names) stays, and so does what its trace is derived from if it is a note.
final class LogMasking {
  private final StoredScreen screen;
  private final StoredScreen uncounted;
  private final Dialects dialects;

  /// @param uncounted masks the same without counting
  LogMasking(StoredScreen screen, StoredScreen uncounted, Dialects dialects) {
    this.screen = screen;
    this.uncounted = uncounted;
    this.dialects = dialects;
  }

  Masked<StoredLog> masked(StoredLog log, Origin origin) {
    String body = log.structured() ? structured(log.body()) : screen.text(log.body());
    String attributes = attributes(log.attributes());
    StoredLog clean =
        same(body, log.body()) && same(attributes, log.attributes())
            ? log
            : log.withTexts(body, attributes);
    StoredLog kept = log.note() ? readingAlike(log, clean, origin) : clean;
    long originNow = Origin.idOf(origin.stored().body());
    // As the record would be masked whole: so it comes again.
    RecordId resentAs =
        same(clean, log) && originNow == log.origin()
            ? null
            : ResentIds.of(clean, originNow, orNull(log.event()));
    return new Masked<>(kept, !same(kept, clean) || isFoundBySecret(log), resentAs);
  }

  private @Nullable String orNull(@Nullable String event) {
    return event == null ? null : uncounted.text(event);
  }

  private String structured(String body) {
    AnyValue value = StoredAttributes.valueOf(body);
    AnyValue clean = screen.body(value);
    return same(clean, value) ? body : AttributesJson.of(clean);
  }

  private String attributes(String json) {
    List<KeyValue> told = StoredAttributes.of(json);
    List<KeyValue> clean = screen.attributes(told);
    return same(clean, told) ? json : AttributesJson.of(clean);
  }

  private boolean isFoundBySecret(StoredLog log) {
    LogSubject subject = log.subject();
    return Stream.of(
            log.severityText(),
            log.event(),
            log.logger(),
            subject.app(),
            subject.chatId(),
            subject.workflow(),
            subject.agent(),
            subject.user())
        .filter(Objects::nonNull)
        .anyMatch(text -> !same(uncounted.text(text), text));
  }

  /// What can be taken of a masked note.
  private StoredLog readingAlike(StoredLog log, StoredLog clean, Origin origin) {
    if (same(clean, log)) {
      return log;
    }
    SpanFacts before = facts(log, origin);
    if (before.readsLike(facts(clean, origin))) {
      return clean;
    }
    List<KeyValue> told = StoredAttributes.of(log.attributes());
    String attributes =
        AttributesJson.of(
            HeldReading.of(
                told,
                StoredAttributes.of(clean.attributes()),
                some ->
                    before.readsLike(
                        facts(log.withTexts(log.body(), AttributesJson.of(some)), origin))));
    StoredLog some = log.withTexts(clean.body(), attributes);
    if (before.readsLike(facts(some, origin))) {
      return some;
    }
    StoredLog fewer = log.withTexts(log.body(), attributes);
    return fewer.equals(log) ? log : fewer;
  }

  private SpanFacts facts(StoredLog note, Origin origin) {
    return SpanNote.of(note, origin, dialects).facts();
  }
}
