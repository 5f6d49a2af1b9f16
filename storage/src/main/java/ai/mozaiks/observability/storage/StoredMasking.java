// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Masks secrets in what is stored, without changing what is counted: ids, names that totals are
/// kept by, times and figures stay, and a trace gives the same events from its masked spans. A row
/// without anything to mask comes back as the same instance. For the store's writing thread.
public interface StoredMasking {

  /// A resource and scope: their attributes. They keep the id of what they were before.
  Masked<StoredOrigin> origin(StoredOrigin origin);

  /// A span: its name and what is in its body.
  ///
  /// @param origin null if the store has lost it
  Masked<StoredSpan> span(StoredSpan span, @Nullable StoredOrigin origin);

  /// The message of a failed event.
  String message(String text);

  /// A piece of content: its text and its name.
  Masked<StoredContent> content(StoredContent content);

  /// A log record: its body and attributes.
  ///
  /// @param origin null if the store has lost it
  Masked<StoredLog> log(StoredLog log, @Nullable StoredOrigin origin);

  /// A series: its description and attributes.
  Masked<MetricSeries> series(MetricSeries series);

  /// How often each rule masked something since the last call.
  Map<String, Long> takeCounts();

  /// What became of a row.
  ///
  /// @param row the same instance if nothing changes
  /// @param left whether it keeps something that a rule would mask
  /// @param resentAs the id that the same record has when it is sent again, if that is another than
  ///   the one it is stored by; null if not, and for all but log records
  record Masked<T>(T row, boolean left, @Nullable RecordId resentAs) {
    public Masked {
      Objects.requireNonNull(row, "row");
    }

    public static <T> Masked<T> of(T row) {
      return new Masked<>(row, false, null);
    }
  }
}
