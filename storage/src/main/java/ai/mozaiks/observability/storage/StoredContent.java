// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A piece of what people, models and tools said, taken out of a span or of a log event about it: a
/// message, the arguments of a tool. It stands in no other place of the store.
///
/// @param trace the trace of the span; `direct` is false
/// @param spanId the span that it stood on, or that the event is about; not 0
/// @param event the log record that told it; null for the span itself
/// @param position its place among the content of its span or event; `>= 0`, unique in it
/// @param kind what it is to the span
/// @param teller what told it; [ContentTeller#SPAN] if and only if there is no `event`
/// @param app the app for which it is kept, as the span or event told it; null if it told none
/// @param spanStartNanos when its span began, or its event was; nanoseconds since 1970
/// @param atNanos when it was said; nanoseconds since 1970
/// @param role who said it, as in `user`, `assistant`, `tool`; null when not told
/// @param name of the tool, document, speaker or attribute; null when not told
/// @param json whether the text is JSON, else it is plain
/// @param text what was said; cut JSON is no JSON any more
/// @param originalBytes how long it was before it was cut; bytes of UTF-8, that of the text if it
///   was not
public record StoredContent(
    PartId trace,
    long spanId,
    @Nullable RecordId event,
    int position,
    ContentKind kind,
    ContentTeller teller,
    @Nullable String app,
    long spanStartNanos,
    long atNanos,
    @Nullable String role,
    @Nullable String name,
    boolean json,
    String text,
    long originalBytes) {
  public StoredContent {
    Objects.requireNonNull(trace, "trace");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(teller, "teller");
    Objects.requireNonNull(text, "text");
    if (trace.direct()) {
      throw new IllegalArgumentException("trace: " + trace + " (expected: a trace)");
    }
    if (position < 0) {
      throw new IllegalArgumentException("position: " + position + " (expected: >= 0)");
    }
    if ((event == null) != (teller == ContentTeller.SPAN)) {
      throw new IllegalArgumentException(
          "event: "
              + event
              + ", teller: "
              + teller
              + " (expected: an event unless the span told it)");
    }
  }

  /// Content of a span that the span itself told.
  public StoredContent(
      PartId trace,
      long spanId,
      int position,
      ContentKind kind,
      @Nullable String app,
      long spanStartNanos,
      long atNanos,
      @Nullable String role,
      @Nullable String name,
      boolean json,
      String text,
      long originalBytes) {
    this(
        trace,
        spanId,
        null,
        position,
        kind,
        ContentTeller.SPAN,
        app,
        spanStartNanos,
        atNanos,
        role,
        name,
        json,
        text,
        originalBytes);
  }

  /// Length of the text; bytes of UTF-8.
  public int bytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// Whether something was cut off its end.
  public boolean isCut() {
    return originalBytes > bytes();
  }
}
