// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several looks of one question at the same time, so that one that waits for its program does not
/// hide what the others find.
final class SideBySide {
  private SideBySide() {}

  /// What they found, in their order.
  ///
  /// @throws IllegalStateException if one of them failed, with its reason
  static <T> List<T> all(List<Callable<T>> looks) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> found = new ArrayList<>();
      try {
        for (Future<T> each : threads.invokeAll(looks)) {
          found.add(each.get());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(String.valueOf(e.getCause()), e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
      return found;
    }
  }
}
