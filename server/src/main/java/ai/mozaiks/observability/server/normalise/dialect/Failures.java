// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.recorder.Failure;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a span failed, and why. It did if its status says so, if `error.type` is set (AG2 leaves
/// the status unset), if its level does (Langfuse), or if it ended with an exception.
final class Failures {
  private static final int MAX_MESSAGE = 1_024;

  private Failures() {}

  /// @param errorType what `error.type` tells; null when it is absent
  /// @param byLevel whether the span's level says that it failed
  static @Nullable Failure of(Span span, FieldTable.@Nullable Told errorType, boolean byLevel) {
    Span.Event exception = lastException(span);
    boolean failed =
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR
            || errorType != null
            || byLevel
            || (exception != null
                && span.getStatus().getCode() != Status.StatusCode.STATUS_CODE_OK);
    if (!failed) {
      return null;
    }
    String exceptionType =
        exception == null ? null : text(exception.getAttributesList(), "exception.type");
    String type =
        errorType != null
            ? (String) errorType.value()
            : exceptionType != null ? exceptionType : classInFront(span.getStatus().getMessage());
    String message = messageOf(span, exception);
    return Failure.of(type, message.isEmpty() ? null : shortened(message));
  }

  private static String messageOf(Span span, Span.@Nullable Event exception) {
    String message = span.getStatus().getMessage();
    if (!message.isEmpty()) {
      return message;
    }
    String ofException =
        exception == null ? null : text(exception.getAttributesList(), "exception.message");
    String told =
        ofException != null
            ? ofException
            : text(span.getAttributesList(), "langfuse.observation.status_message");
    return told == null ? "" : told;
  }

  private static Span.@Nullable Event lastException(Span span) {
    for (int i = span.getEventsCount() - 1; i >= 0; i--) {
      if (span.getEvents(i).getName().equals("exception")) {
        return span.getEvents(i);
      }
    }
    return null;
  }

  private static @Nullable String text(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)
          && attribute.getValue().getValueCase() == AnyValue.ValueCase.STRING_VALUE
          && !attribute.getValue().getStringValue().isEmpty()) {
        return attribute.getValue().getStringValue();
      }
    }
    return null;
  }

  /// `TimeoutError` of `TimeoutError: upstream timed out`, as SDKs write it into the status;
  /// `_OTHER` where the message starts with no class of errors.
  private static String classInFront(String message) {
    int end = 0;
    while (end < message.length() && isPartOfClassName(message.charAt(end))) {
      end++;
    }
    String name = message.substring(0, end);
    boolean aClass = name.endsWith("Error") || name.endsWith("Exception");
    return aClass && (end == message.length() || message.charAt(end) == ':') ? name : Failure.OTHER;
  }

  private static boolean isPartOfClassName(char c) {
    return Character.isJavaIdentifierPart(c) || c == '.';
  }

  private static String shortened(String message) {
    if (message.length() <= MAX_MESSAGE) {
      return message;
    }
    int end = MAX_MESSAGE - 1;
    // Never between the halves of a surrogate pair.
    end = Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end;
    return message.substring(0, end) + "…";
  }
}
