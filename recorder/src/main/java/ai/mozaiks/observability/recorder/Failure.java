// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Why a call, a turn or a run failed.
///
/// @param type a low-cardinality class: exception class, HTTP status, provider code, or [#OTHER]
/// @param message what the sender said, with secrets removed; null when it said nothing
/// @param echoed whether it repeats an error that is counted already further down (the same
///   exception passing through tool, agent and workflow); an echoed failure marks its event but
///   adds no error
/// @param retried whether it is a model call after which the same was tried again. Found out by
///   whoever sees all calls of a trace; false until then, and never sent
public record Failure(String type, @Nullable String message, boolean echoed, boolean retried) {

  /// The type when the sender gave none (OpenTelemetry's `error.type` convention).
  public static final String OTHER = "_OTHER";

  public Failure {
    Objects.requireNonNull(type, "type");
  }

  /// A failure of which it is not known that the same was tried again.
  public Failure(String type, @Nullable String message, boolean echoed) {
    this(type, message, echoed, false);
  }

  /// A failure that is counted.
  ///
  /// @param type a class of error with few values
  /// @param message without secrets; null when there is none
  public static Failure of(String type, @Nullable String message) {
    return new Failure(type, message, false);
  }

  /// The same failure, counted already further down.
  public Failure asEcho() {
    return new Failure(type, message, true, retried);
  }

  /// The same failure with what is known about further tries.
  public Failure withRetried(boolean triedAgain) {
    return triedAgain == retried ? this : new Failure(type, message, echoed, triedAgain);
  }
}
