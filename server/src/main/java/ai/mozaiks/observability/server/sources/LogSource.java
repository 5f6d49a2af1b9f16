// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.sources;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.server.ag2log.LogFeed;
import ai.mozaiks.observability.server.ag2log.LogFollower;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.events.EventJsonReader;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.ingest.Submission;
import ai.mozaiks.observability.server.jsonlog.LineRequests;
import ai.mozaiks.observability.server.otlp.LogScreen;
import ai.mozaiks.observability.server.otlp.Screened;
import ai.mozaiks.observability.storage.StorageException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One source on its way: takes what was read through the same checks as any sender's events and
/// log records (their texts are redacted and cut), and into the journal; as long as there is no
/// room, it waits.
final class LogSource implements LogFollower.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(LogSource.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final int MOST_REASONS = 20;

  private final String path;
  private final LogFeed feed;
  private final Intake intake;
  private final Balance balance;
  private final Signal lines;
  private final EventJsonReader checks;
  private final LogScreen screen;
  private final LogFollower.Pause pause;
  private final AtomicLong refused = new AtomicLong();
  private final Deque<LogFeed.Rejection> reasons = new ArrayDeque<>();
  private volatile String trouble = "";

  /// @param path as shown
  /// @param lines what lines are counted as that cannot be read
  /// @param checks those of `POST /api/events`
  /// @param screen what every log record passes
  LogSource(
      String path,
      LogFeed feed,
      Intake intake,
      Balance balance,
      Signal lines,
      EventJsonReader checks,
      LogScreen screen,
      LogFollower.Pause pause) {
    this.path = path;
    this.feed = feed;
    this.intake = intake;
    this.balance = balance;
    this.lines = lines;
    this.checks = checks;
    this.screen = screen;
    this.pause = pause;
  }

  LogFeed feed() {
    return feed;
  }

  String path() {
    return path;
  }

  @Override
  public void receive(LogFeed.Portion portion) throws InterruptedException {
    EventJsonReader.Result result = checked(portion.events());
    if (!result.events().isEmpty()) {
      accept(new Submission.Events(result.events()));
    }
    if (!portion.records().isEmpty()) {
      Screened<ExportLogsServiceRequest> logs = screen.screen(LineRequests.of(portion.records()));
      accept(new Submission.Logs(logs.request(), logs.accepted()));
    }
    balance.of(Signal.EVENTS).rejected(result.rejected());
    balance.of(lines).rejected(portion.rejections().size());
    refused.addAndGet(result.rejected());
    trouble = "";
    portion.rejections().forEach(this::remember);
    for (EventJsonReader.ItemError error : result.errors()) {
      remember(new LogFeed.Rejection("an event", error.reason()));
    }
  }

  private EventJsonReader.Result checked(List<ChatEvent> events) {
    StringBuilder lines = new StringBuilder();
    for (ChatEvent event : events) {
      EventJson.write(event, lines);
      lines.append('\n');
    }
    try {
      Body body = Body.of(lines.toString().getBytes(StandardCharsets.UTF_8));
      return checks.read(body, EventJsonReader.Form.LINES);
    } catch (Refusal e) {
      throw new AssertionError("a portion is below every limit of a request", e);
    }
  }

  private void accept(Submission submission) throws InterruptedException {
    while (true) {
      try {
        var _ = intake.accept(submission);
        return;
      } catch (OverloadedException | StorageException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("stopped while " + path + " waited for room");
        }
        trouble("waits, " + e.getMessage());
        pause.take(TRY_AGAIN);
      }
    }
  }

  /// Takes what keeps it from going on.
  void trouble(String message) {
    if (!message.equals(trouble)) {
      trouble = message;
      LOG.warn("Source {}: {}", path, message);
    }
  }

  private synchronized void remember(LogFeed.Rejection rejection) {
    if (reasons.isEmpty()) {
      LOG.warn(
          "Source {}: {} was rejected, {}. Said once; GET /api/sources tells the latest",
          path,
          rejection.place(),
          rejection.reason());
    }
    if (reasons.size() == MOST_REASONS) {
      reasons.removeFirst();
    }
    reasons.addLast(rejection);
  }

  /// How it is doing. Thread-safe.
  synchronized SourceReading read() {
    LogFeed.Progress progress = feed.progress();
    return new SourceReading(
        path, progress, progress.rejected() + refused.get(), trouble, List.copyOf(reasons));
  }
}
