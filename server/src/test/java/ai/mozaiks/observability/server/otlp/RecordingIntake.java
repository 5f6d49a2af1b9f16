// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.ingest.Submission;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what is handed over, or refuses it if told to.
public final class RecordingIntake implements Intake {

  /// How it behaves.
  public enum Mode {
    ACCEPT,
    OVERLOADED,
    BROKEN,
    DISK_FULL,
    FAILING
  }

  public volatile Mode mode = Mode.ACCEPT;
  public volatile Outcome outcome = new Outcome(0, 0, 0);
  private final List<Submission> submissions = new CopyOnWriteArrayList<>();

  @Override
  public Receipt accept(Submission submission) throws OverloadedException {
    return switch (mode) {
      case ACCEPT -> {
        submissions.add(submission);
        yield new Receipt(CompletableFuture.completedFuture(outcome));
      }
      case OVERLOADED -> throw new OverloadedException("the queue is full", Duration.ofSeconds(7));
      case BROKEN -> throw new StorageException("/secret/path: disk full", true, null);
      case DISK_FULL ->
          throw new StorageException(
              "/secret/path: cannot be written", true, new IOException("No space left on device"));
      case FAILING -> throw new IllegalStateException("secret detail");
    };
  }

  public List<Submission> submissions() {
    return submissions;
  }

  /// The request of the only submission.
  public Submission.Spans spans() {
    if (submissions.size() != 1 || !(submissions.getFirst() instanceof Submission.Spans spans)) {
      throw new AssertionError("submissions: " + submissions + " (expected: one of spans)");
    }
    return spans;
  }
}
