// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.sources;

import ai.mozaiks.observability.server.ag2log.LogFeed;
import java.util.List;

/// How a source is doing.
///
/// @param path the configured one
/// @param rejected lines that could not be read, and events of them that were refused; count since
///   the start
/// @param trouble what keeps it from going on; empty if nothing does
/// @param reasons why things were rejected: the latest
public record SourceReading(
    String path,
    LogFeed.Progress progress,
    long rejected,
    String trouble,
    List<LogFeed.Rejection> reasons) {
  public SourceReading {
    reasons = List.copyOf(reasons);
  }
}
