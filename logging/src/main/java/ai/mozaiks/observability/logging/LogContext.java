// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// What the lines of a piece of work belong to: chat, app, workflow, agent, user, trace. Every line
/// that is logged between [#open] and [Scope#close], on this thread and on those that the work is
/// handed to, has it in `extra`.
///
/// ```java
/// try (var scope = LogContext.chat("chat_abc123").app("acme_corp").workflow("Generator").open()) {
///   log.info("planning");
///   Thread.startVirtualThread(LogContext.following(() -> log.info("searching")));
/// }
/// ```
///
/// It is kept in SLF4J's MDC, so that what else writes or reads that, OpenTelemetry's agent for
/// instance, fits on. Immutable.
public final class LogContext {
  public static final String CHAT = "chat_id";
  public static final String APP = "app_id";
  public static final String WORKFLOW = "workflow_name";
  public static final String AGENT = "agent_name";
  public static final String USER = "user_id";
  public static final String TRACE = "trace_id";
  public static final String SPAN = "span_id";

  private final Map<String, String> values;

  private LogContext(Map<String, String> values) {
    this.values = values;
  }

  /// A context that names a chat.
  public static LogContext chat(String id) {
    return new LogContext(Map.of()).with(CHAT, id);
  }

  /// A context that names an agent, inside of one that names its chat.
  public static LogContext agent(String name) {
    return new LogContext(Map.of()).with(AGENT, name);
  }

  /// The same with an app.
  public LogContext app(@Nullable String id) {
    return with(APP, id);
  }

  /// The same with a workflow.
  public LogContext workflow(@Nullable String name) {
    return with(WORKFLOW, name);
  }

  /// The same with a user.
  public LogContext user(@Nullable String id) {
    return with(USER, id);
  }

  /// The same with an agent.
  public LogContext withAgent(@Nullable String name) {
    return with(AGENT, name);
  }

  /// The same with a trace.
  ///
  /// @param id 32 hexadecimal digits, as OpenTelemetry has it
  public LogContext trace(@Nullable String id) {
    return with(TRACE, id);
  }

  /// The same with a span of the trace.
  public LogContext span(@Nullable String id) {
    return with(SPAN, id);
  }

  /// The same with another value.
  ///
  /// @param value null leaves it as it is
  public LogContext with(String key, @Nullable String value) {
    if (value == null) {
      return this;
    }
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(key, value);
    return new LogContext(more);
  }

  /// Puts it on this thread, over what is there.
  public Scope open() {
    Map<String, @Nullable String> before = new LinkedHashMap<>();
    values.forEach((key, value) -> {
      before.put(key, MDC.get(key));
      MDC.put(key, value);
    });
    return new Scope(before);
  }

  /// Runs something within it.
  public void run(Runnable work) {
    Scope scope = open();
    try {
      work.run();
    } finally {
      scope.close();
    }
  }

  /// Calls something within it.
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    Scope scope = open();
    try {
      return work.call();
    } finally {
      scope.close();
    }
  }

  /// While it is open the context stands. Close it on the thread that opened it.
  public static final class Scope implements AutoCloseable {
    private final Map<String, @Nullable String> before;

    private Scope(Map<String, @Nullable String> before) {
      this.before = before;
    }

    /// Puts back what stood there before.
    @Override
    public void close() {
      before.forEach((key, value) -> {
        if (value == null) {
          MDC.remove(key);
        } else {
          MDC.put(key, value);
        }
      });
    }
  }

  /// The work with this thread's context, on whichever thread it runs: a virtual one, a pool's.
  /// Afterwards that thread has its own again.
  public static Runnable following(Runnable work) {
    Map<String, String> captured = MDC.getCopyOfContextMap();
    return () -> {
      Map<String, String> own = MDC.getCopyOfContextMap();
      put(captured);
      try {
        work.run();
      } finally {
        put(own);
      }
    };
  }

  /// The same for a call.
  public static <T extends @Nullable Object> Callable<T> followingCall(Callable<T> work) {
    Map<String, String> captured = MDC.getCopyOfContextMap();
    return () -> {
      Map<String, String> own = MDC.getCopyOfContextMap();
      put(captured);
      try {
        return work.call();
      } finally {
        put(own);
      }
    };
  }

  /// The same for a supplier, of a `CompletableFuture` for instance.
  public static <T extends @Nullable Object> Supplier<T> followingSupplier(Supplier<T> work) {
    Map<String, String> captured = MDC.getCopyOfContextMap();
    return () -> {
      Map<String, String> own = MDC.getCopyOfContextMap();
      put(captured);
      try {
        return work.get();
      } finally {
        put(own);
      }
    };
  }

  private static void put(@Nullable Map<String, String> context) {
    if (context == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(context);
    }
  }

  /// An executor whose work has the context of the thread that hands it over.
  public static Executor following(Executor executor) {
    return work -> executor.execute(following(work));
  }

  /// An executor whose work has the context of the thread that hands it over.
  public static ExecutorService following(ExecutorService executor) {
    return new FollowingExecutor(executor);
  }

  /// Threads that have the context of the thread that makes them, virtual ones for instance:
  /// `Executors.newThreadPerTaskExecutor(LogContext.followingThreads(Thread.ofVirtual().factory()))`,
  /// or the factory of a structured task scope.
  public static ThreadFactory followingThreads(ThreadFactory threads) {
    return work -> threads.newThread(following(work));
  }

  private static final class FollowingExecutor implements ExecutorService {
    private final ExecutorService executor;

    FollowingExecutor(ExecutorService executor) {
      this.executor = executor;
    }

    private static <T extends @Nullable Object> List<Callable<T>> all(
        Collection<? extends Callable<T>> work) {
      List<Callable<T>> following = new ArrayList<>(work.size());
      for (Callable<T> each : work) {
        following.add(followingCall(each));
      }
      return following;
    }

    @Override
    public void execute(Runnable work) {
      executor.execute(following(work));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
      return executor.submit(followingCall(work));
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Runnable work, T result) {
      return executor.submit(following(work), result);
    }

    @Override
    public Future<?> submit(Runnable work) {
      return executor.submit(following(work));
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
        Collection<? extends Callable<T>> work) throws InterruptedException {
      return executor.invokeAll(all(work));
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
        Collection<? extends Callable<T>> work, long timeout, TimeUnit unit)
        throws InterruptedException {
      return executor.invokeAll(all(work), timeout, unit);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> work)
        throws InterruptedException, ExecutionException {
      return executor.invokeAny(all(work));
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
        Collection<? extends Callable<T>> work, long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      return executor.invokeAny(all(work), timeout, unit);
    }

    @Override
    public void shutdown() {
      executor.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
      return executor.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
      return executor.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return executor.awaitTermination(timeout, unit);
    }
  }
}
