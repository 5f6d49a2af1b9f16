// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// How the store, the disk and the memory are doing.
final class StoreItems {
  private static final Duration BEHIND = Duration.ofSeconds(30);
  private static final Duration STUCK = Duration.ofMinutes(2);
  private static final Duration LONG_ENOUGH = Duration.ofHours(6);
  private static final Duration SLACK = Duration.ofDays(1);
  private static final Duration DELETION_LATE = Duration.ofHours(3);
  private static final double DAYS_SOON = 14;
  private static final double DAYS_NOW = 2;

  /// Less than this is no growth to speak of; bytes.
  private static final long LARGE = 1L << 30;

  private static final double DOUBLES_SOON = 7;
  private static final double LITTLE_FREE = 0.1;
  private static final long TOO_LITTLE_FREE = 1L << 30;

  /// Told of one by one, the latest first.
  private static final int MOST_GAPS = 3;

  private StoreItems() {}

  static List<Item> all() {
    GuideSection section = GuideSection.TROUBLESHOOTING;
    return List.of(
        new Item(
            "store_lag",
            section,
            "What is accepted is stored without delay",
            "docs/architecture.md",
            StoreItems::lag),
        new Item(
            "journal_complete",
            section,
            "Journal and store fit together: no accepted record is missing",
            "docs/operations/backup.md#restore",
            StoreItems::gaps),
        new Item(
            "store_size",
            section,
            "The size of the data is known, and how it grows",
            "docs/retention.md",
            StoreItems::size),
        new Item("disk_space", section, "The disk has room", "docs/retention.md", StoreItems::disk),
        new Item(
            "data_private",
            section,
            "Other users of the machine cannot read the data",
            "docs/operations/security.md",
            StoreItems::rights),
        new Item(
            "retention",
            section,
            "What is too old is deleted",
            "docs/retention.md",
            StoreItems::retention),
        new Item(
            "memory",
            section,
            "Memory is enough",
            "docs/operations/doctor.md",
            StoreItems::memory));
  }

  private static Finding lag(Facts facts) {
    Facts.Lag lag = facts.lag();
    double filled = (double) lag.pendingBytes() / lag.mostPendingBytes();
    Duration behind = Duration.ofMillis((long) (lag.seconds() * 1e3));
    String evidence =
        "behind by "
            + Amounts.time(behind)
            + ", "
            + Amounts.bytes(lag.pendingBytes())
            + " of "
            + Amounts.bytes(lag.mostPendingBytes())
            + " wait";
    String next = "GET /health/ready and the server's log say why; look at the disk: df -h";
    if (behind.compareTo(STUCK) > 0 || filled > 0.9) {
      return new Finding.Fail(evidence, next);
    }
    return behind.compareTo(BEHIND) > 0 || filled > 0.5
        ? new Finding.Warn(evidence, next)
        : new Finding.Ok(evidence);
  }

  private static Finding gaps(Facts facts) {
    JournalGaps.Reading reading = facts.gaps();
    if (reading.gaps().isEmpty() && reading.file() == null) {
      return new Finding.NotConfigured(
          "nothing is kept on disk, so nothing can be put back",
          "Set storage.kind: embedded, to keep data over a restart");
    }
    if (reading.gaps().isEmpty()) {
      String trouble = reading.trouble();
      return trouble == null
          ? new Finding.Ok("each start found all records that the store did not have yet")
          : new Finding.Warn(
              "not known: " + trouble,
              "See who may read and write it; if it is damaged, stop the server, delete it, and"
                  + " start again");
    }
    List<String> missing =
        reading.gaps().reversed().stream().limit(MOST_GAPS).map(StoreItems::gap).toList();
    int more = reading.gaps().size() - missing.size();
    return new Finding.Fail(
        String.join("; ", missing)
            + (more > 0 ? "; and " + more + " more gaps" : "")
            + ": neither journal nor store has what they held",
        "Stop the server and put the whole data folder back from one copy"
            + " (docs/operations/backup.md), or have the senders send that time again. If what is"
            + " missing may stay so: stop it, "
            + (reading.file() == null ? "" : "delete " + reading.file() + ", ")
            + "and start it");
  }

  private static String gap(JournalGaps.Gap gap) {
    return "journal records "
        + gap.first()
        + " to "
        + gap.last()
        + " ("
        + gap.records()
        + ") are missing, found at "
        + gap.foundAt();
  }

  private static Finding size(Facts facts) {
    Facts.Disk disk = facts.disk();
    if (disk.free().isEmpty()) {
      return new Finding.NotConfigured(
          "nothing is kept on disk, or the disk cannot be asked",
          "Set storage.kind: embedded, to keep data over a restart");
    }
    String evidence =
        "store "
            + Amounts.bytes(disk.storeBytes())
            + ", journal "
            + Amounts.bytes(disk.journalBytes());
    evidence += "; " + growth(disk.growth());
    long bytes = disk.storeBytes() + disk.journalBytes();
    double days = isKnown(disk.growth()) ? bytes / perDay(disk.growth()) : Double.NaN;
    return bytes >= LARGE && days > 0 && days < DOUBLES_SOON
        ? new Finding.Warn(
            String.format(Locale.ROOT, "%s, so it doubles in %.0f days", evidence, days),
            "mozaiks_store_signal_bytes says which signal it is; retention.max_logs_size and the like"
                + " bound each")
        : new Finding.Ok(evidence);
  }

