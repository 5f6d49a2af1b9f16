// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.jsonlog.LineRecord;
import java.io.IOException;
import java.util.List;

/// A log that is read while it grows, portion by portion. For one thread, but for [#progress].
///
/// What was read once is not read again, but may be: an event has the same id whenever it is read.
public sealed interface LogFeed extends AutoCloseable permits FileFeed, DatabaseFeed {

  /// Reads on.
  ///
  /// @return what is new; empty if there is nothing now
  /// @throws IOException if the log cannot be read now; what was not returned comes next time
  Portion next() throws IOException;

  /// Where the reading stands after all portions that were returned, as text for [#restore].
  String checkpoint();

  /// Goes on from a checkpoint. Before the first [#next].
  ///
  /// @throws IllegalArgumentException if it is none of this log; nothing was changed
  void restore(String checkpoint);

  /// How far the reading is. Thread-safe.
  Progress progress();

  @Override
  void close() throws IOException;

  /// What one reading gave.
  ///
  /// @param records lines as log records
  /// @param more whether there may be more right now
  record Portion(
      List<ChatEvent> events, List<LineRecord> records, List<Rejection> rejections, boolean more) {
    public Portion {
      events = List.copyOf(events);
      records = List.copyOf(records);
      rejections = List.copyOf(rejections);
    }

    public boolean isEmpty() {
      return events.isEmpty() && records.isEmpty() && rejections.isEmpty();
    }
  }

  /// A line or row that could not be read.
  ///
  /// @param place file and byte, or table and row
  /// @param reason without anything of the content
  record Rejection(String place, String reason) {}

  /// How far the reading is; counts since the process started.
  ///
  /// @param found whether there is a log at the path
  /// @param position bytes read of the newest file, or the number of the last row of calls
  /// @param lag what is written and not read yet: bytes, or rows
  /// @param lines read; or rows
  /// @param rejected of them
  /// @param unbound records that no session was known for
  record Progress(boolean found, long position, long lag, long lines, long rejected, long unbound) {
    static final Progress NONE = new Progress(false, 0, 0, 0, 0, 0);
  }
}
