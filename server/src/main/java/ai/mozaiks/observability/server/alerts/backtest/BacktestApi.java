// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/rules/backtest`: when rules would have fired, beside when they did. One at a time, in
/// a thread of its own; stopped when the client goes away, which shows by the line breaks that are
/// sent before the answer. Thread-safe.
public final class BacktestApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BacktestApi.class);
  private static final long LOOK_MILLIS = 500;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final Supplier<RuleSet> inForce;
  private final EventHistory history;
  private final AlertBook book;
  private final Function<RuleSet, Backtest> backtests;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(1);
  private volatile @Nullable Run current;

  /// @param inForce the rules of this server
  /// @param history the events of the past
  /// @param book what really fired
  /// @param backtests makes a backtest of rules
  public BacktestApi(
      Supplier<RuleSet> inForce,
      EventHistory history,
      AlertBook book,
      Function<RuleSet, Backtest> backtests,
      InstantSource clock) {
    this.inForce = inForce;
    this.history = history;
    this.book = book;
    this.backtests = backtests;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes.post("/api/rules/backtest", this::backtest);
  }

  private Answer backtest(Request request) throws Refusal {
    BacktestQuestion question = BacktestQuestion.read(request, inForce, clock.instant());
    if (!free.tryAcquire()) {
      throw Refusal.later("a backtest runs already (expected: one at a time)", RETRY_AFTER);
    }
    Run run = new Run(question);
    current = run;
    run.thread.start();
    return Answer.stream(200, "application/json", run::writeTo);
  }

  /// Stops the one that runs, if there is one.
  @Override
  public void close() {
    Run run = current;
    if (run != null) {
      run.stop();
    }
  }

  /// One backtest.
  private final class Run {
    private final BacktestQuestion question;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final Thread thread =
        Thread.ofPlatform().name("backtest").daemon().unstarted(this::run);
    private volatile boolean stopped;

    Run(BacktestQuestion question) {
      this.question = question;
    }

    void stop() {
      stopped = true;
      thread.interrupt(); // a question to the store ends by it
    }

    private void run() {
      ObjectNode json =
          BacktestJson.failed(question.period(), "an error of the server; see its log");
      try {
        json = outcome();
      } catch (CancellationException _) {
        json = BacktestJson.failed(question.period(), "stopped");
      } catch (BacktestLimitException | StorageException e) {
        json =
            BacktestJson.failed(
                question.period(), stopped ? "stopped" : String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        LOG.error("A backtest failed", e);
      } finally {
        current = null;
        free.release();
        answer.complete(AnswerJson.MAPPER.writeValueAsBytes(json));
      }
    }

    private ObjectNode outcome() {
      long begin = System.nanoTime();
      Period period = question.period();
      Backtest backtest = backtests.apply(question.rules());
      Backtest.Outcome outcome = backtest.run(history, period, () -> stopped);
      List<String> names =
          backtest.rules().rules().stream().map(Rule::head).map(head -> head.name()).toList();
      RealFirings real = RealFirings.of(book, names, period);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      return BacktestJson.write(backtest, period, outcome, real, took);
    }

    void writeTo(OutputStream out) throws IOException {
      try {
        byte[] whole = null;
        while (whole == null) {
          try {
            whole = answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          } catch (TimeoutException _) {
            out.write('\n'); // JSON may begin so; fails when the client has gone
            out.flush();
          }
        }
        out.write(whole);
      } catch (IOException e) {
        stop();
        throw e;
      } catch (InterruptedException e) {
        stop();
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw new IOException(e); // it is always completed with an answer
      }
    }
  }
}
