// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Storage;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerReadinessTest {
  private final Storage storage = new InMemoryStorage();
  private final InMemoryJournal journal = new InMemoryJournal();
  private final FoldThread fold =
      new FoldThread(
          storage,
          journal,
          Dialects.standard(),
          (_, _, _, _) -> Cost.UNPRICED,
          new Balance(),
          InstantSource.system(),
          FoldSettings.DEFAULT);
  private @Nullable String startStage;
  private final ServerReadiness readiness =
      new ServerReadiness(() -> startStage, journal, fold, storage);

  @Test
  void nothingIsBeyondRepair_whileAllWorks() {
    assertThat(readiness.obstacles()).isEmpty();
    assertThat(readiness.beyondRepair()).isEmpty();
  }

  @Test
  void aStartThatGoesOn_isAnObstacle_andNotBeyondRepair() {
    startStage = "replaying the journal, 3 of 7 records";
    assertThat(readiness.obstacles())
        .containsExactly("start: replaying the journal, 3 of 7 records");
    assertThat(readiness.beyondRepair()).isEmpty();
  }

  @Test
  void aJournalThatTakesNothingEverAgain_isBeyondRepair() {
    journal.close();
    assertThat(readiness.beyondRepair()).singleElement().asString().startsWith("journal: ");
  }

  @Test
  void aStoreThatWorksNeverAgain_isBeyondRepair() {
    storage.close();
    assertThat(readiness.obstacles()).singleElement().asString().startsWith("store: ");
    assertThat(readiness.beyondRepair()).singleElement().asString().startsWith("store: ");
  }
}
