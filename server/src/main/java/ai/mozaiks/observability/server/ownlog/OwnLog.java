// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ownlog;

import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.ingest.Submission;
import ai.mozaiks.observability.server.jsonlog.JsonLogLines;
import ai.mozaiks.observability.server.jsonlog.LineRecord;
import ai.mozaiks.observability.server.jsonlog.LineRequests;
import ai.mozaiks.observability.server.otlp.LogScreen;
import ai.mozaiks.observability.server.otlp.Screened;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.StorageException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Takes the lines of the server's own log, and stores them as log records of the app `mozaiks`,
/// through the same screen and the same journal as everybody's.
///
/// It never feeds itself and never stands in anybody's way: who logs puts a line into a bounded
/// queue and goes on; what does not fit, and what is more than [#PER_SECOND] lines a second for
/// long, is dropped, counted, and told in a record once there is room. What its own thread logs
/// while it stores is not taken. So when storing fails and everything complains, each complaint is
/// stored at most once, and how often it is tried does not depend on how many there are.
///
/// [#offer] is for any thread.
public final class OwnLog implements AutoCloseable {
  /// The app that its records belong to.
  public static final String APP = "mozaiks";

  /// The attribute that only its records have.
  public static final String MARK = "mozaiks.own_log";

  private static final int MOST_WAITING = 2_048;
  private static final int MOST_AT_ONCE = 500;
  private static final int PER_SECOND = 100;
  private static final Duration GATHERING = Duration.ofMillis(250);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final InstantSource clock;
  private final Pause pause;
  private final LineRate rate;
  private final String run = UUID.randomUUID().toString();
  private final JsonLogLines lines = JsonLogLines.ofProcess(Map.of("service.name", APP));
  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private long droppedTold;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  /// A line on its way.
  ///
  /// @param number tells it from others that say the same
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Line(long number, byte[] json) {}

  /// Waits; a test's waits take no time.
  interface Pause {
    void take(Duration duration) throws InterruptedException;
  }

  /// Takes lines from now on, and keeps them until [#start].
  public OwnLog() {
    this(InstantSource.system(), System::nanoTime, Thread::sleep);
  }

  OwnLog(InstantSource clock, LongSupplier nanoTime, Pause pause) {
    this.clock = clock;
    this.pause = pause;
    rate = new LineRate(PER_SECOND, MOST_WAITING, nanoTime);
  }

  /// Takes a line; never blocks.
  ///
  /// @param line JSON with the keys of the `logging` module
  /// @return false if it is closed
  public boolean offer(byte[] line) {
    if (closed) {
      return false;
    }
    if (Thread.currentThread() != thread
        && !(rate.take() && waiting.offer(new Line(numbers.getAndIncrement(), line)))) {
      dropped.incrementAndGet();
    }
    return true;
  }

  /// Begins to store what was taken.
  ///
  /// @param screen what every log record passes
  public void start(Intake intake, LogScreen screen) {
    Thread.Builder builder = Thread.ofVirtual().name("own-log");
    Thread worker = builder.unstarted(() -> store(intake, screen));
    thread = worker;
    worker.start();
  }

  private void store(Intake intake, LogScreen screen) {
    List<LineRecord> batch = new ArrayList<>();
    try {
      while (true) {
        add(waiting.take(), batch);
        pause.take(GATHERING);
        fill(batch);
        untilStored(intake, screen, batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      fill(batch);
      last(intake, screen, batch);
    }
  }

  private void fill(List<LineRecord> batch) {
    List<Line> more = new ArrayList<>();
    waiting.drainTo(more, MOST_AT_ONCE);
    more.forEach(line -> add(line, batch));
    long lost = dropped.get() - droppedTold;
    if (lost > 0) {
      droppedTold += lost;
      add(told(lost), batch);
    }
  }

  private void add(Line line, List<LineRecord> batch) {
    try {
      JsonNode json = JSON.readTree(line.json());
      JsonLogLines.Place place = new JsonLogLines.Place(run, line.number());
      LineRecord record =
          json instanceof ObjectNode object
              ? lines.record(object.put(MARK, true), place, Nanos.saturated(clock.instant()))
              : null;
      if (record != null) {
        batch.add(record);
        return;
      }
    } catch (JacksonException e) {
      // counted below: complaining of a line of the log in the log would be another one
    }
    dropped.incrementAndGet();
    droppedTold++;
  }

  private Line told(long lost) {
    ObjectNode json = JSON.createObjectNode();
    json.put("ts", clock.instant().toString());
    json.put("level", "WARNING");
    json.put("logger", OwnLog.class.getName());
    json.put("msg", lost + " lines of this server's log were not stored: too many at once");
    json.putObject("extra").put("event", "log_lines_dropped").put("dropped", lost);
    return new Line(numbers.getAndIncrement(), JSON.writeValueAsBytes(json));
  }

  private void untilStored(Intake intake, LogScreen screen, List<LineRecord> batch)
      throws InterruptedException {
    Duration wait = FIRST_PAUSE;
    while (!batch.isEmpty() && !isStored(intake, screen, batch)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped while there was no room");
      }
      pause.take(wait);
      Duration longer = wait.multipliedBy(2);
      wait = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
  }

  private boolean isStored(Intake intake, LogScreen screen, List<LineRecord> batch) {
    Screened<ExportLogsServiceRequest> screened = screen.screen(LineRequests.of(batch));
    try {
      var _ = intake.accept(new Submission.Logs(screened.request(), screened.accepted()));
      stored.addAndGet(batch.size());
      return true;
    } catch (OverloadedException | StorageException e) {
      return false;
    }
  }

  /// Tries once more, since what was logged last is what is looked for first.
  private void last(Intake intake, LogScreen screen, List<LineRecord> batch) {
    if (!batch.isEmpty() && !isStored(intake, screen, batch)) {
      dropped.addAndGet(batch.size());
    }
  }

  /// Lines that are safe in the journal; count since the start.
  public long stored() {
    return stored.get();
  }

  /// Lines that were dropped; count since the start.
  public long dropped() {
    return dropped.get();
  }

  /// Takes no more lines, and stores those that wait if it can be done at once.
  @Override
  public void close() {
    closed = true;
    Thread worker = thread;
    if (worker != null) {
      worker.interrupt();
      try {
        worker.join(LONGEST_STOP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
