// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.answers.Readiness;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Ready means: the start is done, the journal takes records, the fold runs, the store takes
/// batches and answers questions.
///
/// @param startStage what the start is doing; null when it is done
record ServerReadiness(
    Supplier<@Nullable String> startStage, Journal journal, FoldThread fold, Storage storage)
    implements Readiness {

  @Override
  public List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    String stage = startStage.get();
    if (stage != null) {
      obstacles.add("start: " + stage);
    }
    check("journal", journal::check, obstacles);
    check("fold", fold::check, obstacles);
    check("store", storage::check, obstacles);
    return obstacles;
  }

  @Override
  public List<String> beyondRepair() {
    List<String> reasons = new ArrayList<>();
    check("fold", fold::checkRunning, reasons);
    add("journal", journal.failure(), reasons);
    add("store", storage.failure(), reasons);
    return reasons;
  }

  private static void add(String name, @Nullable StorageException failure, List<String> obstacles) {
    if (failure != null) {
      obstacles.add(name + ": " + failure.getMessage());
    }
  }

  private static void check(String name, Runnable check, List<String> obstacles) {
    try {
      check.run();
    } catch (StorageException e) {
      obstacles.add(name + ": " + e.getMessage());
    }
  }
}
