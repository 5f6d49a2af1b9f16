// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static ai.mozaiks.observability.server.checklist.Case.when;
import static ai.mozaiks.observability.server.checklist.Check.State.FAIL;
import static ai.mozaiks.observability.server.checklist.Check.State.NOT_CONFIGURED;
import static ai.mozaiks.observability.server.checklist.Check.State.WARN;
import static ai.mozaiks.observability.server.checklist.FakeFacts.NOW;

import ai.mozaiks.observability.server.ingest.JournalGaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Worlds in which lines of [StoreItems] are not well.
final class StoreCases {
  private static final long GIB = 1L << 30;

  private StoreCases() {}

  static Stream<Case> all() {
    return Stream.of(
        when(
            "store_lag",
            WARN,
            "behind by 60.0 s",
            world -> world.facts().lag = new Facts.Lag(60, 1, 100)),
        when(
            "store_lag",
            FAIL,
            "behind by 10 min",
            world -> world.facts().lag = new Facts.Lag(600, 1, 100)),
        when(
            "store_lag",
            FAIL,
            "95 B of 100 B",
            world -> world.facts().lag = new Facts.Lag(0, 95, 100)),
        when(
            "journal_complete",
            FAIL,
            "journal records 6288 to 6297 (10) are missing, found at 2026-03-01T12:00:00Z",
            world ->
                world.facts().gaps =
                    new JournalGaps.Reading(
                        List.of(new JournalGaps.Gap(6288, 6297, NOW)), FakeFacts.GAPS, null)),
        when(
            "journal_complete",
            WARN,
            "not known: gaps cannot be read",
            world ->
                world.facts().gaps =
                    new JournalGaps.Reading(List.of(), FakeFacts.GAPS, "gaps cannot be read")),
        when(
            "journal_complete",
            NOT_CONFIGURED,
            "nothing is kept on disk",
            world -> world.facts().gaps = new JournalGaps.Reading(List.of(), null, null)),
        when(
            "store_size",
            WARN,
            "doubles in 5 days",
            world ->
                world.facts().disk = disk(500 * GIB, new Facts.Growth(Duration.ofDays(5), GIB))),
        when(
            "store_size",
            NOT_CONFIGURED,
            "nothing is kept on disk",
            world ->
                world.facts().disk =
                    new Facts.Disk(
                        0, 0, OptionalLong.empty(), OptionalLong.empty(), Facts.Growth.UNKNOWN)),
        when(
            "disk_space",
            FAIL,
            "512.0 MiB free",
            world -> world.facts().disk = disk(GIB / 2, Facts.Growth.UNKNOWN)),
        when(
            "disk_space",
            WARN,
            "growth unknown: watched for 0.0 s",
            world -> world.facts().disk = disk(50 * GIB, Facts.Growth.UNKNOWN)),
        when(
            "disk_space",
            WARN,
            "full in 10 days",
            world ->
                world.facts().disk =
                    disk(500 * GIB, new Facts.Growth(Duration.ofDays(1), 50 * GIB))),
        when(
            "disk_space",
            FAIL,
            "full in 1 days",
            world ->
                world.facts().disk =
                    disk(500 * GIB, new Facts.Growth(Duration.ofHours(12), 250 * GIB))),
        when(
            "data_private",
            WARN,
            "data/store/store.duckdb can be read by every user",
            world ->
                world.facts().readByAll = Optional.of(Path.of("data", "store", "store.duckdb"))),
        when(
            "retention",
            FAIL,
            "the oldest chat came 40 d ago, kept for 30 d",
            world ->
                world.facts().retention =
                    new Facts.Retention(
                        Duration.ofDays(30), NOW, NOW.minus(Duration.ofDays(40)), null)),
        when(
            "retention",
            FAIL,
            "nothing is deleted: disk full",
            world ->
                world.facts().retention =
                    new Facts.Retention(Duration.ofDays(30), NOW, NOW, "disk full")),
        when(
            "retention",
            WARN,
            "looked 10 h ago",
            world ->
                world.facts().retention =
                    new Facts.Retention(
                        Duration.ofDays(30), NOW.minus(Duration.ofHours(10)), NOW, null)),
        when(
            "memory",
            WARN,
            "heap 900.0 MiB of 1.0 GiB",
            world -> world.facts().memory = memory(900L << 20, GIB)),
        when(
            "memory",
            FAIL,
            "heap 1.0 GiB of 1.0 GiB",
            world -> world.facts().memory = memory(GIB, GIB)),
        when(
            "memory",
            FAIL,
            "process 4.0 GiB of 4.0 GiB",
            world -> world.facts().memory = memory(0, 4 * GIB)));
  }

  private static Facts.Disk disk(long free, Facts.Growth growth) {
    return new Facts.Disk(GIB, 0, OptionalLong.of(free), OptionalLong.of(1000 * GIB), growth);
  }

  private static Facts.Memory memory(long heap, long resident) {
    return new Facts.Memory(heap, GIB, OptionalLong.of(resident), OptionalLong.of(4 * GIB));
  }
}
