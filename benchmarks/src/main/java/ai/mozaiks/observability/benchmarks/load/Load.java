// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// Sends one payload over several connections, as fast as the answers come, for a bounded time and
/// a bounded number of requests.
final class Load {

  /// Opens a connection.
  interface Connecting {
    Connection open() throws IOException;
  }

  /// What was measured.
  ///
  /// @param statuses requests by status
  /// @param micros answer times of all requests; microseconds
  record Result(Duration elapsed, Map<String, Long> statuses, Histogram micros) {
    long acknowledged() {
      return statuses.getOrDefault("200", 0L)
          + statuses.getOrDefault("202", 0L)
          + statuses.getOrDefault("OK", 0L);
    }
  }

  private final Payload payload;
  private final Connecting connecting;
  private final AtomicLong numbers;

  /// @param firstNumber the number of the first request; ids of other runs must not meet it
  Load(Payload payload, Connecting connecting, long firstNumber) {
    this.payload = payload;
    this.connecting = connecting;
    numbers = new AtomicLong(firstNumber);
  }

  Result run(int connections, long mostRequests, Duration mostTime) throws InterruptedException {
    long deadline = System.nanoTime() + mostTime.toNanos();
    long lastNumber = numbers.get() + mostRequests;
    List<Worker> workers = new ArrayList<>();
    long start = System.nanoTime();
    for (int index = 0; index < connections; index++) {
      Worker worker = new Worker(deadline, lastNumber);
      workers.add(worker);
      worker.thread.start();
    }
    Map<String, Long> statuses = new TreeMap<>();
    Histogram micros = histogram();
    for (Worker worker : workers) {
      worker.thread.join();
      worker.statuses.forEach((status, count) -> statuses.merge(status, count, Long::sum));
      micros.add(worker.micros);
    }
    return new Result(Duration.ofNanos(System.nanoTime() - start), statuses, micros);
  }

  private static Histogram histogram() {
    return new Histogram(Duration.ofMinutes(2).toNanos() / 1_000, 3);
  }

  /// One connection's thread; its fields are read after it has ended.
  private final class Worker {
    private final Thread thread = Thread.ofPlatform().unstarted(this::work);
    private final Map<String, Long> statuses = new TreeMap<>();
    private final Histogram micros = histogram();
    private final long deadline;
    private final long lastNumber;

    Worker(long deadline, long lastNumber) {
      this.deadline = deadline;
      this.lastNumber = lastNumber;
    }

    private void work() {
      byte[] body = payload.copy();
      while (System.nanoTime() < deadline) {
        try (Connection connection = connecting.open()) {
          while (System.nanoTime() < deadline) {
            long number = numbers.getAndIncrement();
            if (number >= lastNumber) {
              return;
            }
            payload.stamp(body, number);
            long start = System.nanoTime();
            String status = connection.send(body);
            micros.recordValue(
                Math.min(micros.getHighestTrackableValue(), (System.nanoTime() - start) / 1_000));
            statuses.merge(status, 1L, Long::sum);
            if (status.equals("503") || status.equals("429") || status.equals("UNAVAILABLE")) {
              // Told to come again later: less than asked, so that the load stays an overload, but
              // enough that the driver does not spend the server's processor on being refused.
              Thread.sleep(50);
            }
          }
        } catch (InterruptedException e) {
          return;
        } catch (IOException e) {
          statuses.merge(e.getClass().getSimpleName(), 1L, Long::sum);
          if (statuses.getOrDefault(e.getClass().getSimpleName(), 0L) > 100) {
            return; // nobody is there any more
          }
        }
      }
    }
  }
}
