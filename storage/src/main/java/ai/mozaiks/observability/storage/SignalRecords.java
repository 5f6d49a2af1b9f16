// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.List;

/// What a batch has beside spans and chats: records that are kept as they came and added to
/// nothing.
///
/// @param logs log records that are not stored yet, by [StoredLog#key]; each once
/// @param series all series that points of this batch belong to; known ones are repeated, since
///   retention may have deleted them
/// @param points points that are not stored yet, by [MetricPoint#key]; each once
public record SignalRecords(
    List<StoredLog> logs, List<MetricSeries> series, List<MetricPoint> points) {

  /// None at all.
  public static final SignalRecords NONE = new SignalRecords(List.of(), List.of(), List.of());

  public SignalRecords {
    logs = List.copyOf(logs);
    series = List.copyOf(series);
    points = List.copyOf(points);
  }
}
