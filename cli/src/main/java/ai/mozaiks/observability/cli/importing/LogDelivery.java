// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.ag2log.LogFollower;
import ai.mozaiks.observability.server.jsonlog.LineRecord;
import java.io.PrintWriter;
import java.time.Duration;

/// Sends what is read of a followed log, and does not give up: a server that is away is tried again
/// until it is back. For one thread.
final class LogDelivery implements LogFollower.Receiver {
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

  private final String file;
  private final IngestClient client;
  private final PrintWriter out;
  private final LogFollower.Pause pause;
  private boolean waits;

  LogDelivery(String file, IngestClient client, PrintWriter out, LogFollower.Pause pause) {
    this.file = file;
    this.client = client;
    this.out = out;
    this.pause = pause;
  }

  @Override
  public void receive(LogFeed.Portion portion) throws InterruptedException {
    FileOutcome outcome = new FileOutcome(file);
    for (LogFeed.Rejection rejection : portion.rejections()) {
      outcome.add(0, 0, 0, 0, 1);
      outcome.reason(", " + rejection.place(), rejection.reason());
    }
    BatchSink sink = new Sink(outcome);
    EventBatches events = new EventBatches(sink);
    RecordBatches records = new RecordBatches(sink);
    try {
      for (ChatEvent event : portion.events()) {
        events.add(event, 0);
      }
      events.flush();
      for (LineRecord record : portion.records()) {
        records.add(record, 0);
      }
      records.flush();
    } catch (CommandFailure e) {
      throw new AssertionError("the sink tries until it succeeds", e);
    }
    say(outcome);
  }

  private void say(FileOutcome outcome) {
    synchronized (out) {
      out.println(outcome.line());
      outcome.reasons().forEach(reason -> out.println("  " + reason));
      out.flush();
    }
  }

  private final class Sink implements BatchSink {
    private final FileOutcome outcome;

    Sink(FileOutcome outcome) {
      this.outcome = outcome;
    }

    @Override
    public void accept(Batch batch) throws InterruptedException {
      outcome.add(batch, send(batch));
    }

    private IngestAnswer send(Batch batch) throws InterruptedException {
      while (true) {
        try {
          IngestAnswer answer = client.send(batch);
          waits = false;
          return answer;
        } catch (CommandFailure e) {
          if (!waits) {
            waits = true;
            synchronized (out) {
              out.println(file + ": waits, " + e.getMessage());
              out.flush();
            }
          }
          pause.take(TRY_AGAIN);
        }
      }
    }

    @Override
    public void reject(String place, String reason) {
      outcome.add(0, 0, 0, 0, 1);
      outcome.reason(place, reason);
    }
  }
}
