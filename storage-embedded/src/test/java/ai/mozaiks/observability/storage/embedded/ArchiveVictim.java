// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.contract.Samples;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;

/// What [ArchiveCrashTest] breaks off in the middle: a deletion by age, the second one of the day,
/// so that files are written and others replaced; or one on request, from the archive. Also as a
/// process that dies there.
final class ArchiveVictim {
  static final Instant LATER = Samples.NOON.plus(Duration.ofDays(40));
  private static final int DEAD = 7;

  private ArchiveVictim() {}

  /// Does it, and dies on the way.
  ///
  /// @param args the folder, the name of the [Deed], and how many operations on files succeed
  public static void main(String[] args) {
    EmbeddedStorage storage =
        open(
            Path.of(args[0]),
            new BreakingAccess(Integer.parseInt(args[2])) {
              @Override
              void broken() {
                Runtime.getRuntime().halt(DEAD);
              }
            });
    Deed.valueOf(args[1]).run(storage);
    storage.close();
  }

  /// What is broken off.
  enum Deed {
    BY_AGE {
      @Override
      void run(EmbeddedStorage storage) {
        storage.deleteBefore(LATER);
      }
    },
    BY_NUMBER {
      @Override
      void run(EmbeddedStorage storage) {
        storage.keepNewest(0, 0);
      }
    },
    ON_REQUEST {
      @Override
      void run(EmbeddedStorage storage) {
        storage.delete(
            new DeletionRequest(
                "request", LATER, "", "", new DeletionSubject.OfChat(Samples.CHAT.chatId(), null)),
            LATER);
      }
    },
    OF_OLD_FILES {
      @Override
      void run(EmbeddedStorage storage) {
        storage.deleteArchivedBefore(LATER);
      }
    };

    abstract void run(EmbeddedStorage storage);
  }

  static EmbeddedStorage open(Path folder, ArchiveAccess access) {
    return EmbeddedStorage.open(
        EmbeddedStorageConfig.of(folder.resolve("store"))
            .withArchive(
                new ArchiveConfig(folder.resolve("archive"), EnumSet.allOf(ArchiveSignal.class))),
        System::nanoTime,
        TransactionAccess.REAL,
        access);
  }

  /// Some that is archived, and some that is not yet: three log records each.
  static void prepare(Path folder) {
    try (EmbeddedStorage storage = open(folder, ArchiveAccess.REAL)) {
      Scenario scenario = new Scenario();
      storage.write(batch(scenario, 1));
      storage.deleteBefore(Samples.NOON.plusSeconds(1));
      scenario.deleteBefore(Samples.NOON.plusSeconds(1));
      storage.write(batch(scenario.writtenAt(Samples.NOON.plusSeconds(2)), 2));
    }
  }

  private static StorageBatch batch(Scenario scenario, int number) {
    StoredSpan span = Samples.span(Samples.trace(number), number, Samples.NOON);
    return scenario
        .origins(Samples.origin(7))
        .spans(span)
        .content(Samples.content(span, 0, "said " + number))
        .part(span.trace(), Samples.turnOf(span, Samples.CHAT, "planner"))
        .logs(
            Samples.log(10L * number, Samples.NOON, span.trace()),
            Samples.log(
                10L * number + 1,
                Samples.NOON,
                null,
                new LogSubject("shop", Samples.CHAT.chatId(), null, null, null)),
            Samples.log(10L * number + 2, Samples.NOON, null))
        .batch(number);
  }
}
