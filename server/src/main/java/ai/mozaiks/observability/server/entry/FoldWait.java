// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.ingest.Intake;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Lets a sender wait until its data can be seen in every answer: the header `Mozaiks-Wait: folded`
/// or `?wait=folded`. What is safe is acknowledged either way; the wait adds what was new.
public final class FoldWait {
  /// The header of a request that waits.
  public static final String HEADER = "Mozaiks-Wait";

  /// The same in the query.
  public static final String PARAMETER = "wait";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private FoldWait() {}

  /// Whether the sender wants to wait.
  public static boolean isAsked(Request request) {
    return "folded".equals(request.header(HEADER))
        || "folded".equals(request.queryParameter(PARAMETER));
  }

  /// Waits at most 30 s for the outcome.
  ///
  /// @return null if it is not known in time; the data is safe all the same
  public static @Nullable Outcome outcome(Intake.Receipt receipt) throws InterruptedException {
    try {
      return receipt.outcome().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException _) {
      return null; // the fold reports its own failures; the acknowledgement stands
    }
  }
}