  private static boolean isKnown(Facts.Growth growth) {
    return growth.watched().compareTo(LONG_ENOUGH) >= 0;
  }

  private static double perDay(Facts.Growth growth) {
    return growth.bytes() / (growth.watched().toSeconds() / 86_400.0);
  }

  private static String growth(Facts.Growth growth) {
    if (!isKnown(growth)) {
      return "growth unknown: watched for "
          + Amounts.time(growth.watched())
          + ", "
          + Amounts.time(LONG_ENOUGH)
          + " are needed";
    }
    double perDay = perDay(growth);
    return (perDay > 0 ? "grows by " : "shrinks by ")
        + Amounts.bytes(Math.abs(perDay))
        + " a day, by the last "
        + Amounts.time(growth.watched());
  }

  private static Finding disk(Facts facts) {
    Facts.Disk disk = facts.disk();
    OptionalLong free = disk.free();
    if (free.isEmpty()) {
      return new Finding.NotConfigured(
          "nothing is kept on disk, or the disk cannot be asked",
          "Set storage.kind: embedded, to keep data over a restart");
    }
    double share =
        disk.size().isEmpty() || disk.size().getAsLong() == 0
            ? 1
            : (double) free.getAsLong() / disk.size().getAsLong();
    String evidence =
        Amounts.bytes(free.getAsLong())
            + " free"
            + (disk.size().isEmpty() ? "" : " of " + Amounts.bytes(disk.size().getAsLong()));
    double days = Double.POSITIVE_INFINITY;
    if (isKnown(disk.growth()) && perDay(disk.growth()) > 0) {
      days = free.getAsLong() / perDay(disk.growth());
      evidence += String.format(Locale.ROOT, ", full in %.0f days if the data", days);
      evidence += " grows as in the last " + Amounts.time(disk.growth().watched());
    } else {
      evidence += "; " + growth(disk.growth());
    }
    String next =
        "Lower storage.retention, set retention.max_spans_size and the like, or enlarge the disk";
    if (free.getAsLong() < TOO_LITTLE_FREE || days < DAYS_NOW) {
      return new Finding.Fail(evidence, next);
    }
    return share < LITTLE_FREE || days < DAYS_SOON
        ? new Finding.Warn(evidence, next)
        : new Finding.Ok(evidence);
  }

  private static Finding rights(Facts facts) {
    if (facts.config().storage() instanceof StorageConfig.Memory) {
      return new Finding.Ok("nothing is kept on disk");
    }
    Path data = facts.config().data();
    return facts
        .readByAll()
        .<Finding>map(file ->
            new Finding.Warn(
                file + " can be read by every user of the machine",
                "chmod o= "
                    + data
                    + " (or chmod -R o= on the server's files in it, if others use that folder)"))
        .orElseGet(() -> new Finding.Ok("no file in " + data + " can be read by everybody"));
  }

  private static Finding retention(Facts facts) {
    Facts.Retention retention = facts.retention();
    Instant now = facts.now();
    String failure = retention.archiveFailure();
    if (failure != null) {
      return new Finding.Fail(
          "nothing is deleted: " + failure,
          "Make room for the archive, or set retention.archive.enabled: false");
    }
    Instant oldest = retention.oldest();
    Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, now);
    String evidence =
        (oldest == null
                ? "no chat is stored"
                : "the oldest chat came " + Amounts.time(age) + " ago")
            + ", kept for "
            + Amounts.time(retention.allowed());
    String next =
        "The server's log says why nothing is deleted; docs/retention.md tells how it works";
    if (age.compareTo(retention.allowed().plus(SLACK)) > 0) {
      return new Finding.Fail(evidence, next);
    }
    Instant looked = retention.lookedAt();
    if (looked == null) {
      return new Finding.Ok(evidence + "; not looked for what is too old since the start");
    }
    Duration ago = Duration.between(looked, now);
    evidence += "; looked " + Amounts.time(ago) + " ago";
    return ago.compareTo(DELETION_LATE) > 0
        ? new Finding.Warn(evidence, next)
        : new Finding.Ok(evidence);
  }

  private static Finding memory(Facts facts) {
    Facts.Memory memory = facts.memory();
    double heap = (double) memory.heapUsed() / memory.heapMost();
    String evidence =
        "heap " + Amounts.bytes(memory.heapUsed()) + " of " + Amounts.bytes(memory.heapMost());
    double whole = 0;
    if (memory.resident().isPresent()) {
      evidence += ", process " + Amounts.bytes(memory.resident().getAsLong());
      if (memory.limit().isPresent()) {
        evidence += " of " + Amounts.bytes(memory.limit().getAsLong());
        whole = (double) memory.resident().getAsLong() / memory.limit().getAsLong();
      }
    }
    String next =
        "Raise it (JAVA_OPTS=-Xmx2g, the container's limit), or lower limits.max_live_chats and"
            + " storage.memory_limit";
    if (heap > 0.95 || whole > 0.95) {
      return new Finding.Fail(evidence, next);
    }
    return heap > 0.85 || whole > 0.9 ? new Finding.Warn(evidence, next) : new Finding.Ok(evidence);
  }
}
