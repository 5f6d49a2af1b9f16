// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;

/// A file of the archive.
///
/// @param signal what it holds
/// @param name below the archive's folder, with `/`
/// @param day when its rows arrived, in UTC; of events that of the latest of their chat, of spans
///   that of the latest of their trace
/// @param rows count
/// @param bytes its size on disk
/// @param from the earliest time in it
/// @param to the latest
public record ArchiveFile(
    ArchiveSignal signal,
    String name,
    LocalDate day,
    long rows,
    long bytes,
    Instant from,
    Instant to) {
  public ArchiveFile {
    Objects.requireNonNull(signal, "signal");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(day, "day");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
  }
}
