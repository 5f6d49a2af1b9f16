// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.jsonlog.LineRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a log line by line. For one thread.
public sealed interface LogReader permits RuntimeLog, ApplicationLog, JsonLog {

  /// Where a line stands.
  ///
  /// @param content of the file
  /// @param offset of its first byte in the content
  record Place(LogContent content, long offset) {}

  /// Reads the next line.
  ///
  /// @param line bytes without the line end
  Result read(byte[] line, Place place);

  /// What is held back until a later line says more, when no later line comes.
  default List<ChatEvent> rest() {
    return List.of();
  }

  /// How many records so far belonged to no session that is known.
  long unbound();

  /// What is remembered of earlier lines, as text for [#restore].
  String state();

  /// Goes on from where another reader stopped.
  ///
  /// @throws tools.jackson.core.JacksonException if it is no state of this kind of log
  void restore(String state);

  /// What a line held.
  ///
  /// @param events those that are certain with this line; often none
  /// @param record the line itself as a log record; null if it is not to be kept
  /// @param rejection why the line, or what it tells of, could not be read, without anything of its
  ///   content; null if it could
  /// @param later whether the line is not taken yet: read it again later, and none behind it before
  record Result(
      List<ChatEvent> events,
      @Nullable LineRecord record,
      @Nullable String rejection,
      boolean later) {
    static final Result NOTHING = new Result(List.of(), null, null, false);
    static final Result LATER = new Result(List.of(), null, null, true);

    public Result {
      events = List.copyOf(events);
    }

    static Result of(List<ChatEvent> events) {
      return events.isEmpty() ? NOTHING : new Result(events, null, null, false);
    }

    static Result of(LineRecord record) {
      return new Result(List.of(), record, null, false);
    }

    /// The same with the line itself; why that cannot be read goes before why what it tells of
    /// cannot.
    Result with(Result line) {
      return new Result(
          events, line.record, line.rejection == null ? rejection : line.rejection, later);
    }

    static Result rejected(String reason) {
      return new Result(List.of(), null, reason, false);
    }
  }
}
